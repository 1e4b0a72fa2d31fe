package adjoint.repl;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Starts `nn`: words to a command, its result to an exit code, whatever goes wrong to words. */
public final class Main {

  /** One command and how it is made. */
  private record Entry(String name, Function<Console, Callable<Integer>> make) {}

  /** All commands, in the order in which help lists them. */
  private static final List<Entry> COMMANDS = List.of(
      new Entry("repl", Repl::new),
      new Entry("check", Check::new),
      new Entry("train", Train::new),
      new Entry("evaluate", Evaluate::new),
      new Entry("predict", Predict::new),
      new Entry("build", Build::new),
      new Entry("import", ImportWeights::new),
      new Entry("export", ExportWeights::new),
      new Entry("test", Test::new),
      new Entry("grad", Grad::new),
      new Entry("dump", Dump::new),
      new Entry("summary", Summary::new),
      new Entry("explain", Explain::new),
      new Entry("doctor", Doctor::new));

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] words) {
    Directives.begin();
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
  static int run(Console console, String... words) {
    int exit = execute(console, words);
    return exit == Exit.OK && console.out().checkError() ? Complaints.lost(console) : exit;
  }

  private static int execute(Console console, String... words) {
    if (words.length == 0 && console.live() && Console.isTyped()) {
      return prompt(console);
    }
    try {
      var line = commandLine(console, words);
      if (words.length == 0) {
        line.usage(console.out());
        return Exit.USAGE;
      }
      return line.execute(words);
    } catch (Error broken) { // what picocli lets through: out of memory, a stack overflow, an assertion
      return Complaints.failure(console, broken);
    }
  }

  /** `nn` alone, which has no words to parse. */
  private static int prompt(Console console) {
    try {
      return new Repl(console).call();
    } catch (RuntimeException | Error broken) {
      return Complaints.failure(console, broken);
    }
  }

  /** A parser that knows the command asked for; all of them where that is none, since reading their options takes time. */
  private static CommandLine commandLine(Console console, String... words) {
    var line = new CommandLine(new Nn());
    var asked = COMMANDS.stream().filter(each -> words.length > 0 && each.name().equals(words[0])).toList();
    for (var entry : asked.isEmpty() ? COMMANDS : asked) {
      line.addSubcommand(entry.make().apply(console));
    }
    return line
        .setOut(new PrintWriter(console.out(), true, console.out().charset()))
        .setErr(new PrintWriter(console.err(), true, console.err().charset()))
        .setColorScheme(Help.defaultColorScheme(console.colors() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler((wrong, args) -> Complaints.usage(console, wrong))
        .setExecutionExceptionHandler((broken, command, parsed) -> Complaints.failure(console, broken));
  }
}
