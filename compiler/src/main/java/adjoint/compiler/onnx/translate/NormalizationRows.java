package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What brings values to a mean and a variance. */
final class NormalizationRows {

  static final List<Row> ROWS = List.of(
      row("BatchNormalization", 7, NormalizationRows::batch), row("LayerNormalization", 17, NormalizationRows::layer),
      row("RMSNormalization", 23, NormalizationRows::rms),
      row("SimplifiedLayerNormalization", 1, NormalizationRows::rms),
      row("InstanceNormalization", 6, call -> groups(call, call.in(0).shape().get(1).constant())),
      row("GroupNormalization", 18, NormalizationRows::group), row("LRN", 1, NormalizationRows::local),
      row("MeanVarianceNormalization", 9, NormalizationRows::plain));

  private NormalizationRows() {}

  private static String eps(Call call, double usual) {
    double eps = call.real("epsilon", 1e-5);
    return eps == usual ? "" : "eps = " + Code.number(eps).text();
  }

  private static float[] floats(Call call, int input) {
    return Translation.floats(call.known(input).numbers().get());
  }

  private static List<OnnxValue> batch(Call call) {
    Written given = call.spread(call.written(0), 1);
    boolean isPicture = given.places().size() == 4;
    DimName channel = given.places().get(1).dim().orElseThrow();
    Written x = isPicture ? WindowOptions.laidOut(call, given, 1) : call.last(given, List.of(channel));
    double momentum = Math.round((1 - call.real("momentum", 0.9)) * 1e6) / 1e6;
    String settings = (momentum == 0.1 ? "" : "momentum = " + Code.number(momentum).text());
    String eps = eps(call, 1e-5);
    String both = settings + (settings.isEmpty() || eps.isEmpty() ? "" : ", ") + eps;
    Map<String, float[]> weights = ProductRows.weights("weight", floats(call, 1), "bias", floats(call, 2));
    weights.put("running_mean", floats(call, 3));
    weights.put("running_var", floats(call, 4));
    String stage =
        call.to().layer("BatchNorm" + (isPicture ? "2d" : "1d") + "[" + both + "]", call.layerName(1), weights);
    return List.of(x.code(new Code(x.code().text() + " |> " + stage, Code.PIPE)));
  }

  private static List<OnnxValue> layer(Call call) {
    int rank = call.in(0).shape().size();
    int axis = Call.axis(call.whole("axis", -1), rank);
    boolean isLast = axis == rank - 1 && !call.in(0).shape().get(axis).is(1) && call.isKnown(1)
        && (!call.has(2) || call.isKnown(2)) && call.known(1).count() == call.in(0).shape().get(axis).constant();
    if (isLast && call.node().outputs().size() == 1) {
      Written spread = call.spread(call.written(0), axis);
      DimName dim = spread.places().get(axis).dim().orElseThrow();
      Written x = call.last(spread, List.of(dim));
      String eps = eps(call, 1e-5);
      float[] bias = call.has(2) ? floats(call, 2) : new float[call.known(1).count()];
      String stage =
          call.to().layer("LayerNorm[" + call.to().dims.declare(dim) + (eps.isEmpty() ? "" : ", " + eps) + "]",
              call.layerName(1), ProductRows.weights("weight", floats(call, 1), "bias", bias));
      return List.of(x.code(new Code(x.code().text() + " |> " + stage, Code.PIPE)));
    }
    Written y = standardized(call, IntStream.range(axis, rank).boxed().toList(), call.real("epsilon", 1e-5), false);
    return List.of(affine(call, y, 1, 2));
  }

  private static Written affine(Call call, Written y, int scale, int bias) {
    var scaled = AlignedOperands.of(call, List.of(y, call.in(scale)), List.of("", call.name(scale)));
    Written z = scaled.result(Family.REAL, scaled.operands().get(0).code().times(scaled.operands().get(1).code()));
    if (!call.has(bias)) {
      return z;
    }
    var moved = AlignedOperands.of(call, List.of(z, call.in(bias)), List.of("", call.name(bias)));
    return moved.result(Family.REAL, moved.operands().get(0).code().plus(moved.operands().get(1).code()));
  }

  /** (x - mean)/√(variance + eps) over some axes, or, as root mean square, without the mean. */
  private static Written standardized(Call call, List<Integer> axes, double eps, boolean isSquare) {
    Written x = call.written(0);
    for (int axis : axes) {
      x = call.spread(x, axis);
    }
    Written named = call.to().bound(x, "x");
    String list = "[" + Code.list(axes.stream()
        .map(axis -> call.to().dims.declare(named.places().get(axis).dim().orElseThrow())).toList()) + "]";
    String name = named.code().text();
    String more = eps == 0 ? "" : " + " + Code.number(eps).text();
    Code code = isSquare
        ? new Code(name + " / sqrt(mean" + list + "(" + name + "^2)" + more + ")", Code.PRODUCT)
        : new Code(
            "(" + name + " - mean" + list + "(" + name + ")) / sqrt(variance" + list + "(" + name + ")" + more + ")",
            Code.PRODUCT);
    return named.code(code);
  }

  private static List<OnnxValue> rms(Call call) {
    int rank = call.in(0).shape().size();
    int axis = Call.axis(call.whole("axis", -1), rank);
    return List.of(affine(call, standardized(call, IntStream.range(axis, rank).boxed().toList(),
        call.real("epsilon", 1e-5), true), 1, 9));
  }

  private static List<OnnxValue> plain(Call call) {
    List<Integer> axes = call.wholes("axes", List.of(0L, 2L, 3L)).stream()
        .map(each -> Call.axis(each, call.in(0).shape().size())).toList();
    Written x = standardized(call, axes, 0, false);
    return List.of(x.code(new Code(x.code().text().replace(") / sqrt(", ") / (1e-9 + sqrt(") + ")", Code.PRODUCT)));
  }

  private static List<OnnxValue> group(Call call) {
    long groups = call.whole("num_groups", 1);
    return groups(call.opset() < 21 ? forChannels(call, groups) : call, groups);
  }

  /** Up to opset 20 scale and bias are for the groups. */
  private static Call forChannels(Call call, long groups) {
    long each = call.in(0).shape().get(1).constant() / groups;
    return withParameters(call, known -> {
      double[] numbers = DoubleStream.of(known.numbers().get())
          .flatMap(number -> DoubleStream.generate(() -> number).limit(each)).toArray();
      return Known.of(known.family(), List.of((long) numbers.length), numbers);
    });
  }

  /** With another scale and bias. */
  private static Call withParameters(Call call, UnaryOperator<Known> change) {
    return call.with(1, change.apply(call.known(1))).with(2, change.apply(call.known(2)));
  }

  private static List<OnnxValue> groups(Call call, long groups) {
    Written given = WindowOptions.laidOut(call, call.written(0), 1);
    int rank = given.places().size();
    long count = given.places().get(1).size().constant();
    if (rank != 4) {
      return List.of(onAxes(call, given, groups, count));
    }
    String eps = eps(call, 1e-5);
    DimName dim = given.places().get(1).dim().orElseThrow();
    String parts = groups == count ? dim.toString() : Long.toString(groups);
    String stage = call.to().layer("GroupNorm[" + parts + (eps.isEmpty() ? "" : ", " + eps) + "]", call.layerName(1),
        ProductRows.weights("weight", floats(call, 1), "bias", floats(call, 2)));
    return List.of(given.code(new Code(given.code().text() + " |> " + stage, Code.PIPE)));
  }

  private static Written onAxes(Call call, Written x, long groups, long count) {
    int rank = x.places().size();
    if (groups != count) {
      throw new Unsupported("its input hasn't four axes");
    }
    Written y = standardized(call, IntStream.range(2, rank).boxed().toList(), call.real("epsilon", 1e-5), false);
    return channelwise(call, y, rank - 2);
  }

  /** Scale and bias are for the channels, which aren't last. */
  private static Written channelwise(Call of, Written y, int behind) {
    return affine(withParameters(of, known -> {
      List<Long> dims = new ArrayList<>(known.dims());
      IntStream.range(0, behind).forEach(each -> dims.add(1L));
      return new Known(known.family(), dims, known.numbers());
    }), y, 1, 2);
  }

  /** Divided by a power of what the squares of neighbouring channels sum to. */
  private static List<OnnxValue> local(Call call) {
    Written x = call.to().bound(call.spread(call.written(0), 1), "x");
    DimName channel = call.to().dims.declare(x.places().get(1).dim().orElseThrow());
    long size = call.whole("size", 1);
    Written squares = call.last(x.code(x.code().power(Code.number(2))), List.of(channel));
    String pooled =
        squares.code().text() + " |> pad[" + channel + ", before = " + (size - 1) / 2 + ", after = " + size / 2
            + "] |> AvgPool1d[K = " + size + ", stride = 1]";
    Written mean = call.to().bound(squares.code(new Code(pooled, Code.PIPE)), "energy");
    Code below = Code.number(call.real("bias", 1)).plus(Code.number(call.real("alpha", 1e-4)).times(mean.code()));
    return List.of(x.code(x.code().over(below.power(Code.number(call.real("beta", 0.75))))));
  }
}
