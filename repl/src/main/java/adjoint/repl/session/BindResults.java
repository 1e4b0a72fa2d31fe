package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.PromptBinding;
import adjoint.compiler.parse.ParsedEntry;
import adjoint.compiler.parse.ParsedEntry.Line;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.compiler.type.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Gives the results of a statement their names in the session. */
final class BindResults {

  private BindResults() {}

  /**
   * A number, text or truth that is bound to a name: a file would declare it as a constant. What is computed from its own
   * earlier value is declared as that number.
   */
  static Optional<Declaration> constant(Statement statement, LoweredEntry entry) {
    if (!(statement instanceof Statement.Bind b) || entry.constant().isEmpty() || !entry.reads().isEmpty()
        || b.type().isPresent()) {
      return Optional.empty();
    }
    String name = b.names().getFirst().name();
    return Mentions.name(name, b.value())
        ? number(b, entry)
        : Optional
            .of(new Declaration.Constant(name, b.names().getFirst().span(), Optional.empty(), b.value(), b.span()));
  }

  /** The constant that {@link #constant} finds, as the number that it comes to: what a file's functions make is none. */
  static Optional<Declaration> number(Statement.Bind b, LoweredEntry entry) {
    String name = b.names().getFirst().name();
    ParsedEntry own = Parser.parseEntry(new Source(Session.PROMPT, name + " = " + entry.constant().get()));
    return own.lines().stream().flatMap(line -> line instanceof Line.Stated stated
        && stated.statement() instanceof Statement.Bind known
            ? Stream.of(new Declaration.Constant(name, known.names().getFirst().span(), Optional.empty(), known.value(),
                known.span()))
            : Stream.empty())
        .map(constant -> (Declaration) constant).findFirst();
  }

  /**
   * The state with the results of a statement.
   *
   * @param site where its draws and its layers belong
   * @param result the name of what the statement itself binds to none
   */
  static State bind(State state, LoweredEntry entry, Statement statement, String site,
      Map<String, TensorValue> values, String result) {
    Map<String, PromptBinding> bound = new LinkedHashMap<>(state.bound());
    Map<String, TensorValue> all = new LinkedHashMap<>(state.values());
    Map<String, PromptBinding> reads = new LinkedHashMap<>();
    entry.reads().forEach(name -> reads.put(name, state.bound().get(name)));
    int[] number = {state.names()};
    Map<String, Optional<Type>> types = new LinkedHashMap<>();
    entry.told().keySet().stream().filter(name -> !name.equals(Session.RESULT))
        .forEach(name -> types.put(name, Optional.empty()));
    entry.results().forEach((name, type) -> types.put(name, Optional.of(type)));
    types.forEach((name, type) -> {
      String own = name.equals(Session.RESULT) ? result : name;
      Optional.ofNullable(bound.remove(own)).ifPresent(before -> all.keySet().removeAll(before.parts().keySet()));
      bound.put(own, new PromptBinding(own, named(statement, own), site, type, ++number[0], reads,
          !reads.isEmpty() || !entry.stored().isEmpty() || Mentions.grad(statement)));
      type.ifPresent(t -> LoweredEntry.parts(name, t).keySet()
          .forEach(part -> all.put(own + part.substring(name.length()), values.get(part))));
    });
    boolean numbered = types.containsKey(Session.RESULT);
    return state.withBound(bound, all).withNumbers(state.results() + (numbered ? 1 : 0), number[0]);
  }

  /** `$1 = e` for an expression: what a name is bound to is always a statement that binds it. */
  private static Statement named(Statement statement, String name) {
    return statement instanceof Statement.Evaluate e
        ? new Statement.Bind(List.of(new Expr.Name(name, e.span())), Optional.empty(), e.value(), e.span())
        : statement;
  }
}
