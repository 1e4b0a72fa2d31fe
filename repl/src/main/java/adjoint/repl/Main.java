package adjoint.repl;

import adjoint.repl.cli.CommandRunner;
import adjoint.repl.machine.HotSpotDirectives;
import adjoint.repl.report.Console;

/** Starts `nn`: the words of a command line in, an exit code out. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] words) {
    HotSpotDirectives.begin();
    var console = Console.standard();
    System.setErr(console.err());
    int exit = run(console, words);
    console.out().flush();
    Runtime.getRuntime().halt(exit); // System.exit would set up logging first, for 15 ms
  }

  /**
   * Runs one command.
   *
   * @return 0 when all went well, 1 when the user's program or data is wrong, 2 when the command line is
   */
  public static int run(Console console, String... words) {
    return CommandRunner.run(console, words);
  }
}
