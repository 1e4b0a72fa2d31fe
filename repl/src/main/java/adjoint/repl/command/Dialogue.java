package adjoint.repl.command;

import adjoint.compiler.Rejected;
import adjoint.repl.problem.BlamedPackage;
import adjoint.repl.problem.BugReport;
import adjoint.repl.problem.CliProblem;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.Response;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Similar;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/** Answers whatever is typed: commands by the catalogue, everything else by the session. Nothing escapes. */
public final class Dialogue {

  private Dialogue() {}

  /** The answer to a request. */
  public static Response answer(PromptContext desk, String request) {
    desk.session().go();
    try {
      String text = request.strip();
      return isCommand(text) ? command(desk, text.substring(1)) : desk.session().enter(request);
    } catch (CancellationException stopped) {
      return Response.note("stopped; nothing has changed");
    } catch (CommandFailure wrong) {
      return Response.failure(wrong.problem().code(), wrong.getMessage(), wrong.hint().stream().toArray(String[]::new));
    } catch (Rejected rejected) {
      return Response.problems(rejected.problems());
    } catch (UserProblem problem) {
      return Response.failure(problem.code(), problem.getMessage(), Stream.concat(
          problem.place().map(place -> "at " + place).stream(),
          problem.hint().map(hint -> "help: " + hint).stream()).toArray(String[]::new));
    } catch (OutOfMemoryError full) {
      return Response.failure(CliProblem.OUT_OF_MEMORY.code(), "Java ran out of memory",
          "it may use " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB",
          "help: give it more with ADJOINT_JAVA_OPTS=-Xmx8g, or take smaller dims");
    } catch (RuntimeException | Error broken) {
      return Response.failure(CliProblem.BUG.code(), "a bug in Adjoint: " + BlamedPackage.of(broken) + " broke",
          String.valueOf(broken).lines().findFirst().orElse(""),
          "please report it, with what you typed and " + BugReport.keep(broken));
    }
  }

  /** Whether a text is a command: `:type x`, or `/type x`. A comment isn't. */
  public static boolean isCommand(String text) {
    return text.startsWith(":") || text.startsWith("/") && !text.startsWith("//");
  }

  private static Response command(PromptContext desk, String text) {
    String[] words = text.strip().split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    List<PromptCommand> found = PromptCommands.named(words[0]);
    if (found.size() == 1) {
      return found.getFirst().action().answer(desk, argument);
    }
    return found.isEmpty() ? unknown(words[0]) : ambiguous(words[0], found);
  }

  /** No command begins with a word. */
  static Response unknown(String word) {
    return Response.failure(CliProblem.UNKNOWN_COMMAND.code(), "there is no command :" + word,
        Similar.nearest(word, PromptCommands.names()).map(near -> "help: did you mean :" + near + "?")
            .orElse("`:help` lists them"));
  }

  private static Response ambiguous(String word, List<PromptCommand> found) {
    List<String> names = found.stream().map(PromptCommand::name).toList();
    return Response.failure(CliProblem.UNKNOWN_COMMAND.code(), ":" + word + " may mean several commands",
        Similar.nearest(word, names).map(near -> "help: did you mean :" + near + "?")
            .orElse("there are :" + String.join(", :", names)));
  }
}
