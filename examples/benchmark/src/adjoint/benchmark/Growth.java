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
  private record Point(double micros, double bytes) {}

  /** A picture: its file's name, what its sizes are, the sizes, and the program of each. */
  private record Picture(String name, String what, List<Integer> sizes, IntFunction<String> program) {}

  /** Arguments: the folder, that of the workloads, and the names of the pictures, all where none is named. */
  public static void main(String[] words) throws IOException {
    HotSpotDirectives.apply();
    Path folder = Files.createDirectories(Path.of(words[0]));
    List<String> chosen = List.of(words).subList(2, words.length);
    for (Picture picture : pictures(Files.readString(Path.of(words[1], "nanogpt.nn")))) {
      if (chosen.isEmpty() || chosen.contains(picture.name())) {
        draw(folder, picture);
      }
    }
    System.exit(0);
  }

  private static List<Picture> pictures(String gpt) {
    return List.of(
        new Picture("batch", "examples a step, hidden layers of 256", List.of(8, 16, 32, 64, 128, 256, 512),
            size -> String.format(Locale.ROOT, DENSE, 256, size)),
        new Picture("width", "width of the hidden layers, 64 examples a step", List.of(32, 64, 128, 256, 512, 1024),
            size -> String.format(Locale.ROOT, DENSE, size, 64)),
        new Picture("depth", "blocks of a GPT of width 128, 4 examples of 64 letters", List.of(1, 2, 4, 8, 16),
            size -> small(gpt).replace("repeat 4", "repeat " + size)),
        new Picture("length", "letters of an example, 4 of them, 4 blocks of a GPT of width 128",
            List.of(16, 32, 64, 128, 256), size -> small(gpt).replace("dim Time = 64", "dim Time = " + size)));
  }

  private static String small(String gpt) {
    return gpt.replace("Batch = 12", "Batch = 4");
  }

  private static void draw(Path folder, Picture picture) throws IOException {
    List<Point> points = new ArrayList<>();
    for (int size : picture.sizes()) {
      Ours.Timed step = new Ours(Path.of(picture.name() + ".nn"), picture.program().apply(size), 1).train();
      Timing.warmUp(step.run(), step.isDecided());
      points.add(new Point(Timing.alone(step.run(), 1).median(), step.memory()));
      System.out.printf(Locale.ROOT, "%-7s %5d  %10.1f us  %12d bytes%n", picture.name(), size,
          points.getLast().micros(), step.memory());
    }
    Files.writeString(folder.resolve(picture.name() + ".svg"), Curves.of(picture.what(), picture.sizes(),
        points.stream().map(point -> point.micros() / 1e3).toList(),
        points.stream().map(point -> point.bytes() / 1e6).toList()));
  }
}
