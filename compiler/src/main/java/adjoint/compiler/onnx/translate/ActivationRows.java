package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.flat;
import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Meaning;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Functions of one number, and activations. */
final class ActivationRows {

  static final List<Row> ROWS = List.of(
      row("Neg", 6, unary(a -> new Code("-" + a.at(Code.NEGATION), Code.NEGATION), x -> -x)),
      row("Abs", 6, function("abs", Math::abs)), row("Exp", 6, function("exp", Math::exp)),
      row("Log", 6, function("log", Math::log)), row("Sqrt", 6, function("sqrt", Math::sqrt)),
      flat("Floor", 6, function("floor", Math::floor)), flat("Ceil", 6, function("ceil", Math::ceil)),
      flat("Round", 11, function("round", Math::rint)), flat("Sign", 9, function("sign", Math::signum)),
      row("Sin", 7, function("sin", Math::sin)), row("Cos", 7, function("cos", Math::cos)),
      row("Reciprocal", 6, unary(a -> Code.number(1).over(a), x -> 1 / x)),
      flat("Not", 1, unary(a -> new Code("not " + a.at(Code.NOT + 1), Code.NOT), x -> x == 0 ? 1 : 0)),
      row("Tan", 7, repeated("sin(%1$s) / cos(%1$s)", Code.PRODUCT)),
      row("Sinh", 9, repeated("(expm1(%1$s) - expm1(-%1$s)) / 2", Code.PRODUCT)),
      row("Cosh", 9, repeated("(exp(%1$s) + exp(-%1$s)) / 2", Code.PRODUCT)),
      row("Asinh", 9, repeated("sign(%1$s) * log1p(abs(%1$s) + %1$s^2 / (1 + sqrt(%1$s^2 + 1)))", Code.PRODUCT)),
      row("Acosh", 9, repeated("log(%1$s + sqrt(%1$s^2 - 1))", Code.POSTFIX)),
      row("Atanh", 9, repeated("(log1p(%1$s) - log1p(-%1$s)) / 2", Code.PRODUCT)),
      row("Atan", 7, extra("arctan", "arctan(%1$s)")),
      row("Asin", 7, extra("arctan", "2 * arctan(%1$s / (1 + sqrt(1 - %1$s^2)))")),
      row("Acos", 7, extra("arctan", "pi / 2 - 2 * arctan(%1$s / (1 + sqrt(1 - %1$s^2)))")),
      flat("IsNaN", 9, repeated("%1$s != %1$s", Code.COMPARE, Family.TRUTH)),
      flat("IsInf", 10, ActivationRows::isInfinite),
      row("Erf", 9, function("erf", x -> Double.NaN)), row("Relu", 6, function("relu", x -> Math.max(x, 0))),
      row("Sigmoid", 6, function("sigmoid", x -> 1 / (1 + Math.exp(-x)))), row("Tanh", 6, function("tanh", Math::tanh)),
      row("Softsign", 1, function("softsign", x -> x / (1 + Math.abs(x)))),
      row("Softplus", 1, function("log1pexp", x -> Math.log1p(Math.exp(x)))),
      row("Mish", 18, function("mish", x -> Double.NaN)), row("HardSwish", 14, function("hardswish", x -> Double.NaN)),
      row("Elu", 6, call -> setting(call, "elu", "alpha", 1)),
      row("Celu", 12, call -> setting(call, "celu", "alpha", 1)),
      row("LeakyRelu", 6, call -> setting(call, "leaky_relu", "slope", 0.01)),
      row("Selu", 6, ActivationRows::selu), row("ThresholdedRelu", 10, ActivationRows::thresholded),
      row("HardSigmoid", 6, ActivationRows::hardSigmoid), row("Shrink", 9, ActivationRows::shrink),
      row("Gelu", 20, call -> through(call, call.text("approximate", "none").equals("tanh") ? "gelu_tanh" : "gelu")),
      row("com.microsoft.Gelu", 1, call -> through(call, "gelu")),
      row("Swish", 24, call -> setting(call, "swish", "beta", 1)),
      row("PRelu", 7, ActivationRows::prelu), row("Clip", 6, ActivationRows::clip));

  private ActivationRows() {}

  static Meaning unary(UnaryOperator<Code> how, DoubleUnaryOperator meaning) {
    return call -> {
      Optional<OnnxValue> folded = FoldOperators.unary(call, meaning);
      Written x = folded.isPresent() ? Call.number(Family.REAL, List.of(), 0) : call.written(0);
      boolean isTruth = call.node().operator().equals("Not");
      return List.of(folded.orElseGet(() -> isTruth
          ? x.code(how.apply(x.code()))
          : x.code(how.apply(x.code())).computed(x.isWhole())));
    };
  }

  private static Meaning function(String name, DoubleUnaryOperator meaning) {
    return unary(code -> code.into(name), meaning);
  }

  static Meaning repeated(String text, int level) {
    return repeated(text, level, Family.REAL);
  }

  private static Meaning repeated(String text, int level, Family family) {
    return call -> {
      Written x = call.named(0);
      return List.of(x.code(new Code(text.formatted(x.code().at(Code.POSTFIX)), level)).family(family));
    };
  }

  private static Meaning extra(String file, String text) {
    return call -> {
      call.to().extras.add(file);
      Written x = call.named(0);
      return List.of(x.code(new Code(text.formatted(x.code().text()), Code.SUM)));
    };
  }

  private static List<OnnxValue> through(Call call, String stage) {
    Written x = call.written(0);
    return List.of(x.code(x.code().into(stage)));
  }

  /** @param setting what the library calls ONNX's alpha */
  private static List<OnnxValue> setting(Call call, String function, String setting, double usual) {
    double value = call.real("alpha", usual);
    return through(call,
        value == usual ? function : function + "[" + setting + " = " + Code.number(value).text() + "]");
  }

  private static List<OnnxValue> isInfinite(Call call) {
    Written x = call.named(0);
    String name = x.code().text();
    String text = call.whole("detect_negative", 1) == 0
        ? name + " == inf"
        : call.whole("detect_positive", 1) == 0 ? name + " == -inf" : "abs(" + name + ") == inf";
    return List.of(x.code(new Code(text, Code.COMPARE)).family(Family.TRUTH));
  }

  private static List<OnnxValue> selu(Call call) {
    double alpha = call.real("alpha", 1.67326319217681884765625);
    double gamma = call.real("gamma", 1.05070102214813232421875);
    if (Math.abs(alpha - 1.6732632) < 1e-5 && Math.abs(gamma - 1.050701) < 1e-5) {
      return through(call, "selu");
    }
    Written x = call.named(0);
    String name = x.code().text();
    return List.of(x.code(Code.number(gamma).times(Code.atom("where(" + name + " > 0, " + name + ", "
        + Code.number(alpha).text() + " * expm1(" + name + "))"))));
  }

  private static List<OnnxValue> thresholded(Call call) {
    Written x = call.named(0);
    String name = x.code().text();
    return List.of(
        x.code(Code.atom("where(" + name + " > " + Code.number(call.real("alpha", 1)).text() + ", " + name + ", 0)")));
  }

  private static List<OnnxValue> hardSigmoid(Call call) {
    Written x = call.written(0);
    Code line = Code.number(call.real("alpha", 0.2)).times(x.code()).plus(Code.number(call.real("beta", 0.5)));
    return List.of(x.code(Code.call("clamp", line, 0, 1)));
  }

  private static List<OnnxValue> shrink(Call call) {
    Written x = call.named(0);
    String name = x.code().text();
    Code bias = Code.number(call.real("bias", 0));
    Code bound = Code.number(call.real("lambd", 0.5));
    return List
        .of(x.code(Code.atom("where(" + name + " > " + bound.text() + ", " + x.code().minus(bias).text() + ", where("
            + name + " < -" + bound.at(Code.POSTFIX) + ", " + x.code().plus(bias).text() + ", 0))")));
  }

  /** One slope is the library's layer; one for each channel is written out. */
  private static List<OnnxValue> prelu(Call call) {
    if (call.isKnown(1) && call.known(1).count() == 1) {
      Known slope = call.known(1);
      Written x = call.written(0);
      String layer =
          call.to().layer("PReLU[]", call.layerName(1), Map.of("weight", Translation.floats(slope.numbers().get())));
      return List.of(x.code(x.code().into(layer)));
    }
    var aligned = AlignedOperands.of(call.with(0, call.named(0)), 0, 1);
    Code x = aligned.operands().get(0).code();
    Code slope = aligned.operands().get(1).code();
    return List.of(aligned.result(Family.REAL, Code.call("where", x.text() + " > 0", x, slope.times(x))));
  }

  /** Bounds are attributes up to opset 10, then inputs, each of which may be missing. */
  private static List<OnnxValue> clip(Call call) {
    Written x = call.written(0);
    double low = call.has(1) ? call.real(1) : call.real("min", Double.NEGATIVE_INFINITY);
    double high = call.has(2) ? call.real(2) : call.real("max", Double.POSITIVE_INFINITY);
    Code from = Code.number(low);
    Code to = Code.number(high);
    if (low > high) {
      return List.of(Call.number(Family.REAL, x.shape(), high));
    }
    return List.of(bounded(x, low, high, from, to).computed(x.isWhole()));
  }

  private static Written bounded(Written x, double low, double high, Code from, Code to) {
    if (low <= -Float.MAX_VALUE) {
      return high >= Float.MAX_VALUE ? x : x.code(Code.call("minimum", x.code(), to));
    }
    if (high >= Float.MAX_VALUE) {
      return low == 0 ? x.code(x.code().into("relu")) : x.code(Code.call("maximum", x.code(), from));
    }
    return low == 0 && high == 6 ? x.code(x.code().into("relu6")) : x.code(Code.call("clamp", x.code(), from, to));
  }
}
