package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Environment;
import java.util.Optional;

/** Settings that may be lists: one number for all axes, or one for each. */
final class ListEntries {

  private ListEntries() {}

  /** What a list says. */
  static Denotation of(Expr.Entries e, Evaluator evaluator, Environment env) {
    return new Denotation.Entries(e.values().stream().map(value -> entry(value, evaluator, env)).toList(), e.span());
  }

  /** A dim stays one, and sizes are whole. */
  private static Denotation entry(Expr value, Evaluator evaluator, Environment env) {
    Optional<Denotation> named =
        value instanceof Expr.Name n ? evaluator.names.find(n.name(), env) : Optional.empty();
    return named.filter(Denotation.DimName.class::isInstance).orElseGet(() -> evaluator.operators.asSize(value, env));
  }

  /** `entry(stride, 0, 2)`: the first of the list's two; what is no list stands for every place. */
  static Denotation of(BuiltinCall call) {
    call.requireCount(3);
    int place = whole(call, 1);
    int count = whole(call, 2);
    Argument list = call.arguments().getFirst();
    if (!(list.meaning() instanceof Denotation.Entries entries)) {
      return list.meaning();
    }
    if (entries.values().size() != count) {
      throw CallMistakes.listLength(entries.made(), entries.values().size(), count);
    }
    if (place < 0 || place >= count) {
      throw CallMistakes.listPlace(call.arguments().get(1).span(), count);
    }
    return entries.values().get(place);
  }

  private static int whole(BuiltinCall call, int argument) {
    Argument given = call.arguments().get(argument);
    if (given.meaning() instanceof Known k && k.size().isPresent() && k.size().get().isConstant()) {
      return (int) k.size().get().constant();
    }
    throw CallMistakes.listPlace(given.span(), 0);
  }
}
