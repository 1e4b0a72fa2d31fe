package adjoint.compiler.gradient;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The chain rule inside of one scalar: from the adjoint of a body to what flows to each of its reads. */
final class ScalarFlows {

  private final Predicate<Value> active;
  private final List<Index> variables;
  private final Origin origin;
  private final List<Flow> flows = new ArrayList<>();

  private ScalarFlows(Predicate<Value> active, List<Index> variables, Origin origin) {
    this.active = active;
    this.variables = variables;
    this.origin = origin;
  }

  /**
   * The flows to those reads that are active.
   *
   * @param result the body's own value, which derivatives such as that of `tanh` are made of
   */
  static List<Flow> of(Scalar body, Scalar result, Scalar adjoint, List<Guard> guards, List<Index> variables,
      Predicate<Value> active, Origin origin) {
    ScalarFlows flows = new ScalarFlows(active, variables, origin);
    flows.visit(body, result, adjoint, guards);
    return flows.flows;
  }

  private boolean matters(Scalar scalar) {
    return scalar instanceof Scalar.Read r
        ? active.test(r.tensor())
        : scalar.children().stream().anyMatch(this::matters);
  }

  private void visit(Scalar node, Scalar result, Scalar adjoint, List<Guard> guards) {
    if (!matters(node)) {
      return;
    }
    switch (node) {
      case Scalar.Constant c -> {}
      case Scalar.SizeOf s -> {}
      case Scalar.At a -> {}
      case Scalar.Draw d -> {}
      case Scalar.Read r -> flows.add(new Flow(r.tensor(), r.at(), variables, guards, adjoint, origin));
      case Scalar.Select s -> { // by choosing, never by a mask: 0 · inf would be NaN
        visit(s.then(), s.then(), adjoint, with(guards, new Guard(s.condition(), true)));
        visit(s.otherwise(), s.otherwise(), adjoint, with(guards, new Guard(s.condition(), false)));
      }
      case Scalar.Apply a -> apply(a, result, adjoint, guards);
    }
  }

  private static List<Guard> with(List<Guard> guards, Guard guard) {
    List<Guard> all = new ArrayList<>(guards);
    all.add(guard);
    return List.copyOf(all);
  }

  private void apply(Scalar.Apply node, Scalar result, Scalar adjoint, List<Guard> guards) {
    List<Scalar> arguments = node.arguments();
    Scalar first = arguments.getFirst();
    if (node.function() == ScalarFunction.DIV) { // (a/b)' by a keeps the division: adjoint / b
      visit(first, first, Arithmetic.divide(adjoint, arguments.get(1)), guards);
      Scalar slope = Arithmetic.divide(Arithmetic.multiply(adjoint, result), arguments.get(1));
      visit(arguments.get(1), arguments.get(1), Arithmetic.negate(slope), guards);
      return;
    }
    List<Scalar> partials = node.function().partials(arguments, result);
    for (int i = 0; i < arguments.size(); i++) {
      Scalar partial = partials.get(i);
      if (!Arithmetic.is(partial, 0)) {
        visit(arguments.get(i), arguments.get(i), Arithmetic.multiply(adjoint, partial), guards);
      }
    }
  }
}
