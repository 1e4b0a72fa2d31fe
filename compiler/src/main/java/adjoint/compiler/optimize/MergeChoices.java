package adjoint.compiler.optimize;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * `(p == 0 ? a : 0) + (p == 1 ? b : 0)` is `p == 0 ? a : p == 1 ? b : 0`: the adjoints of members and slices become one
 * choice. With equal conditions the branches are added.
 */
final class MergeChoices implements ScalarRule {

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    if (node.function() != ScalarFunction.ADD || !(node.arguments().getFirst() instanceof Scalar.Select a)
        || !(node.arguments().getLast() instanceof Scalar.Select b)) {
      return Optional.empty();
    }
    Optional<Scalar.Select> merged = Optional.of(a);
    List<Scalar> earlier = new ArrayList<>(); // where one of them holds, no later one counts
    Scalar rest = b;
    while (merged.isPresent() && rest instanceof Scalar.Select s) {
      Scalar.Select single = new Scalar.Select(s.condition(), s.then(), Scalar.ZERO);
      boolean alone = earlier.stream().allMatch(c -> exclude(c, s.condition()));
      merged = merged.filter(m -> alone).flatMap(m -> merge(m, single));
      earlier.add(s.condition());
      rest = s.otherwise();
    }
    return Arithmetic.is(rest, 0) ? merged.map(m -> m) : Optional.empty();
  }

  private static Optional<Scalar.Select> merge(Scalar.Select a, Scalar.Select b) {
    if (a.condition().equals(b.condition())) {
      return Optional.of(new Scalar.Select(a.condition(), Arithmetic.add(a.then(), b.then()), a.otherwise()));
    }
    if (!exclude(a.condition(), b.condition())) {
      return Optional.empty();
    }
    if (Arithmetic.is(a.otherwise(), 0)) {
      return Optional.of(new Scalar.Select(a.condition(), a.then(), b));
    }
    return a.otherwise() instanceof Scalar.Select rest
        ? merge(rest, b).map(merged -> new Scalar.Select(a.condition(), a.then(), merged))
        : Optional.empty();
  }

  /** Whether the conditions say that one position is two different numbers, or is on two sides of a number. */
  private static boolean exclude(Scalar a, Scalar b) {
    if (!(a instanceof Scalar.Apply x) || !(b instanceof Scalar.Apply y)) {
      return false;
    }
    Optional<Subscript> first = Position.difference(x);
    Optional<Subscript> second = Position.difference(y);
    if (first.isEmpty() || second.isEmpty()) {
      return false;
    }
    Subscript apart = first.get().minus(second.get());
    boolean equalities = x.function() == ScalarFunction.EQ && y.function() == ScalarFunction.EQ;
    boolean sides = x.function() == ScalarFunction.LT && y.function() == ScalarFunction.GE
        || x.function() == ScalarFunction.GE && y.function() == ScalarFunction.LT;
    return equalities && apart.isConstant() && apart.offset().isConstant() && !apart.offset().is(0)
        || sides && apart.equals(Subscript.ZERO);
  }
}
