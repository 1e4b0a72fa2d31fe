package adjoint.repl.command;

import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.Item;
import adjoint.repl.session.Response;
import adjoint.repl.session.State;
import adjoint.runtime.CliProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** `:edit`: the last entry, or what a name stands for, in an editor; what is saved there is entered. */
final class Edit {

  private Edit() {}

  static Response answer(PromptContext context, String argument) {
    String before = argument.isEmpty() ? last(context) : meaning(context.session().state(), argument);
    String after = edited(before);
    return after.isBlank() || after.equals(before)
        ? Response.note("nothing has changed")
        : Dialogue.answer(context, after.stripTrailing());
  }

  private static String last(PromptContext context) {
    return context.session().entries().reversed().stream().filter(entry -> !Dialogue.isCommand(entry.strip()))
        .findFirst().orElse("");
  }

  private static String meaning(State state, String name) {
    Optional<String> declared = state.items().stream().filter(item -> item.key().equals(name)).map(Item::declaration)
        .map(declaration -> declaration.span().text()).findFirst();
    return declared.or(() -> Optional.ofNullable(state.bound().get(name)).map(b -> b.definition().span().text()))
        .orElseThrow(() -> new CommandFailure(CliProblem.NOTHING_TO_SHOW, "nothing is called " + name,
            Optional.of("help: :list tells what is")));
  }

  private static String edited(String text) {
    List<String> editor = editor();
    try {
      Path file = Files.createTempFile("nn-edit-", ".nn");
      try {
        Files.writeString(file, text.stripTrailing() + "\n");
        int exit = new ProcessBuilder(Stream.concat(editor.stream(), Stream.of(file.toString())).toList()).inheritIO()
            .start().waitFor();
        return exit == 0 ? Files.readString(file).stripTrailing() : text;
      } finally {
        Files.delete(file);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return text;
    } catch (IOException e) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "the editor " + editor.getFirst() + " can't be started",
          Optional.of("help: the variable EDITOR names one"));
    }
  }

  private static List<String> editor() {
    return Stream.of("VISUAL", "EDITOR").map(name -> System.getenv().getOrDefault(name, "").strip())
        .filter(name -> !name.isEmpty()).findFirst().map(name -> List.of(name.split("\\s+"))).orElse(List.of("vi"));
  }
}
