package adjoint.repl.command;

import adjoint.compiler.Rejected;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.Complaint;
import adjoint.repl.problem.NearestWord;
import adjoint.repl.session.Response;
import adjoint.runtime.CliProblem;
import adjoint.runtime.UserProblem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Answers whatever is typed: commands by the catalogue, everything else by the session. Nothing escapes. */
public final class Dialogue {

  private Dialogue() {}

  /** The answer to a request. */
  public static Response answer(PromptContext context, String request) {
    context.session().go();
    try {
      String text = request.strip();
      return isCommand(text) ? command(context, text.substring(1)) : context.session().enter(request);
    } catch (CancellationException stopped) {
      return Response.note("stopped; nothing has changed");
    } catch (CommandFailure wrong) {
      return Response.failure(Complaint.of(wrong));
    } catch (Rejected rejected) {
      return Response.problems(rejected.problems());
    } catch (UserProblem problem) {
      return Response.failure(Complaint.of(problem));
    } catch (OutOfMemoryError full) {
      return Response.failure(Complaint.outOfMemory("smaller dims"));
    } catch (RuntimeException | Error broken) {
      return Response.failure(Complaint.bug(broken, "what you typed"));
    }
  }

  /** Whether a text is a command: `:type x`, or `/type x`. A comment isn't. */
  public static boolean isCommand(String text) {
    return text.startsWith(":") || text.startsWith("/") && !text.startsWith("//");
  }

  private static Response command(PromptContext context, String text) {
    String[] words = text.strip().split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    List<PromptCommand> found = PromptCommands.named(words[0]);
    if (found.size() == 1) {
      return found.getFirst().action().answer(context, argument);
    }
    return found.isEmpty() ? unknown(words[0]) : ambiguous(words[0], found);
  }

  /** No command begins with a word. */
  static Response unknown(String word) {
    return unclear("there is no command :" + word,
        suggestion(word, PromptCommands.names()).orElse("`:help` lists them"));
  }

  private static Response ambiguous(String word, List<PromptCommand> found) {
    List<String> names = found.stream().map(PromptCommand::name).toList();
    return unclear(":" + word + " may mean several commands",
        suggestion(word, names).orElse("there are :" + String.join(", :", names)));
  }

  private static Response unclear(String message, String hint) {
    return Response.failure(Complaint.of(CliProblem.UNKNOWN_COMMAND, message, hint));
  }

  private static Optional<String> suggestion(String word, List<String> names) {
    return NearestWord.of(word, names, near -> ":" + near);
  }
}
