package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mean of squares less the square of the mean, `Σ x²/n - (Σ x/n)²`, is the mean square of the deviations from the mean.
 * Needed where the mean is large beside the deviations: of the difference no digit is left, and it may be negative.
 */
final class CenteredVariance implements StableForm {

  /** A sum divided by the number of its terms. */
  private record Mean(Makers.Sum sum, Scalar count) {

    Scalar term() {
      return sum.sum().body();
    }
  }

  @Override
  public String why() {
    return "mean(x^2) - mean(x)^2 is computed from deviations from the mean: the difference of large squares "
        + "has no digits left";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    if (node.function() != ScalarFunction.SUB) {
      return Optional.empty();
    }
    Optional<Mean> squares = mean(node.arguments().getFirst(), makers);
    Optional<Mean> mean = Squares.root(node.arguments().getLast(), makers).flatMap(m -> mean(m, makers));
    Optional<Scalar> root = squares.flatMap(s -> Squares.root(s.term(), makers));
    return squares.isPresent() && mean.isPresent() && root.isPresent()
        && isOf(root.get(), squares.get(), mean.get(), makers)
            ? Optional.of(centered(squares.get(), mean.get(), root.get(), makers))
            : Optional.empty();
  }

  private static Optional<Mean> mean(Scalar scalar, Makers makers) {
    return makers.behind(scalar, ScalarFunction.DIV).flatMap(a -> makers.sum(a.arguments().getFirst())
        .filter(s -> isCount(a.arguments().getLast(), s.sum())).map(s -> new Mean(s, a.arguments().getLast())));
  }

  private static boolean isCount(Scalar scalar, Comprehension sum) {
    Size count = sum.over().stream().map(Index::size).reduce(Size.ONE, Size::times);
    return scalar instanceof Scalar.SizeOf s && s.size().equals(count)
        || scalar instanceof Scalar.Constant c && c.value() == Math.rint(c.value()) && count.is((long) c.value());
  }

  /** Whether the mean is that of what is squared, over the same indices and at the same place. */
  private static boolean isOf(Scalar root, Mean squares, Mean mean, Makers makers) {
    Comprehension a = squares.sum().sum();
    Comprehension b = mean.sum().sum();
    if (a.out().size() != b.out().size() || a.over().size() != b.over().size()
        || !squares.sum().element().at().equals(mean.sum().element().at())) {
      return false;
    }
    Map<Index, Subscript> places = new HashMap<>();
    for (int i = 0; i < a.out().size(); i++) {
      places.put(b.out().get(i), Subscript.of(a.out().get(i)));
    }
    for (int i = 0; i < a.over().size(); i++) {
      places.put(b.over().get(i), Subscript.of(a.over().get(i)));
    }
    return makers.behind(b.body().substitute(places)).equals(makers.behind(root));
  }

  private static Scalar centered(Mean squares, Mean mean, Scalar root, Makers makers) {
    Comprehension c = squares.sum().sum();
    List<Subscript> places = Subscript.of(c.out());
    Scalar average = Scalar.apply(ScalarFunction.DIV,
        new Scalar.Read(mean.sum().element().tensor(), places), mean.count());
    Scalar deviation = Scalar.apply(ScalarFunction.SUB, root, average);
    Value sum = makers.reduce("sum", c, Reduction.SUM, Scalar.apply(ScalarFunction.MUL, deviation, deviation));
    return Scalar.apply(ScalarFunction.DIV, new Scalar.Read(sum, squares.sum().element().at()), squares.count());
  }
}
