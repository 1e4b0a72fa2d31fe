package adjoint.compiler.graph;

import static adjoint.compiler.graph.Scalar.ONE;
import static adjoint.compiler.graph.Scalar.ZERO;
import static adjoint.compiler.graph.Scalar.apply;
import static adjoint.compiler.graph.Scalar.of;

import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The table of scalar functions: a row is a name, the arithmetic in double precision, and the partial derivatives by
 * each argument, as expressions in the arguments and in the result. Subgradients are PyTorch's: relu'(0) = 0,
 * |x|' = sign(x), `maximum` and `minimum` halve a tie.
 */
public enum ScalarFunction {
  NEG("-", x -> -x, (x, y) -> of(-1)),
  ADD("+", (a, b) -> a + b, (a, b, y) -> List.of(ONE, ONE)),
  SUB("-", (a, b) -> a - b, (a, b, y) -> List.of(ONE, of(-1))),
  MUL("*", (a, b) -> a * b, (a, b, y) -> List.of(b, a)),
  DIV("/", (a, b) -> a / b, (a, b, y) -> List.of(div(ONE, b), neg(div(y, b)))),
  /** The floored quotient; its derivative is 0 almost everywhere. */
  FLOOR_DIV("//", (a, b) -> Math.floor(a / b), (a, b, y) -> List.of(ZERO, ZERO)),
  /** `a - b·⌊a/b⌋`: has the sign of b. */
  MOD("%", (a, b) -> a - b * Math.floor(a / b), (a, b, y) -> List.of(ONE, neg(apply(valueOf("FLOOR_DIV"), a, b)))),
  POW("^", Math::pow, (a, b, y) -> List.of(
      mul(b, apply(valueOf("POW"), a, sub(b, ONE))),
      new Scalar.Select(apply(valueOf("EQ"), a, ZERO), ZERO, mul(y, apply(valueOf("LOG"), a))))),
  EXP("exp", Math::exp, (x, y) -> y),
  EXPM1("expm1", Math::expm1, (x, y) -> apply(valueOf("ADD"), y, ONE)),
  LOG("log", Math::log, (x, y) -> div(ONE, x)),
  LOG1P("log1p", Math::log1p, (x, y) -> div(ONE, apply(valueOf("ADD"), x, ONE))),
  SQRT("sqrt", Math::sqrt, (x, y) -> div(of(0.5), y)),
  ABS("abs", Math::abs, (x, y) -> apply(valueOf("SIGN"), x)),
  SIGN("sign", Math::signum, (x, y) -> ZERO),
  FLOOR("floor", Math::floor, (x, y) -> ZERO),
  CEIL("ceil", Math::ceil, (x, y) -> ZERO),
  /** To the nearest, ties to even. */
  ROUND("round", Math::rint, (x, y) -> ZERO),
  SIN("sin", Math::sin, (x, y) -> apply(valueOf("COS"), x)),
  COS("cos", Math::cos, (x, y) -> neg(apply(valueOf("SIN"), x))),
  TANH("tanh", Math::tanh, (x, y) -> sub(ONE, mul(y, y))),
  SIGMOID("sigmoid", x -> 1 / (1 + Math.exp(-x)), (x, y) -> mul(y, sub(ONE, y))),
  /** 2/√π ∫₀ˣ exp(-t²) dt. */
  ERF("erf", Special::erf, (x, y) -> mul(of(2 / Math.sqrt(Math.PI)), apply(EXP, neg(mul(x, x))))),
  /** The inverse of the normal distribution function, on (0, 1): normal draws are this of a uniform one. */
  PROBIT("probit", Special::probit,
      (x, y) -> mul(of(Math.sqrt(2 * Math.PI)), apply(EXP, mul(of(0.5), mul(y, y))))),
  RELU("relu", x -> x > 0 || Double.isNaN(x) ? x : 0,
      (x, y) -> new Scalar.Select(apply(valueOf("GT"), y, ZERO), ONE, ZERO)),
  MAXIMUM("maximum", Math::max, (a, b, y) -> List.of(share(valueOf("GT"), a, b), share(valueOf("GT"), b, a))),
  MINIMUM("minimum", Math::min, (a, b, y) -> List.of(share(valueOf("LT"), a, b), share(valueOf("LT"), b, a))),
  /** The argument itself; no gradient flows through it. */
  DETACH("detach", x -> x, (x, y) -> ZERO),
  EQ("==", (a, b) -> a == b ? 1 : 0, (a, b, y) -> List.of(ZERO, ZERO)),
  NE("!=", (a, b) -> a != b ? 1 : 0, (a, b, y) -> List.of(ZERO, ZERO)),
  LT("<", (a, b) -> a < b ? 1 : 0, (a, b, y) -> List.of(ZERO, ZERO)),
  LE("<=", (a, b) -> a <= b ? 1 : 0, (a, b, y) -> List.of(ZERO, ZERO)),
  GT(">", (a, b) -> a > b ? 1 : 0, (a, b, y) -> List.of(ZERO, ZERO)),
  GE(">=", (a, b) -> a >= b ? 1 : 0, (a, b, y) -> List.of(ZERO, ZERO)),
  AND("and", (a, b) -> a * b, (a, b, y) -> List.of(ZERO, ZERO)),
  OR("or", (a, b) -> Math.max(a, b), (a, b, y) -> List.of(ZERO, ZERO)),
  NOT("not", x -> 1 - x, (x, y) -> ZERO);

  private final String symbol;
  private final int arity;
  private final DoubleBinaryOperator arithmetic;
  private final BinaryPartials partials;

  ScalarFunction(String symbol, DoubleUnaryOperator arithmetic, BinaryOperator<Scalar> derivative) {
    this.symbol = symbol;
    this.arity = 1;
    this.arithmetic = (x, unused) -> arithmetic.applyAsDouble(x);
    this.partials = (x, unused, y) -> List.of(derivative.apply(x, y));
  }

  ScalarFunction(String symbol, DoubleBinaryOperator arithmetic, BinaryPartials partials) {
    this.symbol = symbol;
    this.arity = 2;
    this.arithmetic = arithmetic;
    this.partials = partials;
  }

  /** The partial derivatives of `y = f(a, b)`. */
  @FunctionalInterface
  interface BinaryPartials {
    List<Scalar> of(Scalar a, Scalar b, Scalar y);
  }

  /** Its name or operator in `.nn`. */
  public String symbol() {
    return symbol;
  }

  public int arity() {
    return arity;
  }

  /** Whether it is written between its arguments. */
  public boolean isInfix() {
    return arity == 2 && !Character.isLetter(symbol.charAt(0)) || this == AND || this == OR;
  }

  /** Whether its result is a BOOL. */
  public boolean isPredicate() {
    return ordinal() >= EQ.ordinal();
  }

  /** The value in double precision; BOOLs are 0 and 1. */
  public double evaluate(List<Double> arguments) {
    return arithmetic.applyAsDouble(arguments.get(0), arity == 1 ? 0 : arguments.get(1));
  }

  /** ∂y/∂argument for each argument, as expressions in the arguments and the result y. */
  public List<Scalar> partials(List<Scalar> arguments, Scalar result) {
    return partials.of(arguments.get(0), arity == 1 ? ZERO : arguments.get(1), result);
  }

  /** The function of a lower-case name in `.nn`, such as `exp`. */
  public static java.util.Optional<ScalarFunction> named(String name) {
    return java.util.Arrays.stream(values())
        .filter(f -> !f.isInfix() && f != NEG && f != NOT && f.symbol.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  private static Scalar share(ScalarFunction beats, Scalar a, Scalar b) {
    return new Scalar.Select(apply(beats, a, b), ONE,
        new Scalar.Select(apply(valueOf("EQ"), a, b), of(0.5), ZERO));
  }

  private static Scalar neg(Scalar a) {
    return apply(NEG, a);
  }

  private static Scalar sub(Scalar a, Scalar b) {
    return apply(SUB, a, b);
  }

  private static Scalar mul(Scalar a, Scalar b) {
    return apply(MUL, a, b);
  }

  private static Scalar div(Scalar a, Scalar b) {
    return apply(DIV, a, b);
  }
}
