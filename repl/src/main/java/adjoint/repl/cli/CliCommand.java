package adjoint.repl.cli;

import adjoint.repl.report.Console;

/** A command of `nn`. Its fields are what can be asked of it: picocli fills them with the words behind its name. */
@FunctionalInterface
interface CliCommand {

  /** Does what was asked, and returns how the process ends: one of {@link ExitCode}. */
  int run(Console console);
}
