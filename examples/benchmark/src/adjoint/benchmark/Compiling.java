package adjoint.benchmark;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** From text to loaded classes, in a JVM that has done it before: the mlp, and a hundred layers of different sizes. */
final class Compiling {

  private static final int LAYERS = 100;
  private static final int TIMES = 15;

  private Compiling() {}

  public static void main(String[] words) throws IOException {
    Path folder = Path.of(words[0]);
    print("compile mlp512", folder, Files.readString(folder.resolve("mlp512.nn")));
    print("compile gpt384", folder, Files.readString(folder.resolve("gpt384.nn")));
    print("compile 100 layers", folder, layers());
  }

  private static void print(String what, Path folder, String text) {
    Runnable compile = () -> {
      Compiler.Checked checked = Compiler.check(new Source(what, text),
          new ProgramLowering.Options(folder, name -> Optional.empty(), Map.of(), false));
      Compiler.compile(checked.lowered().orElseThrow(() -> new IllegalStateException(checked.problems().toString())),
          Backend.Options.of(Backend.Form.VECTOR));
    };
    double[] times = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      long before = System.nanoTime();
      compile.run();
      times[i] = (System.nanoTime() - before) / 1e6;
    }
    double first = times[0];
    Arrays.sort(times);
    System.out.printf("%-20s %7.0f ms (the first time %.0f ms)%n", what, times[TIMES / 2], first);
  }

  private static String layers() {
    StringBuilder text = new StringBuilder("dim Batch\ndim Pixel = 784\ndim Digit = 10\n\n"
        + "model Deep(image: [Batch, Pixel]) -> [Batch, Digit] {\n  image");
    for (int i = 0; i < LAYERS; i++) {
      text.append(" |> Linear[").append(20 + i).append("] |> relu");
    }
    return text + " |> Linear[Digit]\n}\n\ntrain Deep {\n"
        + "  data      npy(image = \"image.npy\", label = \"label.npy\") { image: [Pixel] = image, label: Digit = label }\n"
        + "  minimize  cross_entropy[Digit](Deep(image), label) using Adam[lr = 0]\n  batch     Batch = 64\n}\n";
  }
}
