package adjoint.compiler.lower.prompt;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import java.util.Map;
import java.util.Optional;

/**
 * A name that was bound at the prompt.
 *
 * @param definition the statement that bound it
 * @param site where its draws and its layers belong
 * @param type of what flows; empty where nothing does: an instance of a layer, a function, a text
 * @param number tells it from whatever had the name before or gets it later
 * @param reads what its definition reads of what was bound at the prompt, as it was then
 * @param derived whether its definition computes with those or with parameters, rather than making something new
 */
public record PromptBinding(String name, Statement definition, String site, Optional<Type> type, int number,
    Map<String, PromptBinding> reads, boolean derived) {

  /** A name for a value that comes from elsewhere, from data for instance. */
  public static PromptBinding given(String name, Type type, int number) {
    return new PromptBinding(name, new Statement.Evaluate(new Expr.Wrong(Span.NONE), Span.NONE), name,
        Optional.of(type),
        number,
        Map.of(), false);
  }

  /** Whether a statement bound it. */
  public boolean isDefined() {
    return !definition.span().equals(Span.NONE);
  }

  /** The types of its value's parts, by their names; empty where it is no value. */
  public Map<String, Type.Tensor> parts() {
    return type.map(known -> LoweredEntry.parts(name, known)).orElse(Map.of());
  }

  /** Whether it is still what its name means, and its definition still means what it meant. */
  public boolean isCurrent(Map<String, PromptBinding> names) {
    return isBoundIn(names) && reads.values().stream().allMatch(read -> read.isCurrent(names));
  }

  /** Whether its name still means it. */
  boolean isBoundIn(Map<String, PromptBinding> names) {
    return names.containsKey(name) && names.get(name).number() == number;
  }
}
