package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What slides over the spatial axes of a value.
 *
 * @param before padding at the beginning of each axis
 * @param after padding at the end of each
 */
record WindowOptions(List<Long> kernel, List<Long> strides, List<Long> dilations, List<Long> before, List<Long> after) {

  private static final List<String> LETTERS = List.of("K", "L", "M");

  static WindowOptions of(Call call, List<Long> kernel, List<Size> spatial) {
    int rank = kernel.size();
    List<Long> ones = Collections.nCopies(rank, 1L);
    List<Long> strides = call.wholes("strides", ones);
    List<Long> dilations = call.wholes("dilations", ones);
    List<Long> pads = call.wholes("pads", Collections.nCopies(2 * rank, 0L));
    String auto = call.text("auto_pad", "NOTSET");
    if (rank > 3) {
      throw new Unsupported("it has more than three spatial axes");
    }
    if (!auto.startsWith("SAME")) {
      List<Long> given = auto.equals("VALID") ? Collections.nCopies(2 * rank, 0L) : pads;
      return new WindowOptions(kernel, strides, dilations, given.subList(0, rank), given.subList(rank, 2 * rank));
    }
    List<Long> before = new ArrayList<>();
    List<Long> after = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long stride = strides.get(i);
      long extent = (kernel.get(i) - 1) * dilations.get(i) + 1;
      if (stride != 1 && !spatial.get(i).isConstant()) {
        throw new Unsupported("its padding depends on an open size");
      }
      long total = stride == 1
          ? extent - 1
          : Math.max(0,
              (Math.ceilDiv(spatial.get(i).constant(), stride) - 1) * stride + extent - spatial.get(i).constant());
      before.add(auto.equals("SAME_UPPER") ? total / 2 : total - total / 2);
      after.add(total - before.getLast());
    }
    return new WindowOptions(kernel, strides, dilations, before, after);
  }

  /** Whether a layer with one padding can do it. */
  boolean isEven() {
    return isSame(before) && before.equals(after);
  }

  boolean isSame(List<Long> each) {
    return each.stream().distinct().count() <= 1;
  }

  WindowOptions unpadded() {
    List<Long> none = Collections.nCopies(kernel.size(), 0L);
    return new WindowOptions(kernel, strides, dilations, none, none);
  }

  /** `K = 3, L = 3`. */
  String letters() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < kernel.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(LETTERS.get(i)).append(" = ").append(kernel.get(i));
    }
    return text.toString();
  }

  /** `, stride = 2, pad = 1`, as far as they aren't what the layer has unsaid. */
  String settings(long usualStride) {
    return setting("stride", strides.getFirst(), usualStride) + setting("pad", before.getFirst(), 0)
        + setting("dilation", dilations.getFirst(), 1);
  }

  static String setting(String name, long value, long usual) {
    return value == usual ? "" : ", " + name + " = " + value;
  }

  Size size(Size old, int axis) {
    return old.plus(before.get(axis) + after.get(axis) - dilations.get(axis) * (kernel.get(axis) - 1) - 1)
        .floorDiv(Size.of(strides.get(axis))).plus(1);
  }

  /** The value with dims at all axes from one on, laid out last. */
  static Written laidOut(Call call, Written given, int from) {
    Written x = given;
    for (int i = from; i < x.places().size(); i++) {
      x = call.spread(x, i);
    }
    return call.last(x,
        x.places().subList(from, x.places().size()).stream().map(each -> each.dim().orElseThrow()).toList());
  }

  /** The value padded before the window goes over it. */
  Written padded(Call call, Written given, double value) {
    Written x = given;
    for (int i = 0; i < kernel.size(); i++) {
      x = SelectionRows.padded(call, x, 2 + i, before.get(i), after.get(i), "constant", value);
    }
    return x;
  }

  /** What a layer makes of the value: the spatial axes of other sizes. */
  Written applied(Written x, String stage) {
    List<Place> places = new ArrayList<>(x.places());
    for (int i = 0; i < kernel.size(); i++) {
      places.set(2 + i, Place.of(places.get(2 + i).dim().orElseThrow(), size(places.get(2 + i).size(), i)));
    }
    return x.code(new Code(x.code().text() + " |> " + stage, Code.PIPE)).places(places).computed(x.isWhole());
  }

  /** The same, with other channels. */
  static Written channels(Written x, DimName filter, long count) {
    DimName old = x.places().get(1).dim().orElseThrow();
    List<DimName> order = x.order().orElseThrow().stream().map(dim -> dim.equals(old) ? filter : dim)
        .collect(Collectors.toList());
    return x.place(1, Place.of(filter, Size.of(count))).order(order);
  }
}
