package adjoint.repl.cli;

import adjoint.compiler.Rejected;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Render;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.Complaint;
import adjoint.repl.problem.NearestWord;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.UserProblem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Turns what went wrong into words and an exit code. Nobody sees a stack trace. */
final class FailureReport {

  private FailureReport() {}

  /** The command line is wrong. */
  static int usage(Console console, ParameterException wrong) {
    var command = blamed(wrong.getCommandLine());
    var more = "see " + command.getCommandSpec().qualifiedName() + " --help";
    var unknown = command.getUnmatchedArguments();
    console.complain(switch (wrong) {
      case ParameterException any when !unknown.isEmpty() -> unmatched(command, unknown.getFirst(), more);
      case MissingParameterException missing ->
        Complaint.of(CliProblem.MISSING_WORD, lowered(missing.getMessage()), more);
      default -> Complaint.of(CliProblem.BAD_VALUE, lowered(wrong.getMessage()), more);
    });
    return ExitCode.USAGE;
  }

  /** Where the first word is no command, a later one that is (`nn help train`) isn't what went wrong. */
  private static CommandLine blamed(CommandLine command) {
    CommandLine parent = command.getParent();
    return parent == null || parent.getUnmatchedArguments().isEmpty() ? command : blamed(parent);
  }

  /** A word that no option and no parameter takes, with the nearest word that would have been understood. */
  private static Complaint unmatched(CommandLine command, String word, String more) {
    var spec = command.getCommandSpec();
    boolean option = word.startsWith("-");
    boolean named = !option && spec.parent() == null;
    var known = option
        ? spec.options().stream().flatMap(each -> List.of(each.names()).stream()).toList()
        : List.copyOf(spec.subcommands().keySet());
    var kind = named ? CliProblem.UNKNOWN_COMMAND : CliProblem.UNKNOWN_OPTION;
    var what = option ? "unknown option " : named ? "unknown command " : "unexpected word ";
    var near = NearestWord.of(word, known).or(() -> Optional.of(word).filter(w -> known.contains("--set"))
        .filter(w -> w.matches("--[A-Za-z]\\w*(=.*)?")).map(FailureReport::settable));
    var lines = Stream.concat(near.stream(), Stream.of(more)).toList();
    return Complaint.of(kind, what + word, lines);
  }

  /** How a number of the file is set from outside: `--lr 0.1` is what other tools have. */
  private static String settable(String option) {
    String[] parts = option.substring(2).split("=", 2);
    String value = parts.length > 1 ? parts[1] : "0.1";
    return "a constant at the top of the file, %s = …, is set by --set %s=%s".formatted(parts[0], parts[0], value);
  }

  /** A command threw: the user's fault where the exception says so, else a bug of ours. */
  static int failure(Console console, Throwable broken) {
    switch (broken) {
      case CommandFailure wrong -> console.complain(Complaint.of(wrong));
      case Rejected rejected -> console.err().print(Render.render(rejected.problems(), console.colors()));
      case UserProblem problem -> console.complain(Complaint.of(problem));
      case OutOfMemoryError _ -> console.complain(Complaint.outOfMemory("a smaller batch"));
      default -> console.complain(Complaint.bug(broken, "the .nn file"));
    }
    return isMisuse(broken) ? ExitCode.USAGE : ExitCode.WRONG;
  }

  /** Where `--set` names nothing in the file, not the file is wrong: the command line is. */
  private static boolean isMisuse(Throwable broken) {
    return broken instanceof CommandFailure || broken instanceof Rejected rejected
        && rejected.problems().stream().allMatch(each -> each.kind() == CompilerProblem.CONSTANT_NOT_SETTABLE);
  }

  /** A command did its work, but its words went nowhere: a stream that prints keeps silent about that. */
  static int lost(Console console) {
    console.complain(Complaint.of(CliProblem.OUTPUT_LOST, "standard output can't be written",
        "help: what it goes to may be full"));
    return ExitCode.WRONG;
  }

  private static String lowered(String words) {
    var message = words.replaceFirst("^Error: ", "").replace("option option", "option");
    return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
