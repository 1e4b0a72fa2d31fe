package adjoint.repl.cli;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.repl.report.Console;
import adjoint.repl.session.TestRun;
import adjoint.runtime.text.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn test blocks.nn`: runs the file's `test` blocks, each seeded by its name. */
@Command(description = "Run the test blocks of a file.")
final class TestCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Override
  public int run(Console console) {
    var lowered = program.lower();
    long failed =
        lowered.tests().entrySet().stream().filter(test -> !passes(test.getKey(), test.getValue(), lowered, console))
            .count();
    console.out().println(
        Words.count(lowered.tests().size(), "test") + ", " + (failed == 0 ? "all passed" : failed + " failed"));
    return failed == 0 ? ExitCode.OK : ExitCode.WRONG;
  }

  private boolean passes(String name, Graph test, Lowered lowered, Console console) {
    var broken = TestRun.failures(name, test, lowered);
    console.out().println(broken.isEmpty()
        ? console.paint("32", "passed") + "  " + name
        : console.paint("31", "FAILED") + "  " + name + ": " + program.file() + ", " + String.join(", ", broken));
    return broken.isEmpty();
  }
}
