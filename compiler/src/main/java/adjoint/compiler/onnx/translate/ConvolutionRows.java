package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Convolutions and pools. */
final class ConvolutionRows {

  static final List<Row> ROWS = List.of(
      row("Conv", 1, ConvolutionRows::convolution), row("ConvTranspose", 1, ConvolutionRows::transposed),
      row("MaxPool", 1, ConvolutionRows::maxPool), row("AveragePool", 7, ConvolutionRows::averagePool),
      row("LpPool", 2, ConvolutionRows::lpPool));

  private ConvolutionRows() {}

  private static List<OnnxValue> convolution(Call call) {
    Known weight = call.known(1);
    int rank = weight.dims().size() - 2;
    long groups = call.whole("group", 1);
    Written given = WindowOptions.laidOut(call, call.written(0), 1);
    WindowOptions window =
        WindowOptions.of(call, weight.dims().subList(2, rank + 2), given.shape().subList(2, rank + 2));
    Written x = window.isEven() ? given : window.padded(call, given, 0);
    WindowOptions own = window.isEven() ? window : window.unpadded();
    long filters = weight.dims().getFirst();
    DimName filter = filter(call, x, filters);
    String settings = WindowOptions.setting("groups", groups, 1) + "]";
    String layer = own.isSame(own.strides()) && own.isSame(own.dilations())
        ? "Conv" + rank + "d[" + filter + ", " + own.letters() + own.settings(1) + settings
        : byAxis(call, own, filter, rank) + settings;
    Map<String, float[]> weights = ProductRows.weights(
        "weight", Translation.floats(FoldOperators.transposed(weight, order(rank, 1, 0)).numbers().get()),
        "bias", call.has(2) ? Translation.floats(call.known(2).numbers().get()) : new float[(int) filters]);
    Written y = own.applied(x, call.to().layer(layer, call.layerName(1), weights));
    return List.of(WindowOptions.channels(y, filter, filters));
  }

  /** Strides that differ from axis to axis need a layer of the file's own. */
  private static String byAxis(Call call, WindowOptions window, DimName filter, int rank) {
    if (rank != 2) {
      throw new Unsupported("its strides or dilations differ from axis to axis");
    }
    call.to().extras.add("UnevenConv2d");
    return "UnevenConv2d[" + filter + ", " + window.letters()
        + WindowOptions.setting("down", window.strides().get(0), 1)
        + WindowOptions.setting("across", window.strides().get(1), 1)
        + WindowOptions.setting("dilation_down", window.dilations().get(0), 1)
        + WindowOptions.setting("dilation_across", window.dilations().get(1), 1)
        + WindowOptions.setting("pad", window.before().getFirst(), 0);
  }

  private static DimName filter(Call call, Written x, long count) {
    Set<DimName> others = new HashSet<>(x.dimSet());
    others.remove(x.places().get(1).dim().orElseThrow());
    return call.to().dims.feature("Filter", count, others);
  }

  /** The axes of a kernel as the library has them: what is summed over first, filters last. */
  private static List<Integer> order(int rank, int channels, int filters) {
    return Stream.of(Stream.of(channels), IntStream.range(2, rank + 2).boxed(), Stream.of(filters)).flatMap(s -> s)
        .toList();
  }

  private static List<OnnxValue> transposed(Call call) {
    Known weight = call.known(1);
    int rank = weight.dims().size() - 2;
    Written x = WindowOptions.laidOut(call, call.written(0), 1);
    WindowOptions window = WindowOptions.of(call, weight.dims().subList(2, rank + 2), x.shape().subList(2, rank + 2));
    long more = outputPad(call, window, rank);
    long filters = weight.dims().get(1);
    DimName filter = filter(call, x, filters);
    String layer = "ConvTranspose" + rank + "d[" + filter + ", " + window.letters() + window.settings(1)
        + WindowOptions.setting("output_pad", more, 0) + "]";
    Map<String, float[]> weights = ProductRows.weights(
        "weight", Translation.floats(FoldOperators.transposed(weight, order(rank, 0, 1)).numbers().get()),
        "bias", call.has(2) ? Translation.floats(call.known(2).numbers().get()) : new float[(int) filters]);
    String stage = call.to().layer(layer, call.layerName(1), weights);
    List<Place> places = new ArrayList<>(x.places());
    for (int i = 0; i < rank; i++) {
      Size size = places.get(i + 2).size().plus(-1).times(window.strides().get(i)).plus(
          window.dilations().get(i) * (window.kernel().get(i) - 1) + 1 - 2 * window.before().get(i) + more);
      places.set(i + 2, Place.of(places.get(i + 2).dim().orElseThrow(), size));
    }
    Written y = x.code(new Code(x.code().text() + " |> " + stage, Code.PIPE)).places(places);
    return List.of(WindowOptions.channels(y, filter, filters));
  }

  /** What the result has behind it, beyond what the padding before takes away. */
  private static long outputPad(Call call, WindowOptions window, int rank) {
    List<Long> extra = call.wholes("output_padding", Collections.nCopies(rank, 0L));
    if (call.whole("group", 1) != 1 || rank > 2 || call.wholes("output_shape").isPresent()
        || !call.text("auto_pad", "NOTSET").equals("NOTSET")) {
      throw new Unsupported("it has groups, a given output shape or three axes");
    }
    List<Long> more = IntStream.range(0, rank)
        .mapToObj(i -> extra.get(i) + window.before().get(i) - window.after().get(i)).toList();
    boolean isEven =
        window.isSame(window.strides()) && window.isSame(window.dilations()) && window.isSame(window.before());
    if (!isEven || !window.isSame(more) || more.getFirst() < 0) {
      throw new Unsupported("its strides, dilations or pads differ from axis to axis or from side to side");
    }
    return more.getFirst();
  }

  /** Rounding the number of windows up is more padding behind; the last window has to begin before it. */
  private static WindowOptions raised(Call call, WindowOptions window, List<Size> spatial) {
    if (call.whole("ceil_mode", 0) == 0) {
      return window;
    }
    List<Long> after = new ArrayList<>(window.after());
    for (int i = 0; i < after.size(); i++) {
      if (!spatial.get(i).isConstant()) {
        throw new Unsupported("its ceil_mode depends on an open size");
      }
      long stride = window.strides().get(i);
      long extent = window.dilations().get(i) * (window.kernel().get(i) - 1) + 1;
      long size = spatial.get(i).constant() + window.before().get(i);
      long count = Math.ceilDiv(size + window.after().get(i) - extent, stride) + 1;
      count -= (count - 1) * stride >= size ? 1 : 0;
      after.set(i, Math.max(after.get(i), (count - 1) * stride + extent - size));
    }
    return new WindowOptions(window.kernel(), window.strides(), window.dilations(), window.before(), after);
  }

  private static List<OnnxValue> maxPool(Call call) {
    if (call.node().outputs().size() > 1 && !call.node().outputs().get(1).isEmpty()) {
      throw new Unsupported("its positions are used");
    }
    Written given = WindowOptions.laidOut(call, call.written(0), 2);
    List<Long> kernel = call.wholes("kernel_shape", List.of());
    WindowOptions window = raised(call, WindowOptions.of(call, kernel, given.shape().subList(2, given.shape().size())),
        given.shape().subList(2, given.shape().size()));
    boolean fits = window.isEven() && kernel.stream().allMatch(each -> 2 * window.before().getFirst() <= each);
    Written x = fits ? given : window.padded(call, given, Double.NEGATIVE_INFINITY);
    return List.of(pool(call, "MaxPool", "max", fits ? window : window.unpadded(), x));
  }

  private static Written pool(Call call, String layer, String function, WindowOptions window, Written x) {
    int rank = window.kernel().size();
    boolean isUsual = window.isSame(window.strides()) && window.isSame(window.dilations())
        && (window.dilations().getFirst() == 1 || layer.equals("MaxPool") && rank < 3);
    if (isUsual) {
      long usual = window.isSame(window.kernel()) ? window.kernel().getFirst() : -1;
      return window.applied(x, layer + rank + "d[" + window.letters() + window.settings(usual) + "]");
    }
    if (rank != 2) {
      throw new Unsupported("its strides or dilations differ from axis to axis");
    }
    call.to().extras.add("uneven_" + function + "_pool");
    return window.applied(window.isEven() && window.before().getFirst() == 0
        ? x
        : window.padded(call, x, function.equals("max") ? Double.NEGATIVE_INFINITY : 0),
        "uneven_" + function + "_pool[" + window.letters()
            + WindowOptions.setting("down", window.strides().get(0), 1)
            + WindowOptions.setting("across", window.strides().get(1), 1)
            + WindowOptions.setting("dilation_down", window.dilations().get(0), 1)
            + WindowOptions.setting("dilation_across", window.dilations().get(1), 1) + "]");
  }

  /** Padding that isn't counted: divided by the share of each window that is inside. */
  private static List<OnnxValue> averagePool(Call call) {
    Written given = WindowOptions.laidOut(call, call.written(0), 2);
    List<Long> kernel = call.wholes("kernel_shape", List.of());
    List<Size> spatial = given.shape().subList(2, given.shape().size());
    WindowOptions stated = WindowOptions.of(call, kernel, spatial);
    WindowOptions window = raised(call, stated, spatial);
    boolean counts = call.whole("count_include_pad", 0) == 1;
    boolean isPadded =
        window.before().stream().anyMatch(each -> each > 0) || window.after().stream().anyMatch(each -> each > 0);
    Written mean = mean(call, window, given);
    if (!isPadded || counts && window.equals(stated)) {
      return List.of(mean);
    }
    List<DimName> dims = spatial(given);
    Written ones = ones(call, given, dims);
    Written inside = counts ? stated.padded(call, ones, 1) : ones;
    WindowOptions rest = counts ? behind(window, stated) : window;
    Written share = mean(call, rest, inside);
    return List.of(
        mean.code(new Code(mean.code().at(Code.PRODUCT) + " / " + share.code().at(Code.PRODUCT + 1), Code.PRODUCT)));
  }

  private static WindowOptions behind(WindowOptions window, WindowOptions stated) {
    List<Long> after = IntStream.range(0, window.after().size())
        .mapToObj(i -> window.after().get(i) - stated.after().get(i)).toList();
    return new WindowOptions(window.kernel(), window.strides(), window.dilations(),
        Collections.nCopies(window.kernel().size(), 0L), after);
  }

  private static Written mean(Call call, WindowOptions window, Written x) {
    Written padded = window.isEven() ? x : window.padded(call, x, 0);
    return pool(call, "AvgPool", "mean", window.isEven() ? window : window.unpadded(), padded);
  }

  private static List<DimName> spatial(Written x) {
    return x.places().subList(2, x.places().size()).stream().map(each -> each.dim().orElseThrow()).toList();
  }

  private static Written ones(Call call, Written like, List<DimName> dims) {
    dims.forEach(call.to().dims::declare);
    String list = dims.stream().map(dim -> call.to().dims.sizeOf(dim).equals(like.size(dim))
        ? dim.toString()
        : dim + " = " + call.to().dims.shown(like.size(dim))).reduce((a, b) -> a + ", " + b).orElseThrow();
    List<Place> places = new ArrayList<>(like.places());
    places.set(0, Place.same(places.get(0).size()));
    places.set(1, Place.same(places.get(1).size()));
    return new Written(like.family(), places, Optional.of(dims), new Code("ones[" + list + "]", Code.POSTFIX),
        Optional.empty());
  }

  private static List<OnnxValue> lpPool(Call call) {
    double p = call.whole("p", 2);
    Written given = WindowOptions.laidOut(call, call.written(0), 2);
    List<Long> kernel = call.wholes("kernel_shape", List.of());
    List<Size> spatial = given.shape().subList(2, given.shape().size());
    WindowOptions window = raised(call, WindowOptions.of(call, kernel, spatial), spatial);
    long count = kernel.stream().reduce(1L, (a, b) -> a * b);
    Written powers = given.code(Code.call("abs", given.code()).power(Code.number(p)));
    Written mean = mean(call, window, powers);
    return List.of(mean.code(new Code("(" + mean.code().at(Code.PRODUCT) + " * " + count + ")^"
        + (p == 2
            ? "0.5"
            : "(1 / "
                + Code.number(p).text() + ")"),
        Code.POWER)));
  }
}
