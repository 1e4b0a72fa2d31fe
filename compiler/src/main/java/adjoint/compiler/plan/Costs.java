package adjoint.compiler.plan;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;

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
      case Scalar.Apply a -> of(a.function());
      case Scalar.Select s -> 1;
      case Scalar.Draw d -> 10;
    };
    return own + scalar.children().stream().mapToInt(Costs::of).sum();
  }

  private static int of(ScalarFunction function) {
    return switch (function) {
      case NEG, ADD, SUB, MUL, ABS, RELU, MAXIMUM, MINIMUM, EQ, NE, LT, LE, GT, GE, AND, OR, NOT, DETACH -> 1;
      case SIGN, FLOOR, CEIL, ROUND -> 2;
      case DIV, SQRT -> 5;
      case FLOOR_DIV, MOD -> 8;
      case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, SIGMOID, ERF, PROBIT -> 20;
      case POW -> 40;
    };
  }

  /** The size of its code. */
  static int nodes(Scalar scalar) {
    int own = scalar instanceof Scalar.Apply a && of(a.function()) >= 20 ? 12 : 1;
    return own + scalar.children().stream().mapToInt(Costs::nodes).sum();
  }
}
