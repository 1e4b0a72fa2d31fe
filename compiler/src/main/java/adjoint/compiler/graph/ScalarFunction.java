package adjoint.compiler.graph;

import static adjoint.compiler.graph.Scalar.ONE;
import static adjoint.compiler.graph.Scalar.ZERO;
import static adjoint.compiler.graph.Scalar.apply;
import static adjoint.compiler.graph.Scalar.of;
import static adjoint.compiler.graph.ScalarFunction.Kind.ACTIVATION;
import static adjoint.compiler.graph.ScalarFunction.Kind.FUNCTION;
import static adjoint.compiler.graph.ScalarFunction.Kind.OPERATOR;
import static adjoint.compiler.graph.ScalarFunction.Kind.PREDICATE;
import static adjoint.compiler.graph.ScalarFunction.Range.DIVERGES;
import static adjoint.compiler.graph.ScalarFunction.Range.FINITE;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/**
 * The table of scalar functions. A row is a name, a kind, the cost, the range, what the reference says of value and
 * derivative (where it is written by a name), the arithmetic in double precision, and the partial derivatives by each
 * argument, as expressions in the arguments and in the result. Subgradients are PyTorch's: relu'(0) = 0,
 * |x|' = sign(x), `maximum` and `minimum` halve a tie.
 */
public enum ScalarFunction {
  NEG("-", OPERATOR, 1, FINITE, "", "", x -> -x, (x, y) -> of(-1)),
  ADD("+", 1, FINITE, (a, b) -> a + b, (a, b, y) -> List.of(ONE, ONE)),
  SUB("-", 1, FINITE, (a, b) -> a - b, (a, b, y) -> List.of(ONE, of(-1))),
  MUL("*", 1, FINITE, (a, b) -> a * b, (a, b, y) -> List.of(b, a)),
  DIV("/", 5, DIVERGES, (a, b) -> a / b, (a, b, y) -> List.of(div(ONE, b), neg(div(y, b)))),
  /** The floored quotient; its derivative is 0 almost everywhere. */
  FLOOR_DIV("//", 8, DIVERGES, Special::floorDiv, (a, b, y) -> List.of(ZERO, ZERO)),
  /** `a - b·⌊a/b⌋`, exact but for one rounding: has the sign of b. */
  MOD("%", 8, DIVERGES, Special::remainder,
      (a, b, y) -> List.of(ONE, neg(apply(valueOf("FLOOR_DIV"), a, b)))),
  /** As IEEE 754 has it: `x^0` and `1^x` are 1 whatever x is. */
  POW("^", 40, DIVERGES, Special::pow, (a, b, y) -> List.of(
      powerPartial(a, b),
      new Scalar.Select(apply(valueOf("EQ"), a, ZERO), ZERO, mul(y, apply(valueOf("LOG"), a))))),
  EXP("exp", FUNCTION, 20, DIVERGES, "eˣ", "eˣ", Math::exp, (x, y) -> y),
  EXPM1("expm1", FUNCTION, 20, DIVERGES, "eˣ - 1", "eˣ", Math::expm1, (x, y) -> apply(EXP, x)),
  LOG("log", FUNCTION, 20, DIVERGES, "the natural logarithm", "1/x", Math::log, (x, y) -> div(ONE, x)),
  LOG1P("log1p", FUNCTION, 20, DIVERGES, "log(1 + x)", "1/(1 + x)", Math::log1p,
      (x, y) -> div(ONE, apply(valueOf("ADD"), x, ONE))),
  LOG1PEXP("log1pexp", FUNCTION, 40, FINITE, "log(1 + eˣ)", "sigmoid x", Special::log1pexp,
      (x, y) -> apply(valueOf("SIGMOID"), x)),
  SQRT("sqrt", FUNCTION, 5, DIVERGES, "√x", "1/(2√x)", Math::sqrt, (x, y) -> div(of(0.5), y)),
  ABS("abs", FUNCTION, 1, FINITE, "the larger of x and -x", "the sign, 0 at 0", Math::abs,
      (x, y) -> apply(valueOf("SIGN"), x)),
  SIGN("sign", FUNCTION, 2, FINITE, "1, 0 or -1", "0", Math::signum, (x, y) -> ZERO),
  FLOOR("floor", FUNCTION, 2, FINITE, "the next whole number downwards", "0", Math::floor, (x, y) -> ZERO),
  CEIL("ceil", FUNCTION, 2, FINITE, "the next whole number upwards", "0", Math::ceil, (x, y) -> ZERO),
  ROUND("round", FUNCTION, 2, FINITE, "the nearest whole number; halves round to even", "0", Math::rint,
      (x, y) -> ZERO),
  SIN("sin", FUNCTION, 20, FINITE, "the sine of radians", "cos x", Math::sin, (x, y) -> apply(valueOf("COS"), x)),
  COS("cos", FUNCTION, 20, FINITE, "the cosine of radians", "-sin x", Math::cos,
      (x, y) -> neg(apply(valueOf("SIN"), x))),
  TANH("tanh", ACTIVATION, 20, FINITE, "the hyperbolic tangent", "1 - y²", Math::tanh, (x, y) -> sub(ONE, mul(y, y))),
  SIGMOID("sigmoid", ACTIVATION, 20, FINITE, "1/(1 + e⁻ˣ)", "y·(1 - y)", x -> 1 / (1 + Math.exp(-x)),
      (x, y) -> mul(y, sub(ONE, y))),
  ERF("erf", ACTIVATION, 20, FINITE, "2/√π·∫₀ˣ e⁻ᵗ² dt", "2/√π·e⁻ˣ²", Special::erf,
      (x, y) -> mul(of(2 / Math.sqrt(Math.PI)), apply(EXP, neg(mul(x, x))))),
  NORMAL_PDF("normal_pdf", FUNCTION, 30, FINITE, "the normal density 1/√(2π)·e^(-x²/2)", "-x·y", Special::normalPdf,
      (x, y) -> neg(mul(x, y))),
  /** Keeps its digits where it is small, as `(1 + erf(x/√2))/2` doesn't. */
  NORMAL_CDF("normal_cdf", FUNCTION, 40, FINITE, "the normal distribution function Φ(x) = (1 + erf(x/√2))/2",
      "normal_pdf x", Special::normalCdf, (x, y) -> apply(NORMAL_PDF, x)),
  /** Normal draws are this of a uniform one. */
  PROBIT("probit", FUNCTION, 20, DIVERGES, "the inverse of the normal distribution function, on (0, 1)",
      "√(2π)·e^(y²/2)", Special::probit,
      (x, y) -> mul(of(Math.sqrt(2 * Math.PI)), apply(EXP, mul(of(0.5), mul(y, y))))),
  RELU("relu", ACTIVATION, 1, FINITE, "the larger of x and 0", "1 where x > 0, else 0",
      x -> x > 0 || Double.isNaN(x) ? x : 0, (x, y) -> new Scalar.Select(apply(valueOf("GT"), y, ZERO), ONE, ZERO)),
  MAXIMUM("maximum", FUNCTION, 1, FINITE, "the larger", "to the one chosen, half to each where they are equal",
      Math::max, (a, b, y) -> List.of(share(valueOf("GE"), a, b), share(valueOf("GE"), b, a))),
  MINIMUM("minimum", FUNCTION, 1, FINITE, "the smaller", "to the one chosen, half to each where they are equal",
      Math::min, (a, b, y) -> List.of(share(valueOf("LE"), a, b), share(valueOf("LE"), b, a))),
  DETACH("detach", FUNCTION, 1, FINITE, "x", "0", x -> x, (x, y) -> ZERO),
  EQ("==", (a, b) -> a == b ? 1 : 0),
  NE("!=", (a, b) -> a != b ? 1 : 0),
  LT("<", (a, b) -> a < b ? 1 : 0),
  LE("<=", (a, b) -> a <= b ? 1 : 0),
  GT(">", (a, b) -> a > b ? 1 : 0),
  GE(">=", (a, b) -> a >= b ? 1 : 0),
  AND("and", (a, b) -> a * b),
  OR("or", (a, b) -> Math.max(a, b)),
  NOT("not", PREDICATE, 1, FINITE, "", "", x -> 1 - x, (x, y) -> ZERO);

  /** How a function is written and what it is for. */
  enum Kind {
    /** Written by a sign; the result is a number. */
    OPERATOR,
    /** Written by a name. */
    FUNCTION,
    /** Written by a name, and what layers end in. */
    ACTIVATION,
    /** Written by a sign; the result is a BOOL. */
    PREDICATE
  }

  /** Where results lie. */
  enum Range {
    /** Moderate arguments give moderate results. */
    FINITE,
    /** Moderate arguments may give what isn't finite: a quotient by 0, the logarithm of a negative number. */
    DIVERGES
  }

  private static final Map<String, ScalarFunction> BY_NAME =
      Arrays.stream(values()).filter(ScalarFunction::isNamed).collect(Collectors.toMap(f -> f.symbol, f -> f));

  private final String symbol;
  private final Kind kind;
  private final int arity;
  private final int cost;
  private final Range range;
  private final String value;
  private final String derivative;
  private final DoubleBinaryOperator arithmetic;
  private final BinaryPartials partials;

  ScalarFunction(String symbol, Kind kind, int cost, Range range, String value, String derivative,
      DoubleUnaryOperator arithmetic, BinaryOperator<Scalar> partial) {
    this(symbol, kind, 1, cost, range, value, derivative, (x, unused) -> arithmetic.applyAsDouble(x),
        (x, unused, y) -> List.of(partial.apply(x, y)));
  }

  ScalarFunction(String symbol, Kind kind, int cost, Range range, String value, String derivative,
      DoubleBinaryOperator arithmetic, BinaryPartials partials) {
    this(symbol, kind, 2, cost, range, value, derivative, arithmetic, partials);
  }

  ScalarFunction(String symbol, int cost, Range range, DoubleBinaryOperator arithmetic, BinaryPartials partials) {
    this(symbol, OPERATOR, 2, cost, range, "", "", arithmetic, partials);
  }

  ScalarFunction(String symbol, DoubleBinaryOperator arithmetic) {
    this(symbol, PREDICATE, 2, 1, FINITE, "", "", arithmetic, (a, b, y) -> List.of(ZERO, ZERO));
  }

  ScalarFunction(String symbol, Kind kind, int arity, int cost, Range range, String value, String derivative,
      DoubleBinaryOperator arithmetic, BinaryPartials partials) {
    this.symbol = symbol;
    this.kind = kind;
    this.arity = arity;
    this.cost = cost;
    this.range = range;
    this.value = value;
    this.derivative = derivative;
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
    return arity == 2 && !isNamed();
  }

  /** Whether its result is a BOOL. */
  public boolean isPredicate() {
    return kind == PREDICATE;
  }

  /** Whether it is written by a name before its arguments. */
  public boolean isNamed() {
    return kind == FUNCTION || kind == ACTIVATION;
  }

  /** Whether layers end in it. */
  public boolean isActivation() {
    return kind == ACTIVATION;
  }

  /** About how long it takes, an addition being 1. */
  public int cost() {
    return cost;
  }

  /** Whether moderate arguments may give what isn't finite. */
  public boolean diverges() {
    return range == DIVERGES;
  }

  /** What it gives, for readers; of one that is named. */
  public String value() {
    return value;
  }

  /** Its derivative, for readers; of one that is named. */
  public String derivative() {
    return derivative;
  }

  /** The value in double precision; BOOLs are 0 and 1. */
  public double evaluate(List<Double> arguments) {
    return arithmetic.applyAsDouble(arguments.get(0), arity == 1 ? 0 : arguments.get(1));
  }

  /**
   * The value for numbers of the text. Sums, products and quotients of them are rounded where they are used, so that
   * `1 - 0.999` is 0.001; any other function sees what a kernel would give it where that makes a difference: `cos(1e20)`
   * is the cosine of the float that 1e20 becomes, as of a tensor.
   */
  public double fold(List<Double> numbers) {
    boolean arithmetic = this == NEG || this == ADD || this == SUB || this == MUL || this == DIV;
    double exact = evaluate(numbers);
    double seen = arithmetic ? exact : evaluate(numbers.stream().map(x -> (double) x.floatValue()).toList());
    return Math.abs(exact - seen) <= 2 * Math.ulp((float) exact) ? exact : seen;
  }

  /** ∂y/∂argument for each argument, as expressions in the arguments and the result y. */
  public List<Scalar> partials(List<Scalar> arguments, Scalar result) {
    return partials.of(arguments.get(0), arity == 1 ? ZERO : arguments.get(1), result);
  }

  /** The function of a lower-case name in `.nn`, such as `exp`. */
  public static Optional<ScalarFunction> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Scalar share(ScalarFunction holdsOut, Scalar a, Scalar b) {
    return new Scalar.Select(apply(holdsOut, a, b),
        new Scalar.Select(apply(valueOf("EQ"), a, b), of(0.5), ONE), ZERO);
  }

  /** `b·a^(b - 1)`, and 0 where b is 0, whatever a is. */
  private static Scalar powerPartial(Scalar a, Scalar b) {
    if (b instanceof Scalar.Constant c) {
      Scalar less = of(SUB.fold(List.of(c.value(), 1.0)));
      return c.value() == 0 ? ZERO : c.value() == 1 ? ONE : mul(b, apply(POW, a, less));
    }
    Scalar partial = mul(b, apply(POW, a, sub(b, ONE)));
    return new Scalar.Select(apply(valueOf("EQ"), b, ZERO), ZERO, partial);
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
