package adjoint.repl.cli;

import adjoint.runtime.command.OptionTexts;
import java.util.Optional;
import picocli.CommandLine.Option;

/** On how many threads to run. */
final class ThreadOption {

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = PositiveInteger.class,
      description = OptionTexts.THREADS)
  private Optional<Integer> threads = Optional.empty();

  int orElse(int unasked) {
    return threads.orElse(unasked);
  }
}
