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
   * @param guards those that the adjoint has passed already, and those that choose what flows at all
   */
  static List<Flow> of(Scalar body, Scalar result, Arriving adjoint, List<Guard> guards, List<Index> variables,
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

  private void visit(Scalar node, Scalar result, Arriving adjoint, List<Guard> guards) {
    if (!matters(node)) {
      return;
    }
    switch (node) {
      case Scalar.Constant c -> {}
      case Scalar.SizeOf s -> {}
      case Scalar.At a -> {}
      case Scalar.Draw d -> {}
      case Scalar.Read r -> flows.add(Flow.of(r, variables, guards, adjoint, origin));
      case Scalar.Select s -> { // by choosing, never by a mask: 0 · inf would be NaN
        visit(s.then(), s.then(), adjoint, with(guards, Guard.of(s.condition(), true)));
        visit(s.otherwise(), s.otherwise(), adjoint, with(guards, Guard.of(s.condition(), false)));
      }
      case Scalar.Apply a -> apply(a, result, adjoint, guards);
    }
  }

  private static List<Guard> with(List<Guard> guards, Guard guard) {
    List<Guard> all = new ArrayList<>(guards);
    all.add(guard);
    return List.copyOf(all);
  }

  private void apply(Scalar.Apply node, Scalar result, Arriving adjoint, List<Guard> guards) {
    List<Scalar> arguments = node.arguments();
    Scalar first = arguments.getFirst();
    if (node.function() == ScalarFunction.DIV) { // (a/b)' by a keeps the division: adjoint / b
      Scalar below = arguments.get(1);
      visit(first, first, adjoint.over(below), guards);
      visit(below, below, adjoint.times(result).over(below).negated(), guards);
      return;
    }
    if (node.function() == ScalarFunction.ABS) { // the sign is 0 at 0, where neither side is taken
      Guard apart = Guard.of(Scalar.apply(ScalarFunction.NE, first, Scalar.ZERO), true).inherit();
      visit(first, first, adjoint.timesZeroing(Scalar.apply(ScalarFunction.SIGN, first)), with(guards, apart));
      return;
    }
    List<Scalar> partials = node.function().partials(arguments, result);
    for (int i = 0; i < arguments.size(); i++) {
      chosen(arguments.get(i), partials.get(i), adjoint, guards);
    }
  }

  /** A partial derivative that is 0 under a condition chooses, as the branches of a Select do. */
  private void chosen(Scalar argument, Scalar partial, Arriving adjoint, List<Guard> guards) {
    if (Arithmetic.is(partial, 0)) {
      return;
    }
    if (partial instanceof Scalar.Select s && Arithmetic.is(s.otherwise(), 0)) {
      chosen(argument, s.then(), adjoint, with(guards, Guard.of(s.condition(), true)));
    } else if (partial instanceof Scalar.Select s && Arithmetic.is(s.then(), 0)) {
      chosen(argument, s.otherwise(), adjoint, with(guards, Guard.of(s.condition(), false)));
    } else {
      visit(argument, argument, adjoint.times(partial), guards);
    }
  }
}
