package adjoint.repl.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** On how many threads to run. */
final class ThreadOption {

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = PositiveInteger.class,
      description = "Use N threads; any number gives the same bits.")
  private Optional<Integer> threads = Optional.empty();

  int orElse(int unasked) {
    return threads.orElse(unasked);
  }
}
