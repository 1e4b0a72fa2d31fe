package adjoint.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Training steps and predictions of ours and of libtorch, in turn, each workload in a process of its own; the tables are those
 * of docs/performance.md. Arguments: the project's folder, the one for class files, threads (`1,2`), seconds for which each
 * call is timed, and the workloads, `all` for all; `compile` times the compiler, `growth` draws
 * how time and memory grow, `kernels` runs JMH on single ones.
 */
public final class Benchmark {

  /** Seconds that each call takes besides, about: the start, compilation, and warming up both. */
  private static final double BESIDES = 14;

  private final Java java;
  private final Path folder;
  private final double seconds;

  private Benchmark(Java java, Path folder, double seconds) {
    this.java = java;
    this.folder = folder;
    this.seconds = seconds;
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    Path project = Path.of(words[0]);
    Path folder = project.resolve("examples/benchmark");
    Java java = Java.of(project, folder.resolve("src"), Path.of(words[1]));
    List<Integer> threads = Stream.of(words[2].split(",")).map(Integer::valueOf).toList();
    String chosen = words[4];
    if (chosen.equals("kernels")) {
      java.run(Map.of(), "org.openjdk.jmh.Main", "SingleKernels");
    } else if (chosen.equals("compile")) {
      java.run(Map.of(), "adjoint.benchmark.Compiling", folder.resolve("workloads").toString());
    } else if (chosen.equals("growth")) {
      java.run(Map.of(), "adjoint.benchmark.Growth", project.resolve("docs/performance").toString(),
          folder.resolve("workloads").toString());
    } else {
      List<Workload> workloads =
          chosen.equals("all") ? Workload.ALL : Stream.of(chosen.split(",")).map(Workload::of).toList();
      new Benchmark(java, folder.resolve("workloads"), Double.parseDouble(words[3])).all(workloads, threads);
    }
  }

  private void all(List<Workload> workloads, List<Integer> threads) throws IOException, InterruptedException {
    int runs = threads.stream().mapToInt(each -> policies(each).size()).sum();
    int calls = workloads.stream().mapToInt(workload -> workload.calls().size()).sum();
    System.out.printf(Locale.ROOT, "%s, Java %s; about %.0f min%n", processor(), Runtime.version(),
        Math.ceil(runs * calls * (BESIDES + 2 * seconds) / 60));
    for (int each : threads) {
      System.out.println();
      double peak = Double.parseDouble(
          java.run(Map.of(), "adjoint.benchmark.Machine", Integer.toString(each)).getLast());
      System.out.printf("%n%s%n", Result.HEAD);
      for (Workload workload : workloads) {
        rows(workload, each, peak);
      }
    }
  }

  /** How libtorch's threads wait for each other; one has nobody to wait for. */
  private static List<String> policies(int threads) {
    return threads == 1 ? List.of("PASSIVE") : List.of("PASSIVE", "ACTIVE");
  }

  /** @param peak operations a second */
  private void rows(Workload workload, int threads, double peak) throws IOException, InterruptedException {
    Map<Workload.Call, Result> results = new HashMap<>();
    for (String policy : policies(threads)) {
      Map<String, String> environment =
          Map.of("OMP_NUM_THREADS", Integer.toString(threads), "OMP_WAIT_POLICY", policy);
      java.run(environment, "adjoint.benchmark.Worker", folder.toString(), workload.name(), Integer.toString(threads),
          Double.toString(seconds)).stream().filter(Result::isOne).map(Result::parse)
          .forEach(result -> results.merge(result.call(), result, Result::better));
    }
    workload.calls().stream().map(results::get)
        .forEach(result -> System.out.println(result.row(workload.name(), peak)));
  }

  private static String processor() throws IOException {
    Path facts = Path.of("/proc/cpuinfo");
    Optional<String> model = Files.isReadable(facts)
        ? Files.readAllLines(facts).stream().filter(line -> line.startsWith("model name")).findFirst()
        : Optional.empty();
    return model.map(line -> line.substring(line.indexOf(':') + 1).trim()).orElse(System.getProperty("os.arch")) + ", "
        + Runtime.getRuntime().availableProcessors() + " cores";
  }
}
