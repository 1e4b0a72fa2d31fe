package adjoint.compiler.plan;

import adjoint.compiler.graph.Scalar;

/** About how much an expression costs to evaluate, an addition being 1. */
final class Costs {

  private Costs() {}

  /** The time of one evaluation. */
  static int of(Scalar scalar) {
    int own = switch (scalar) {
      case Scalar.Constant c -> 0;
      case Scalar.SizeOf s -> 0;
      case Scalar.Read r -> 0;
      case Scalar.At a -> 0;
      case Scalar.Apply a -> a.function().cost();
      case Scalar.Select s -> 1;
      case Scalar.Draw d -> 10;
    };
    return own + scalar.children().stream().mapToInt(Costs::of).sum();
  }

  /** The size of its code, in which equal parts stand once. */
  static int nodes(Scalar scalar) {
    return scalar.nodes().distinct().mapToInt(n -> n instanceof Scalar.Apply a && a.function().cost() >= 20 ? 12 : 1)
        .sum();
  }
}
