package adjoint.benchmark;

import adjoint.repl.machine.HotSpotDirectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * How a training step's time and memory grow with batch, width, depth and sequence length, on one thread: a picture each, in the
 * folder that is given. Everything but the one number stays as it is.
 */
final class Growth {

  /** With a hidden layer between, so that batch and width count alike. */
  private static final String DENSE = """
      dim Batch
      dim In     = 256
      dim Hidden = %d
      dim Class  = 16
      model Dense(image: [Batch, In]) -> [Batch, Class] {
        image |> Linear[Hidden] |> relu |> Linear[Hidden -> Hidden] |> relu |> Linear[Class]
      }
      train Dense {
        data      npy(image = "image.npy", label = "label.npy") { image: [In] = image, label: Class = label }
        minimize  cross_entropy[Class](Dense(image), label) using Adam[lr = 0]
        batch     Batch = %d
      }
      """;

  private Growth() {}

  /** A point of a curve: microseconds and bytes. */
  private record Point(int size, double micros, double bytes) {}

  public static void main(String[] words) throws IOException {
    HotSpotDirectives.apply();
    Path folder = Files.createDirectories(Path.of(words[0]));
    String gpt = Files.readString(Path.of(words[1], "nanogpt.nn"));
    draw(folder, "batch", "examples a step, hidden layers of 256", List.of(8, 16, 32, 64, 128, 256, 512),
        size -> String.format(Locale.ROOT, DENSE, 256, size));
    draw(folder, "width", "width of the hidden layers, 64 examples a step", List.of(32, 64, 128, 256, 512, 1024),
        size -> String.format(Locale.ROOT, DENSE, size, 64));
    draw(folder, "depth", "blocks of a GPT of width 128, 4 examples of 64 letters", List.of(1, 2, 4, 8, 16),
        size -> small(gpt).replace("repeat 4", "repeat " + size));
    draw(folder, "length", "letters of an example, 4 of them, 4 blocks of a GPT of width 128",
        List.of(16, 32, 64, 128, 256, 512), size -> small(gpt).replace("dim Time = 64", "dim Time = " + size));
  }

  private static String small(String gpt) {
    return gpt.replace("Batch = 12", "Batch = 4");
  }

  private static void draw(Path folder, String name, String what, List<Integer> sizes, IntFunction<String> program)
      throws IOException {
    List<Point> points = new ArrayList<>();
    for (int size : sizes) {
      Ours ours = new Ours(Path.of(name + ".nn"), program.apply(size), 1);
      Ours.Timed step = ours.train();
      Timing.warmUp(step.run(), step.isDecided());
      points.add(new Point(size, Timing.alone(step.run(), 1).median(), step.memory()));
      System.out.printf(Locale.ROOT, "%-7s %5d  %10.1f us  %12d bytes%n", name, size, points.getLast().micros(),
          step.memory());
    }
    Files.writeString(folder.resolve(name + ".svg"), Curves.of(what, sizes,
        points.stream().map(point -> point.micros() / 1e3).toList(),
        points.stream().map(point -> point.bytes() / 1e6).toList()));
  }
}
