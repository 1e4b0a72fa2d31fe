package adjoint.repl.cli;

import adjoint.runtime.command.OptionTexts;
import picocli.CommandLine.Option;

/** Whether to tell nothing but what went wrong. */
final class QuietOption {

  @Option(names = "--quiet", description = OptionTexts.QUIET)
  private boolean quiet;

  boolean isQuiet() {
    return quiet;
  }
}
