package adjoint.repl;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Starts `nn`: words to a command, its result to an exit code, whatever goes wrong to words. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] words) {
    var console = Console.standard();
    System.setErr(console.err());
    System.exit(run(console, words));
  }

  /**
   * Runs one command.
   *
   * @return 0 when all went well, 1 when the user's program or data is wrong, 2 when the command line is
   */
  static int run(Console console, String... words) {
    var line = commandLine(console);
    if (words.length == 0) {
      line.usage(console.out());
      return Exit.USAGE;
    }
    return line.execute(words);
  }

  /** All commands, in the order in which help lists them. */
  private static List<Callable<Integer>> commands(Console console) {
    return List.of(
        new Explain(console),
        new Doctor(console));
  }

  private static CommandLine commandLine(Console console) {
    var line = new CommandLine(new Nn());
    commands(console).forEach(line::addSubcommand);
    return line
        .setOut(new PrintWriter(console.out(), true))
        .setErr(new PrintWriter(console.err(), true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(
            console.colors() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setParameterExceptionHandler((wrong, args) -> Complaints.usage(console, wrong))
        .setExecutionExceptionHandler((broken, command, parsed) -> Complaints.failure(console, broken));
  }
}
