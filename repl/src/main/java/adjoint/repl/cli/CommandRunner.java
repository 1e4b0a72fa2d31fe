package adjoint.repl.cli;

import adjoint.repl.report.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Runs one command: its words are parsed, its result becomes an exit code, whatever goes wrong becomes words. */
public final class CommandRunner {

  /** One command and how it is made. */
  private record Entry(String name, Function<Console, Callable<Integer>> make) {}

  /** All commands, in the order in which help lists them. */
  private static final List<Entry> COMMANDS = List.of(
      new Entry("repl", ReplCommand::new),
      new Entry("check", CheckCommand::new),
      new Entry("train", TrainCommand::new),
      new Entry("evaluate", EvaluateCommand::new),
      new Entry("predict", PredictCommand::new),
      new Entry("build", BuildCommand::new),
      new Entry("import", ImportCommand::new),
      new Entry("export", ExportCommand::new),
      new Entry("test", TestCommand::new),
      new Entry("grad", GradCommand::new),
      new Entry("dump", DumpCommand::new),
      new Entry("summary", SummaryCommand::new),
      new Entry("explain", ExplainCommand::new),
      new Entry("doctor", DoctorCommand::new));

  private CommandRunner() {}

  /**
   * Runs one command.
   *
   * @return 0 when all went well, 1 when the user's program or data is wrong, 2 when the command line is
   */
  public static int run(Console console, String... words) {
    int exit = execute(console, words);
    return exit == ExitCode.OK && console.out().checkError() ? FailureReport.lost(console) : exit;
  }

  private static int execute(Console console, String... words) {
    if (words.length == 0 && console.live() && Console.isTyped()) {
      return prompt(console);
    }
    try {
      var line = commandLine(console, words);
      if (words.length == 0) {
        line.usage(console.out());
        return ExitCode.USAGE;
      }
      return line.execute(words);
    } catch (Error broken) { // what picocli lets through: out of memory, a stack overflow, an assertion
      return FailureReport.failure(console, broken);
    }
  }

  /** `nn` alone, which has no words to parse. */
  private static int prompt(Console console) {
    try {
      return new ReplCommand(console).call();
    } catch (RuntimeException | Error broken) {
      return FailureReport.failure(console, broken);
    }
  }

  /** A parser that knows the command asked for; all of them where that is none, since reading their options takes time. */
  private static CommandLine commandLine(Console console, String... words) {
    var line = new CommandLine(new NnCommand());
    var asked = COMMANDS.stream().filter(each -> words.length > 0 && each.name().equals(words[0])).toList();
    for (var entry : asked.isEmpty() ? COMMANDS : asked) {
      line.addSubcommand(entry.make().apply(console));
    }
    return line
        .setOut(new PrintWriter(console.out(), true, console.out().charset()))
        .setErr(new PrintWriter(console.err(), true, console.err().charset()))
        .setColorScheme(Help.defaultColorScheme(console.colors() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler((wrong, args) -> FailureReport.usage(console, wrong))
        .setExecutionExceptionHandler((broken, command, parsed) -> FailureReport.failure(console, broken));
  }
}
