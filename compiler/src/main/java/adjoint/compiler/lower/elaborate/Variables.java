package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Environment.Definition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Numbers that the compiler knows and that something is differentiated by: while the derivative is taken they flow, and
 * what was computed from them is computed anew, so that the derivative sees how.
 */
final class Variables {

  private final Evaluator evaluator;
  /** The flowing number of each name that was differentiated by: the same each time, for derivatives of derivatives. */
  private final Map<Definition, Tensor> made = new HashMap<>();
  private Map<Definition, Denotation> active = Map.of();

  Variables(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** The number behind a name, as it flows; empty where the name's is no number that is known. */
  Optional<Tensor> of(Expr expr, Environment env) {
    return expr instanceof Expr.Name n && env.find(n.name()).orElse(null) instanceof Known known
        ? env.definition(n.name()).map(d -> variable(d, known, n, env))
        : Optional.empty();
  }

  private Tensor variable(Definition definition, Known known, Expr.Name name, Environment env) {
    if (active.get(definition) instanceof Tensor t) {
      return t;
    }
    boolean shared = evaluator.build.loops().isEmpty();
    Tensor variable = shared && made.containsKey(definition)
        ? made.get(definition)
        : evaluator.tensors.of(known, name.span(), env);
    if (shared) {
      made.put(definition, variable);
    }
    return variable;
  }

  /** Evaluates something in which the number behind a name flows. */
  <T> T flowing(Expr name, Tensor variable, Environment env, Supplier<T> act) {
    Map<Definition, Denotation> before = active;
    active = new HashMap<>();
    before.forEach((definition, meaning) -> {
      if (made.containsKey(definition)) {
        active.put(definition, meaning);
      }
    });
    active.put(env.definition(((Expr.Name) name).name()).orElseThrow(), variable);
    try {
      return act.get();
    } finally {
      active = before;
    }
  }

  /** What a name means that denotes a number: where that depends on what flows, a value that does. */
  Denotation meaning(Expr.Name name, Denotation denoted, Environment env) {
    Optional<Definition> definition = active.isEmpty() || !(denoted instanceof Known)
        ? Optional.empty()
        : env.definition(name.name());
    return definition.map(d -> meaning(d, denoted)).orElse(denoted);
  }

  private Denotation meaning(Definition definition, Denotation denoted) {
    if (!active.containsKey(definition)) {
      active.put(definition, definition.value().<Denotation>map(e -> evaluator.evaluate(e, definition.at()))
          .orElse(denoted));
    }
    return active.get(definition);
  }
}
