package adjoint.repl.problem;

import adjoint.runtime.CliProblem;
import adjoint.runtime.ProblemKind;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Words;
import java.util.List;
import java.util.stream.Stream;

/** Something that went wrong, as it is told: `error[CODE]: message`, and lines under it. */
public record Complaint(String code, String message, List<String> lines) {

  /** What is told may hold text of files: none of it reaches a terminal as it is. */
  public Complaint {
    message = Words.printable(message);
    lines = lines.stream().map(Words::printable).toList();
  }

  public static Complaint of(ProblemKind kind, String message, String... lines) {
    return of(kind, message, List.of(lines));
  }

  public static Complaint of(ProblemKind kind, String message, List<String> lines) {
    return new Complaint(kind.code(), message, lines);
  }

  public static Complaint of(CommandFailure wrong) {
    return of(wrong.kind(), wrong.getMessage(), wrong.hint().stream().toList());
  }

  public static Complaint of(UserProblem problem) {
    return new Complaint(problem.code(), problem.getMessage(), Stream.concat(
        problem.place().map(place -> "at " + place).stream(),
        problem.hint().map(hint -> "help: " + hint).stream()).toList());
  }

  /**
   * Java has no memory left.
   *
   * @param smaller what would need less of it
   */
  public static Complaint outOfMemory(String smaller) {
    return of(CliProblem.OUT_OF_MEMORY, "Java ran out of memory",
        "it may use " + Words.count(Runtime.getRuntime().maxMemory() >> 20) + " MiB",
        "help: give it more with ADJOINT_JAVA_OPTS=-Xmx8g, or take " + smaller);
  }

  /**
   * A bug of ours, whose trace is kept in a file.
   *
   * @param with what else a report of it should hold
   */
  public static Complaint bug(Throwable broken, String with) {
    return of(CliProblem.BUG, "a bug in Adjoint: " + BlamedPackage.of(broken) + " broke",
        String.valueOf(broken).lines().findFirst().orElse(""),
        "please report it, with " + with + " and " + BugReport.keep(broken));
  }
}
