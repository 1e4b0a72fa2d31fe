package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.flat;
import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Sizes;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Parts of values, and values put together. */
final class SelectionRows {

  static final List<Row> ROWS = List.of(
      row("Gather", 1, GatherOperators::gather), row("GatherElements", 11, GatherOperators::elements),
      row("Slice", 1, SelectionRows::slice), row("Split", 2, SelectionRows::split),
      row("Concat", 4, JoinOperators::concat),
      row("Tile", 6, JoinOperators::tile), row("Pad", 2, SelectionRows::pad), row("Trilu", 14, SelectionRows::trilu),
      flat("OneHot", 9, GatherOperators::oneHot), row("Resize", 10, ResizeOperator::resize),
      row("Upsample", 7, ResizeOperator::resize), row("TopK", 10, GatherOperators::topK));

  private SelectionRows() {}

  /** Starts, ends, axes and steps are attributes up to opset 9, then inputs. */
  private static List<OnnxValue> slice(Call call) {
    boolean isInput = call.has(1);
    List<Size> starts = isInput ? call.sizes(1).elements() : sizes(call.wholes("starts", List.of()));
    List<Size> ends = isInput ? call.sizes(2).elements() : sizes(call.wholes("ends", List.of()));
    List<Long> axes = isInput ? call.has(3) ? call.wholes(3) : List.of() : call.wholes("axes", List.of());
    List<Long> steps = call.has(4) ? call.wholes(4) : List.of();
    OnnxValue value = call.in(0);
    for (int i = 0; i < starts.size(); i++) {
      int axis = Call.axis(axes.isEmpty() ? i : axes.get(i), call.in(0).shape().size());
      value = cut(call, value, axis, starts.get(i), ends.get(i), steps.isEmpty() ? 1 : steps.get(i));
    }
    return List.of(value);
  }

  private static List<Size> sizes(List<Long> of) {
    return of.stream().map(Size::of).toList();
  }

  private static OnnxValue cut(Call call, OnnxValue value, int axis, Size start, Size end, long step) {
    Size size = value.shape().get(axis);
    Size from = bound(start, size, step < 0 ? size.plus(-1) : size);
    Size to = step < 0 && end.isConstant() && size.isConstant() && end.constant() < -size.constant()
        ? Size.of(-1)
        : bound(end, size, size);
    if (step == 1 && from.is(0) && to.equals(size)) {
      return value;
    }
    if (value instanceof Sizes sizes) {
      return new Sizes(sizes.elements().subList((int) from.constant(), (int) Math.max(from.constant(), to.constant())),
          false);
    }
    if (value instanceof Known known) {
      int count = (int) Math.max(0, Math.ceilDiv(to.constant() - from.constant(), step));
      return FoldOperators.along(known, axis, count, i -> (int) (from.constant() + i * step));
    }
    if (to.minus(from).is(0)) {
      throw new Unsupported("it takes no places at all");
    }
    Written x = (Written) value;
    if (x.places().get(axis).dim().isEmpty()) {
      return x.place(axis, Place.same(to.minus(from).floorDiv(Size.of(step))));
    }
    return step == 1 ? stretch(call, x, axis, from, to) : stepped(call, x, axis, from, to, step);
  }

  private static Size bound(Size at, Size size, Size most) {
    if (!at.isConstant()) {
      return at;
    }
    long value = at.constant();
    if (!size.isConstant()) {
      return value >= Integer.MAX_VALUE ? most : value < 0 ? size.plus(value) : at;
    }
    return Size.of(Math.clamp(value < 0 ? value + size.constant() : value, 0, most.constant()));
  }

  /** From one place to before another. */
  static Written stretch(Call call, Written x, int axis, Size from, Size to) {
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    Size size = x.places().get(axis).size();
    if (!from.isConstant() || !to.isConstant() && !to.equals(size)) {
      Size back = to.minus(size);
      if (!from.isConstant() || !back.isConstant()) {
        throw new Unsupported("it takes a part whose bounds are computed from sizes");
      }
      return part(x, axis, dim, from + ".." + back, to.minus(from));
    }
    return part(x, axis, dim, from + ".." + (to.equals(size) ? "" : to), to.minus(from));
  }

  private static Written part(Written x, int axis, DimName dim, String range, Size size) {
    return x.code(x.code().bracket(dim + ": " + range)).place(axis, Place.of(dim, size));
  }

  private static Written stepped(Call call, Written x, int axis, Size from, Size to, long step) {
    if (!from.isConstant() || !to.isConstant() && step < 0) {
      throw new Unsupported("its steps begin at a place that isn't known");
    }
    call.to().extras.add("every");
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    Size count = to.minus(from).plus(step > 0 ? step - 1 : step + 1).floorDiv(Size.of(step));
    if (step < 0) {
      Written turned = x.code(new Code(x.code().text() + " |> flip[" + dim + "]", Code.PIPE));
      Size last = x.places().get(axis).size().plus(-1);
      return cutForward(call, turned, axis, last.minus(from), last.minus(to), -step, count);
    }
    return cutForward(call, x, axis, from, to, step, count);
  }

  private static Written cutForward(Call call, Written x, int axis, Size from, Size to, long step, Size count) {
    Size size = x.places().get(axis).size();
    Written part = from.is(0) && to.equals(size) ? x : stretch(call, x, axis, from, to);
    DimName dim = x.places().get(axis).dim().orElseThrow();
    return step == 1
        ? part
        : part.code(new Code(part.code().text() + " |> every[" + dim + ", step = " + step + "]", Code.PIPE))
            .place(axis, Place.of(dim, count));
  }

  private static List<OnnxValue> split(Call call) {
    OnnxValue value = call.in(0);
    int axis = Call.axis(call.whole("axis", 0), value.shape().size());
    int parts = call.node().outputs().size();
    List<Long> sizes = call.has(1) ? call.wholes(1) : call.wholes("split", List.of());
    Size whole = value.shape().get(axis);
    if (sizes.isEmpty()) {
      long each = Math.ceilDiv(whole.constant(), parts);
      sizes = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        sizes.add(Math.min(each, whole.constant() - i * each));
      }
    }
    OnnxValue source = value instanceof Written written ? call.to().bound(call.spread(written, axis), "parts") : value;
    List<OnnxValue> results = new ArrayList<>();
    long at = 0;
    for (long size : sizes) {
      results.add(cut(call, source, axis, Size.of(at), Size.of(at + size), 1));
      at += size;
    }
    return results;
  }

  /** Pads, value and axes are attributes up to opset 10, then inputs. */
  private static List<OnnxValue> pad(Call call) {
    List<Long> pads = call.has(1) ? call.wholes(1) : call.wholes("pads", List.of());
    double value = call.has(2) ? call.real(2) : call.real("value", 0);
    int rank = call.in(0).shape().size();
    List<Integer> axes = call.has(3)
        ? call.wholes(3).stream().map(each -> Call.axis(each, rank)).toList()
        : IntStream.range(0, rank).boxed().toList();
    Written x = call.written(0);
    for (int i = 0; i < axes.size(); i++) {
      x = padded(call, x, axes.get(i), pads.get(i), pads.get(i + axes.size()), call.text("mode", "constant"), value);
    }
    return List.of(x);
  }

  static Written padded(Call call, Written given, int axis, long before, long after, String mode, double value) {
    if (before == 0 && after == 0) {
      return given;
    }
    Written x = call.spread(given, axis);
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    String function = switch (mode) {
      case "constant" -> "pad";
      case "reflect" -> "pad_reflect";
      case "edge" -> "pad_replicate";
      case "wrap" -> "pad_circular";
      default -> throw new Unsupported("its mode is " + mode);
    };
    String settings = (before == 0 ? "" : ", before = " + before) + (after == 0 ? "" : ", after = " + after)
        + (value == 0 || !function.equals("pad") ? "" : ", value = " + Code.number(value).text());
    return x.code(new Code(x.code().text() + " |> " + function + "[" + dim + settings + "]", Code.PIPE))
        .place(axis, Place.of(dim, x.places().get(axis).size().plus(before + after))).computed(x.isWhole());
  }

  private static List<OnnxValue> trilu(Call call) {
    boolean isUpper = call.whole("upper", 1) == 1;
    long shift = call.has(1) ? call.wholes(1).getFirst() : 0;
    int rank = call.in(0).shape().size();
    if (call.in(0) instanceof Known known) {
      long columns = known.dims().get(rank - 1);
      long rows = known.dims().get(rank - 2);
      double[] numbers = known.numbers().get().clone();
      for (int i = 0; i < numbers.length; i++) {
        long above = i % columns - i / columns % rows;
        numbers[i] = (isUpper ? above >= shift : above <= shift) ? numbers[i] : 0;
      }
      return List.of(Known.of(known.family(), known.dims(), numbers));
    }
    Written x = call.spread(call.spread(call.written(0), rank - 2), rank - 1);
    DimName row = call.to().dims.declare(x.places().get(rank - 2).dim().orElseThrow());
    DimName column = call.to().dims.declare(x.places().get(rank - 1).dim().orElseThrow());
    String bound = "index[" + row + "]" + (shift == 0 ? "" : shift > 0 ? " + " + shift : " - " + -shift);
    return List
        .of(x.code(Code.call("where", "index[" + column + "] " + (isUpper ? ">=" : "<=") + " " + bound, x.code(), 0))
            .computed(x.isWhole()));
  }
}
