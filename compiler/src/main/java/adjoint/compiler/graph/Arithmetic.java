package adjoint.compiler.graph;

/** Makes sums and products without neutral elements. */
public final class Arithmetic {

  private Arithmetic() {}

  public static Scalar add(Scalar a, Scalar b) {
    return is(a, 0) ? b : is(b, 0) ? a : Scalar.apply(ScalarFunction.ADD, a, b);
  }

  /** A factor that chooses between constants chooses between products, so that 0 times infinity doesn't arise. */
  public static Scalar multiply(Scalar a, Scalar b) {
    if (a instanceof Scalar.Constant x && b instanceof Scalar.Constant y) {
      return Scalar.of(x.value() * y.value());
    }
    if (is(a, 1) || is(b, 1)) {
      return is(a, 1) ? b : a;
    }
    if (is(a, -1) || is(b, -1)) {
      return negate(is(a, -1) ? b : a);
    }
    if (b instanceof Scalar.Select s && s.then() instanceof Scalar.Constant
        && s.otherwise() instanceof Scalar.Constant) {
      return new Scalar.Select(s.condition(), multiplyOrZero(a, s.then()), multiplyOrZero(a, s.otherwise()));
    }
    return Scalar.apply(ScalarFunction.MUL, a, b);
  }

  private static Scalar multiplyOrZero(Scalar a, Scalar b) {
    return is(b, 0) ? b : multiply(a, b);
  }

  public static Scalar divide(Scalar a, Scalar b) {
    return is(b, 1) ? a : Scalar.apply(ScalarFunction.DIV, a, b);
  }

  public static Scalar negate(Scalar a) {
    if (a instanceof Scalar.Constant c) {
      return Scalar.of(-c.value());
    }
    return a instanceof Scalar.Apply f && f.function() == ScalarFunction.NEG
        ? f.arguments().getFirst()
        : Scalar.apply(ScalarFunction.NEG, a);
  }

  public static boolean is(Scalar scalar, double value) {
    return scalar instanceof Scalar.Constant c && c.value() == value;
  }
}
