package adjoint.repl.cli;

import adjoint.runtime.command.OptionTexts;
import adjoint.runtime.train.Interruption;
import adjoint.runtime.train.Options;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What running a program over data can be told. */
final class RunOptions {

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = PositiveInteger.class,
      description = OptionTexts.LIMIT)
  private Optional<Integer> limit = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = OptionTexts.SEED)
  private Optional<Integer> seed = Optional.empty();

  @Mixin
  private ThreadOption threads = new ThreadOption();

  OptionalInt limit() {
    return optional(limit);
  }

  OptionalInt seed() {
    return optional(seed);
  }

  int threads() {
    return threads.orElse(Runtime.getRuntime().availableProcessors());
  }

  /**
   * These as the runtime takes them, with nothing else asked for.
   *
   * @param data of `--data`
   */
  Options options(Map<String, String> data) {
    return new Options(Optional.empty(), data, limit(), OptionalInt.empty(), seed(), threads(), false, Optional.empty(),
        false, Options.SAVE_EVERY, false, false, Optional.empty(), Interruption.never());
  }

  static OptionalInt optional(Optional<Integer> number) {
    return number.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
