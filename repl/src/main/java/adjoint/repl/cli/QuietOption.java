package adjoint.repl.cli;

import picocli.CommandLine.Option;

/** Whether to tell nothing but what went wrong. */
final class QuietOption {

  @Option(names = "--quiet", description = "Print only what went wrong.")
  private boolean quiet;

  boolean isQuiet() {
    return quiet;
  }
}
