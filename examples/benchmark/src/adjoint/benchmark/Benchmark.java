package adjoint.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Training steps and predictions of both, in turn, in one process: medians in microseconds and their ratio. Arguments: the
 * folder of the `.nn` files, the threads of both, and the workloads (all where none is named); `compile`
 * times the compiler.
 *
 * <p>They learn nothing (the rate is 0): random labels would soon be known by heart, and then gradients are denormal
 * numbers, which cost more than any that a net sees while it learns.
 */
public final class Benchmark {

  private static final List<String> ALL = List.of("xor", "iris", "mlp", "convnet", "lstm", "compile");
  private static final double SECONDS = 4;

  private Benchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    List<String> chosen = arguments.length > 2 ? List.of(arguments).subList(2, arguments.length) : ALL;
    System.out.printf("%-16s %14s %14s %22s%n", "", "adjoint", "libtorch", "libtorch / adjoint");
    for (String name : chosen) {
      if (name.equals("compile")) {
        Compiling.print(folder);
        continue;
      }
      Ours ours = new Ours(folder.resolve(name + ".nn"), threads);
      Libtorch.Workload peer = Libtorch.of(name, threads);
      print(name + " train", ours.train(), peer.train());
      print(name + " predict", ours.infer(batch(name)), peer.infer());
    }
    System.exit(0);
  }

  private static long batch(String name) {
    return switch (name) {
      case "xor" -> 4;
      case "iris" -> 16;
      case "convnet" -> 128;
      default -> 64;
    };
  }

  private static void print(String what, Runnable ours, Runnable peers) {
    double us = Timing.median(ours, SECONDS);
    double peer = Timing.median(peers, SECONDS);
    System.out.printf("%-16s %11.1f us %11.1f us %22.2f%n", what, us, peer, peer / us);
  }
}
