package adjoint.repl.cli;

import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.lower.program.Lowered;
import adjoint.repl.report.Console;
import picocli.CommandLine.Option;

/** What becomes of a program's warnings. */
final class WarningOptions {

  @Option(names = "--strict", description = "Go no further where there are warnings: exit with 2.")
  private boolean strict;

  boolean isStrict() {
    return strict;
  }

  /** Shows a program's warnings. */
  void show(Lowered lowered, Console console) {
    lowered.warnings().forEach(warning -> console.err().println(Render.render(warning, console.colors())));
  }

  /** Whether the command goes on. */
  boolean pass(Lowered lowered) {
    return !strict || lowered.warnings().isEmpty();
  }
}
