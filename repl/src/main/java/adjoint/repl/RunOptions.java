package adjoint.repl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What running a program over data can be told. */
final class RunOptions {

  @Option(
      names = "--data",
      paramLabel = "NAME=PATH",
      description = "Read data from elsewhere: NAME is a data file of the program or a folder in its path.")
  private Map<String, String> data = new LinkedHashMap<>();

  @Option(names = "--limit", paramLabel = "N", description = "Use the first N examples only.")
  private Optional<Integer> limit = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of every random choice, instead of the file's.")
  private Optional<Integer> seed = Optional.empty();

  @Option(names = "--threads", paramLabel = "N", description = "Threads to use; the results have the same bits with any number.")
  private Optional<Integer> threads = Optional.empty();

  Map<String, String> data() {
    return data;
  }

  Optional<Integer> limit() {
    return limit;
  }

  Optional<Integer> seed() {
    return seed;
  }

  int threads() {
    return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }
}
