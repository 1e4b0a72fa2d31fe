package adjoint.repl.cli;

import adjoint.repl.report.Console;
import adjoint.runtime.text.FileNames;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Runs one command: its words are parsed, its result becomes an exit code, whatever goes wrong becomes words. */
public final class CommandRunner {

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
    try {
      if (words.length > 0) {
        return run(console, commandLine(console, words).parseArgs(words));
      }
      if (console.live() && Console.isTyped()) {
        return new ReplCommand().run(console); // without words to parse, which takes time
      }
      commandLine(console).usage(console.out());
      return ExitCode.USAGE;
    } catch (ParameterException wrong) {
      return FailureReport.usage(console, wrong);
    } catch (RuntimeException | Error broken) {
      return FailureReport.failure(console, broken);
    }
  }

  /** A parser that knows the command asked for; all of them where that is none, since reading their options takes time. */
  private static CommandLine commandLine(Console console, String... words) {
    var line = new CommandLine(new NnCommand());
    var asked = CliCommands.ALL.stream().filter(row -> words.length > 0 && row.name().equals(words[0])).toList();
    for (var row : asked.isEmpty() ? CliCommands.ALL : asked) {
      var command = new CommandLine(row.make().get());
      command.getCommandSpec().mixinStandardHelpOptions(true);
      command.registerConverter(Path.class, CommandRunner::path);
      line.addSubcommand(row.name(), command);
    }
    return line
        .setOut(new PrintWriter(console.out(), true, console.out().charset()))
        .setErr(new PrintWriter(console.err(), true, console.err().charset()))
        .setColorScheme(Help.defaultColorScheme(console.colors() ? Help.Ansi.ON : Help.Ansi.OFF));
  }

  /** A parser that knows all commands. */
  static CommandLine everything(Console console) {
    return commandLine(console);
  }

  private static Path path(String word) {
    try {
      return Path.of(word);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("it can't be a file's name: " + FileNames.why(e));
    }
  }

  private static int run(Console console, ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    if (!parsed.hasSubcommand()) {
      throw new ParameterException(parsed.commandSpec().commandLine(), "missing required subcommand");
    }
    return ((CliCommand) parsed.subcommand().commandSpec().userObject()).run(console);
  }
}
