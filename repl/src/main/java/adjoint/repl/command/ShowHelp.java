package adjoint.repl.command;

import adjoint.repl.session.Response;
import adjoint.runtime.text.Words;
import java.util.stream.Collectors;

/** `:help`. */
final class ShowHelp {

  private static final String ENTRIES = """
      Type an expression for its value, name = expression to bind it, or declare: dim, fn, layer, model, train, use.
      Results are called $1, $2, …; an entry goes on until its brackets are closed; an empty line ends it.
      """;

  private ShowHelp() {}

  static Response answer(PromptContext context, String argument) {
    String name = argument.replaceFirst("^[:/]", "");
    if (!argument.isEmpty() && PromptCommands.named(name).isEmpty()) {
      return Dialogue.unknown(name);
    }
    int width = PromptCommands.ALL.stream().mapToInt(command -> head(command).length()).max().orElse(0);
    return Response.text(ENTRIES + PromptCommands.ALL.stream()
        .filter(command -> argument.isEmpty() || PromptCommands.named(name).contains(command))
        .map(command -> "  " + Words.left(head(command), width) + "  " + command.does())
        .collect(Collectors.joining("\n")));
  }

  private static String head(PromptCommand command) {
    return ":" + command.name() + (command.arguments().isEmpty() ? "" : " " + command.arguments());
  }
}
