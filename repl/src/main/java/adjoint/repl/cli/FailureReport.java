package adjoint.repl.cli;

import adjoint.compiler.Rejected;
import adjoint.compiler.diagnostic.Render;
import adjoint.repl.problem.BlamedPackage;
import adjoint.repl.problem.BugReport;
import adjoint.repl.problem.CliProblem;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Similar;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Turns what went wrong into words and an exit code. Nobody sees a stack trace. */
final class FailureReport {

  /** `--set` names nothing in the file: not the file is wrong, the command line is. */
  private static final String UNKNOWN_SETTING = "NN0227";

  private FailureReport() {}

  /** The command line is wrong. */
  static int usage(Console console, ParameterException wrong) {
    var command = blamed(wrong.getCommandLine());
    var more = "see " + command.getCommandSpec().qualifiedName() + " --help";
    var unknown = command.getUnmatchedArguments();
    switch (wrong) {
      case ParameterException any when !unknown.isEmpty() -> unmatched(console, command, unknown.getFirst(), more);
      case MissingParameterException missing ->
        console.complain(CliProblem.MISSING_WORD, lowered(missing.getMessage()), more);
      default -> console.complain(CliProblem.BAD_VALUE, lowered(wrong.getMessage()), more);
    }
    return ExitCode.USAGE;
  }

  /** Where the first word is no command, a later one that is (`nn help train`) isn't what went wrong. */
  private static CommandLine blamed(CommandLine command) {
    CommandLine parent = command.getParent();
    return parent == null || parent.getUnmatchedArguments().isEmpty() ? command : blamed(parent);
  }

  /** A word that no option and no parameter takes, with the nearest word that would have been understood. */
  private static void unmatched(Console console, CommandLine command, String word, String more) {
    var spec = command.getCommandSpec();
    boolean option = word.startsWith("-");
    boolean named = !option && spec.parent() == null;
    var known = option
        ? spec.options().stream().flatMap(each -> List.of(each.names()).stream()).toList()
        : List.copyOf(spec.subcommands().keySet());
    var code = named ? CliProblem.UNKNOWN_COMMAND : CliProblem.UNKNOWN_OPTION;
    var what = option ? "unknown option " : named ? "unknown command " : "unexpected word ";
    Similar.nearest(word, known).ifPresentOrElse(
        near -> console.complain(code, what + word, "help: did you mean " + near + "?", more),
        () -> console.complain(code, what + word, more));
  }

  /** A command threw: the user's fault where the exception says so, else a bug of ours. */
  static int failure(Console console, Throwable broken) {
    switch (broken) {
      case CommandFailure wrong -> {
        console.complain(wrong.problem(), wrong.getMessage(), wrong.hint().stream().toArray(String[]::new));
        return ExitCode.USAGE;
      }
      case Rejected rejected -> {
        console.err().print(Render.render(rejected.problems(), console.colors()));
        return rejected.problems().stream().allMatch(each -> each.code().equals(UNKNOWN_SETTING))
            ? ExitCode.USAGE
            : ExitCode.WRONG;
      }
      case UserProblem problem -> userProblem(console, problem);
      case OutOfMemoryError _ -> console.complain(CliProblem.OUT_OF_MEMORY, "Java ran out of memory",
          "it may use %,d MiB".formatted(Runtime.getRuntime().maxMemory() >> 20),
          "help: give it more with ADJOINT_JAVA_OPTS=-Xmx8g, or take a smaller batch");
      default -> console.complain(CliProblem.BUG, "a bug in Adjoint: " + BlamedPackage.of(broken) + " broke",
          String.valueOf(broken).lines().findFirst().orElse(""),
          "please report it, with the .nn file and " + BugReport.keep(broken));
    }
    return ExitCode.WRONG;
  }

  /** A command did its work, but its words went nowhere: a stream that prints keeps silent about that. */
  static int lost(Console console) {
    console.complain(CliProblem.OUTPUT_LOST, "standard output can't be written", "help: what it goes to may be full");
    return ExitCode.WRONG;
  }

  private static void userProblem(Console console, UserProblem problem) {
    var lines = Stream.concat(
        problem.place().map(place -> "at " + place).stream(),
        problem.hint().map(hint -> "help: " + hint).stream());
    console.complain(problem.code(), problem.getMessage(), lines.toArray(String[]::new));
  }

  private static String lowered(String words) {
    var message = words.replaceFirst("^Error: ", "").replace("option option", "option");
    return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
