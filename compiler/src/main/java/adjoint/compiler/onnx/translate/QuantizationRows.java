package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.flat;
import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.ElementType;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Quantised numbers, as floats that have the same values. */
final class QuantizationRows {

  static final List<Row> ROWS = List.of(
      flat("QuantizeLinear", 10, QuantizationRows::quantize),
      row("DequantizeLinear", 10, QuantizationRows::dequantize),
      flat("DynamicQuantizeLinear", 11, QuantizationRows::dynamic));

  private QuantizationRows() {}

  /** An input for one axis seen as for all. */
  private static OnnxValue along(Call call, int input) {
    Known known = call.known(input);
    int rank = call.in(0).shape().size();
    if (known.dims().isEmpty() || known.count() == 1) {
      return Known.of(Family.REAL, List.of(), known.numbers().get()[0]);
    }
    if (known.dims().size() != 1 || call.whole("block_size", 0) != 0) {
      throw new Unsupported("it has scales for blocks");
    }
    int axis = Call.axis(call.whole("axis", 1), rank);
    List<Long> dims = new ArrayList<>(known.dims());
    for (int i = axis + 1; i < rank; i++) {
      dims.add(1L);
    }
    return new Known(Family.REAL, dims, known.numbers());
  }

  private static List<OnnxValue> quantize(Call call) {
    ElementType type = call.has(2)
        ? call.to().elements.getOrDefault(call.name(2), ElementType.UINT8)
        : ElementType.of(call.whole("output_dtype", 2)).orElse(ElementType.UINT8);
    boolean isSigned = type.name().startsWith("INT");
    double range = Math.pow(2, type.bits() - (isSigned ? 1 : 0));
    Written x = call.written(0);
    var scaled = AlignedOperands.of(call, List.of(x, along(call, 1)), List.of("", call.name(1)));
    Code code = Code.call("round", scaled.operands().get(0).code().over(scaled.operands().get(1).code()));
    Written rounded = scaled.result(Family.REAL, code);
    if (call.has(2) && !call.known(2).single().equals(Optional.of(0.0))) {
      var moved = AlignedOperands.of(call, List.of(rounded, along(call, 2)), List.of("", call.name(2)));
      rounded = moved.result(Family.REAL, moved.operands().get(0).code().plus(moved.operands().get(1).code()));
    }
    return List.of(rounded.code(
        Code.call("clamp", rounded.code(), isSigned ? Code.number(-range) : Code.number(0), Code.number(range - 1))));
  }

  /** The scale that lets the range of the data, and 0, be told in 8 bits. */
  private static List<OnnxValue> dynamic(Call call) {
    Written x = call.named(0);
    String name = x.code().text();
    Written scale = call.to()
        .bound(scalar("(maximum(max(" + name + "), 0) - minimum(min(" + name + "), 0)) / 255", false), "scale");
    Written zero = call.to().bound(scalar(
        "clamp(round(-minimum(min(" + name + "), 0) / " + scale.code().text() + "), 0, 255)", true), "zero");
    Code code = Code.call("clamp", "round(" + name + " / " + scale.code().text() + ") + " + zero.code().text(), 0, 255);
    return List.of(x.code(code).computed(true), scale, zero);
  }

  private static Written scalar(String text, boolean isWhole) {
    return new Written(Family.REAL, List.of(), Optional.of(List.of()), new Code(text, Code.PRODUCT), Optional.empty(),
        isWhole);
  }

  private static List<OnnxValue> dequantize(Call call) {
    OnnxValue x = call.in(0);
    boolean isMoved = call.has(2) && !call.known(2).single().equals(Optional.of(0.0));
    if (x instanceof Known known) {
      return List.of(dequantized(call, known, isMoved));
    }
    Written value = call.written(0);
    if (isMoved) {
      var moved = AlignedOperands.of(call, List.of(value, along(call, 2)), List.of("", call.name(2)));
      value = moved.result(Family.REAL, moved.operands().get(0).code().minus(moved.operands().get(1).code()));
    }
    var scaled = AlignedOperands.of(call, List.of(value, along(call, 1)), List.of("", call.name(1)));
    return List.of(scaled.result(Family.REAL, scaled.operands().get(0).code().times(scaled.operands().get(1).code())));
  }

  private static Known dequantized(Call call, Known known, boolean isMoved) {
    double[] scale = FoldOperators.expanded((Known) along(call, 1), known.dims());
    double[] zero = isMoved ? FoldOperators.expanded((Known) along(call, 2), known.dims()) : new double[scale.length];
    double[] numbers = known.numbers().get().clone();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) ((numbers[i] - zero[i]) * scale[i]);
    }
    return Known.of(Family.REAL, known.dims(), numbers);
  }
}
