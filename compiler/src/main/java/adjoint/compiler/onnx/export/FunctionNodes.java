package adjoint.compiler.onnx.export;

import static adjoint.compiler.onnx.proto.ElementType.BOOL;
import static adjoint.compiler.onnx.proto.ElementType.FLOAT;
import static adjoint.compiler.onnx.proto.ElementType.INT64;

import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.List;
import java.util.Map;

/** The table of scalar functions, as operators. */
record FunctionNodes(LoweringScope scope, Broadcasting nodes) {

  Operand of(ScalarFunction function, List<Operand> arguments) {
    Operand a = arguments.getFirst();
    Operand b = arguments.getLast();
    return switch (function) {
      case NEG -> unary("Neg", a);
      case ADD -> binary("Add", a, b);
      case SUB -> binary("Sub", a, b);
      case MUL -> binary("Mul", a, b);
      case DIV -> binary("Div", a, b);
      case FLOOR_DIV -> unary("Round", binary("Div", binary("Sub", a, modulo(a, b)), b));
      case MOD -> modulo(a, b);
      case POW -> binary("Pow", a, b);
      case EXP -> unary("Exp", a);
      case EXPM1 -> expm1(a);
      case LOG -> unary("Log", a);
      case LOG1P -> log1p(a);
      case LOG1PEXP -> unary("Softplus", a);
      case SQRT -> unary("Sqrt", a);
      case ABS -> unary("Abs", a);
      case SIGN -> unary("Sign", a);
      case FLOOR -> unary("Floor", a);
      case CEIL -> unary("Ceil", a);
      case ROUND -> unary("Round", a);
      case SIN -> unary("Sin", a);
      case COS -> unary("Cos", a);
      case TANH -> unary("Tanh", a);
      case SIGMOID -> unary("Sigmoid", a);
      case ERF -> unary("Erf", a);
      case NORMAL_PDF -> binary("Mul", unary("Exp", binary("Mul", binary("Mul", a, a), nodes.real(-0.5))),
          nodes.real(1 / Math.sqrt(2 * Math.PI)));
      case NORMAL_CDF -> binary("Mul",
          binary("Add", unary("Erf", binary("Mul", a, nodes.real(Math.sqrt(0.5)))), nodes.real(1)), nodes.real(0.5));
      case PROBIT -> throw new NotExpressible("it needs the inverse of the normal distribution function");
      case RELU -> unary("Relu", a);
      case MAXIMUM -> binary("Max", a, b);
      case MINIMUM -> binary("Min", a, b);
      case DETACH -> a;
      case EQ -> compare("Equal", a, b);
      case NE -> not(compare("Equal", a, b));
      case LT -> compare("Less", a, b);
      case LE -> compare("LessOrEqual", a, b);
      case GT -> compare("Greater", a, b);
      case GE -> compare("GreaterOrEqual", a, b);
      case AND -> nodes.apply("And", BOOL, scope.cast(a, BOOL), scope.cast(b, BOOL));
      case OR -> nodes.apply("Or", BOOL, scope.cast(a, BOOL), scope.cast(b, BOOL));
      case NOT -> not(scope.cast(a, BOOL));
    };
  }

  private Operand unary(String operator, Operand a) {
    return nodes.apply(operator, FLOAT, scope.cast(a, FLOAT));
  }

  private Operand binary(String operator, Operand a, Operand b) {
    return nodes.apply(operator, FLOAT, scope.cast(a, FLOAT), scope.cast(b, FLOAT));
  }

  private Operand not(Operand a) {
    return nodes.apply("Not", BOOL, a);
  }

  /** Whole numbers are compared as such; a number of the text that is whole counts as one. */
  private Operand compare(String operator, Operand a, Operand b) {
    boolean whole = isWhole(a) && isWhole(b) && (a.type() == INT64 || b.type() == INT64);
    ElementType type = whole ? INT64 : FLOAT;
    return nodes.apply(operator, BOOL, as(a, type), as(b, type));
  }

  private boolean isWhole(Operand operand) {
    return operand.type() == INT64 || number(operand).length == 1 && number(operand)[0] == (long) number(operand)[0];
  }

  private float[] number(Operand operand) {
    return scope.writer().constant(operand.name()).orElse(null) instanceof ConstantTensor.Reals c && c.dims().isEmpty()
        ? c.elements()
        : new float[0];
  }

  private Operand as(Operand operand, ElementType type) {
    return type == INT64 && operand.type() == FLOAT
        ? nodes.whole(scope.writer().whole((long) number(operand)[0]))
        : scope.cast(operand, type);
  }

  /** The operator's remainder has the sign of what is divided, ours that of the divisor. */
  private Operand modulo(Operand a, Operand b) {
    Operand by = scope.cast(b, FLOAT);
    Operand rest = nodes.apply("Mod", FLOAT, Map.of("fmod", NodeAttribute.of(1)), scope.cast(a, FLOAT), by);
    Operand other = compare("Less", binary("Mul", rest, by), nodes.real(0));
    return nodes.apply("Where", FLOAT, other, binary("Add", rest, by), rest);
  }

  /** `log(u)·x / (u - 1)` for the u that `1 + x` is rounded to. Source: Kahan; Goldberg 1991, theorem 4. */
  private Operand log1p(Operand a) {
    Operand x = scope.cast(a, FLOAT);
    Operand u = binary("Add", x, nodes.real(1));
    Operand quotient = binary("Div", binary("Mul", unary("Log", u), x), binary("Sub", u, nodes.real(1)));
    return nodes.apply("Where", FLOAT, plain(u), quotient, nodes.apply("Where", FLOAT, compare("Equal", u,
        nodes.real(1)), x, unary("Log", u)));
  }

  /** Whether it is neither 1 nor 0 nor infinite. */
  private Operand plain(Operand u) {
    Operand away = not(compare("Equal", u, nodes.real(1)));
    Operand inside = nodes.apply("And", BOOL, compare("Greater", u, nodes.real(0)),
        compare("Less", u, nodes.real(Float.POSITIVE_INFINITY)));
    return nodes.apply("And", BOOL, away, inside);
  }

  /** `(u - 1)·x / log(u)` for the u that `exp(x)` is rounded to. Source: Kahan; Higham 2002, section 1.14.1. */
  private Operand expm1(Operand a) {
    Operand x = scope.cast(a, FLOAT);
    Operand u = unary("Exp", x);
    Operand less = binary("Sub", u, nodes.real(1));
    Operand quotient = binary("Div", binary("Mul", less, x), unary("Log", u));
    return nodes.apply("Where", FLOAT, plain(u), quotient,
        nodes.apply("Where", FLOAT, compare("Equal", u, nodes.real(1)), x, less));
  }
}
