package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.flat;
import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Sizes;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/** Arithmetic, comparisons and logic of numbers at the same place. */
final class ElementwiseRows {

  static final List<Row> ROWS = List.of(
      row("Add", 7, call -> binary(call, Code::plus, Double::sum)),
      row("Sub", 7, call -> binary(call, Code::minus, (a, b) -> a - b)),
      row("Mul", 7, call -> binary(call, Code::times, (a, b) -> a * b)),
      row("Div", 7, ElementwiseRows::quotient),
      row("Pow", 7, call -> binary(call, ElementwiseRows::power, Math::pow)),
      row("Mod", 10, ElementwiseRows::remainder),
      row("Max", 6, call -> several(call, "maximum")),
      row("Min", 6, call -> several(call, "minimum")),
      row("Sum", 6, call -> several(call, "+")),
      row("Mean", 6, call -> several(call, "mean")),
      flat("Equal", 7, call -> compare(call, "==")),
      flat("Less", 7, call -> compare(call, "<")),
      flat("LessOrEqual", 12, call -> compare(call, "<=")),
      flat("Greater", 7, call -> compare(call, ">")),
      flat("GreaterOrEqual", 12, call -> compare(call, ">=")),
      flat("And", 7, call -> logic(call, (a, b) -> a.with("and", b, Code.AND))),
      flat("Or", 7, call -> logic(call, (a, b) -> a.with("or", b, Code.OR))),
      flat("Xor", 7, call -> logic(call, (a, b) -> new Code(a.at(Code.SUM) + " != " + b.at(Code.SUM), Code.COMPARE))),
      row("Where", 9, ElementwiseRows::where),
      row("Cast", 6, ElementwiseRows::cast),
      row("CastLike", 15, call -> List.of(call.in(0))));

  private ElementwiseRows() {}

  static List<OnnxValue> binary(Call call, BinaryOperator<Code> operation, DoubleBinaryOperator meaning) {
    Optional<OnnxValue> folded = FoldOperators.binary(call, meaning).or(() -> ofSizes(call));
    if (folded.isPresent()) {
      return List.of(folded.get());
    }
    var aligned = AlignedOperands.of(call, 0, 1);
    Written a = aligned.operands().get(0);
    Written b = aligned.operands().get(1);
    return List
        .of(aligned.result(Family.REAL, operation.apply(a.code(), b.code())).computed(a.isWhole() && b.isWhole()));
  }

  private static Family wider(Written a, Written b) {
    return a.family() == Family.REAL || b.family() == Family.REAL ? Family.REAL : Family.WHOLE;
  }

  /** Arithmetic of shapes. */
  private static Optional<OnnxValue> ofSizes(Call call) {
    if (!(call.in(0) instanceof Sizes) && !(call.in(1) instanceof Sizes)
        || call.in(0) instanceof Written || call.in(1) instanceof Written) {
      return Optional.empty();
    }
    Sizes a = call.sizes(0);
    Sizes b = call.sizes(1);
    List<Size> elements = new ArrayList<>();
    for (int i = 0; i < Math.max(a.elements().size(), b.elements().size()); i++) {
      Size x = a.elements().get(a.elements().size() == 1 ? 0 : i);
      Size y = b.elements().get(b.elements().size() == 1 ? 0 : i);
      elements.add(switch (call.node().operator()) {
        case "Add" -> x.plus(y);
        case "Sub" -> x.minus(y);
        case "Mul" -> x.times(y);
        case "Div" -> x.floorDiv(y);
        default -> throw new Unsupported("it computes a size that isn't known before the data are");
      });
    }
    return Optional.of(new Sizes(elements, a.isScalar() && b.isScalar()));
  }

  private static List<OnnxValue> quotient(Call call) {
    boolean isWhole = family(call.in(0)) == Family.WHOLE && family(call.in(1)) == Family.WHOLE;
    List<OnnxValue> quotient = binary(call, Code::over, (a, b) -> isWhole ? (double) ((long) a / (long) b) : a / b);
    return isWhole && quotient.getFirst() instanceof Written written
        ? List.of(truncated(call.to().bound(written, "quotient")))
        : quotient;
  }

  /** Towards 0, as ONNX divides whole numbers. */
  private static Written truncated(Written x) {
    String name = x.code().text();
    return x.code(Code.call("where", name + " < 0", "ceil(" + name + ")", "floor(" + name + ")")).computed(true);
  }

  static Family family(OnnxValue value) {
    return switch (value) {
      case Known known -> known.family();
      case Written written -> written.isWhole() ? Family.WHOLE : written.family();
      case Sizes sizes -> Family.WHOLE;
      case OnnxValue.Refused refused -> throw new Unsupported("");
    };
  }

  private static Code power(Code a, Code b) {
    return b.text().equals("0.5") ? Code.call("sqrt", a) : a.power(b);
  }

  /** With `fmod` the sign is that of the first operand, else that of the second, which is what `%` has. */
  private static List<OnnxValue> remainder(Call call) {
    if (call.whole("fmod", 0) == 0) {
      return binary(call, (a, b) -> a.with("%", b, Code.PRODUCT), (a, b) -> a - Math.floor(a / b) * b);
    }
    return binary(call, (a, b) -> new Code("sign(" + a.text() + ") * (abs(" + a.text() + ") % abs(" + b.text() + "))",
        Code.PRODUCT), (a, b) -> a % b);
  }

  private static List<OnnxValue> several(Call call, String how) {
    if (call.inputs().size() == 1) {
      return List.of(call.in(0));
    }
    int[] all = new int[call.inputs().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    var aligned = AlignedOperands.of(call, all);
    Code code = aligned.operands().getFirst().code();
    for (Written next : aligned.operands().subList(1, all.length)) {
      code = how.startsWith("m") && !how.equals("mean") ? Code.call(how, code, next.code()) : code.plus(next.code());
    }
    boolean isWhole = aligned.operands().stream().allMatch(Written::isWhole) && !how.equals("mean");
    return List.of(
        aligned.result(Family.REAL, how.equals("mean") ? code.over(Code.number(all.length)) : code).computed(isWhole));
  }

  private static List<OnnxValue> compare(Call call, String sign) {
    Optional<OnnxValue> folded = FoldOperators.binary(call, (a, b) -> switch (sign) {
      case "==" -> a == b;
      case "<" -> a < b;
      case "<=" -> a <= b;
      case ">" -> a > b;
      default -> a >= b;
    } ? 1 : 0).map(each -> new Known(Family.TRUTH, ((Known) each).dims(), ((Known) each).numbers()));
    if (folded.isPresent()) {
      return List.of(folded.get());
    }
    var aligned = AlignedOperands.of(call, 0, 1);
    return List
        .of(aligned.result(Family.TRUTH, new Code(aligned.operands().get(0).code().at(Code.SUM) + " " + sign + " "
            + aligned.operands().get(1).code().at(Code.SUM), Code.COMPARE)));
  }

  private static List<OnnxValue> logic(Call call, BinaryOperator<Code> operation) {
    var aligned = AlignedOperands.of(call, 0, 1);
    return List.of(aligned.result(Family.TRUTH,
        operation.apply(aligned.operands().get(0).code(), aligned.operands().get(1).code())));
  }

  private static List<OnnxValue> where(Call call) {
    if (call.isKnown(0) && call.known(0).single().isPresent()
        && call.in(1).shape().size() >= call.in(2).shape().size() && call.in(1).shape().equals(call.in(2).shape())) {
      return List.of(call.known(0).single().get() != 0 ? call.in(1) : call.in(2));
    }
    var aligned = AlignedOperands.of(call, 0, 1, 2);
    var of = aligned.operands();
    boolean isNumber = call.isKnown(1) || call.isKnown(2);
    return List.of(new Written(isNumber ? Family.REAL : wider(of.get(1), of.get(2)), aligned.places(), aligned.order(),
        Code.call("where", of.get(0).code(), of.get(1).code(), of.get(2).code()), Optional.empty(),
        of.get(1).isWhole() && of.get(2).isWhole()));
  }

  /** Truths and whole numbers widen by themselves. */
  private static List<OnnxValue> cast(Call call) {
    long to = call.node().attribute("to").map(each -> each instanceof Content.Whole(var code) ? code : 1L).orElse(1L);
    Family family = to == 9 ? Family.TRUTH : to == 1 || to == 10 || to == 11 || to == 16 ? Family.REAL : Family.WHOLE;
    return List.of(switch (call.in(0)) {
      case Known known -> new Known(family, known.dims(), () -> FoldOperators.rounded(known.numbers().get(), family));
      case Sizes sizes -> sizes;
      case Written written when family == Family.TRUTH && written.family() != Family.TRUTH ->
        written.code(new Code(written.code().at(Code.SUM) + " != 0", Code.COMPARE)).family(family);
      case Written written when family == Family.WHOLE && !written.isWhole() -> truncated(call.named(0));
      case Written written -> family == Family.REAL ? written.computed(false) : written;
      case OnnxValue.Refused refused -> throw new Unsupported("");
    });
  }
}
