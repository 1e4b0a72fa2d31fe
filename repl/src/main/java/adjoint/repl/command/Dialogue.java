package adjoint.repl.command;

import adjoint.compiler.Rejected;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.Complaint;
import adjoint.repl.problem.NearestWord;
import adjoint.repl.session.Response;
import adjoint.repl.session.Session;
import adjoint.repl.session.State;
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
    Session session = context.session();
    session.go();
    State before = session.state();
    try {
      String text = bare(session, request.strip());
      if (!isCommand(text)) {
        return session.enter(request);
      }
      Response response = command(context, text.substring(1));
      before = isRemembered(text) ? before : session.state();
      return response;
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
    } finally {
      if (!request.isBlank()) {
        session.remember(request, before);
      }
    }
  }

  /** What other prompts are left by, or asked for help, is a command unless something is called so. */
  private static String bare(Session session, String text) {
    boolean free = !session.state().bound().containsKey(text)
        && session.state().items().stream().noneMatch(item -> item.key().equals(text));
    return switch (text) {
      case "exit", "quit" -> free ? ":quit" : text;
      case "help", "?" -> free ? ":help" : text;
      default -> text;
    };
  }

  /** Whether the state before a command is one to go back to: not before `:undo`, and `:edit` enters what it gives. */
  private static boolean isRemembered(String command) {
    List<PromptCommand> found = PromptCommands.named(command.substring(1).split("\\s+", 2)[0]);
    return found.stream().noneMatch(each -> each.name().equals("undo") || each.name().equals("edit"));
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
