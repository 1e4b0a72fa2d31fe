package adjoint.compiler.optimize.stable;

import static adjoint.compiler.graph.Arithmetic.is;
import static adjoint.compiler.graph.Arithmetic.negate;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.List;
import java.util.Optional;

/**
 * `where(p == 0, c, log(p))` and `where(p == 1, c, log(1 - p))` of `p = sigmoid(x)` are the logarithms: a sigmoid only rounds
 * to 0 and 1, and {@link LogOfLogistic} takes its logarithm before that. Needed below x = -103, and from x = 17 on.
 */
final class LogOfRoundedLogistic implements StableForm {

  @Override
  public String why() {
    return "of where(p == 0, c, log(p)) with p = sigmoid(x), log(p) is computed: p only rounds to 0";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    return Optional.empty();
  }

  @Override
  public Optional<Scalar> apply(Scalar.Select node, Makers makers) {
    return makers.behind(node.condition(), ScalarFunction.EQ).map(Scalar.Apply::arguments)
        .flatMap(sides -> limit(sides, makers))
        .filter(x -> isLogarithm(node.otherwise(), x, makers)).map(x -> node.otherwise());
  }

  /** Of what the logarithm is a `log1pexp` of, negated: -x for `sigmoid(x) == 0`, x for `sigmoid(x) == 1`. */
  private static Optional<Scalar> limit(List<Scalar> sides, Makers makers) {
    Scalar limit = makers.behind(sides.getLast());
    Optional<Scalar> x =
        makers.behind(sides.getFirst(), ScalarFunction.SIGMOID).map(a -> a.arguments().getFirst());
    return is(limit, 0) ? x.map(u -> negate(u)) : x.filter(u -> is(limit, 1));
  }

  private static boolean isLogarithm(Scalar scalar, Scalar of, Makers makers) {
    return makers.behind(scalar).equals(negate(Scalar.apply(ScalarFunction.LOG1PEXP, of)));
  }
}
