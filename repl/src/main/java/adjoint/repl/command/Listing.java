package adjoint.repl.command;

import adjoint.compiler.ast.Declaration;
import adjoint.repl.session.Item;
import adjoint.repl.session.Response;
import adjoint.repl.session.State;
import adjoint.repl.session.WrittenSignature;
import java.util.ArrayList;
import java.util.List;

/** `:list`: what is declared and bound. */
final class Listing {

  private Listing() {}

  static Response answer(PromptContext context, String argument) {
    State state = context.session().state();
    List<String> lines = new ArrayList<>();
    state.items().forEach(item -> lines.add(line(item)));
    state.bound().forEach((name, binding) -> lines.add(binding.type().map(type -> name + ": " + TypeOf.sized(type))
        .orElseGet(() -> binding.definition().span().text().replaceAll("\\s+", " "))));
    return Response.text(String.join("\n", lines));
  }

  private static String line(Item item) {
    return switch (item.declaration()) {
      case Declaration.Callable c -> WrittenSignature.of(c);
      case Declaration.Train t -> "train " + t.name();
      case Declaration.Generate g -> "generate " + g.name();
      case Declaration.Test t -> "test \"" + t.name() + '"';
      case Declaration.Use _,Declaration.Dim _,Declaration.Constant _ ->
        item.declaration().span().text().replaceAll("\\s+", " ");
    };
  }
}
