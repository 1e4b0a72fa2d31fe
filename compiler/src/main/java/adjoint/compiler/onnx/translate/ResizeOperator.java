package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Values between others: a weight for each pair of an old and a new place, summed over the old ones, axis by axis. */
final class ResizeOperator {

  private ResizeOperator() {}

  static List<OnnxValue> resize(Call call) {
    boolean isOld = call.node().operator().equals("Upsample") || call.opset() == 10;
    int atScales = isOld ? 1 : 2;
    if (!call.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw new Unsupported("it keeps the aspect ratio");
    }
    Written x = call.written(0);
    int rank = x.places().size();
    List<Integer> axes = call.wholes("axes").map(all -> all.stream().map(each -> Call.axis(each, rank)).toList())
        .orElseGet(() -> IntStream.range(0, rank).boxed().toList());
    boolean bySizes = !isOld && call.has(3);
    double[] scales = bySizes || call.has(atScales) ? new double[0] : oldScales(call);
    if (!bySizes && call.has(atScales)) {
      scales = call.known(atScales).numbers().get();
    }
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      Size old = x.places().get(axis).size();
      if (bySizes ? call.sizes(3).elements().get(i).equals(old) : scales[i] == 1) {
        continue;
      }
      if (!old.isConstant()) {
        throw new Unsupported("it resizes a dim of open size");
      }
      long size = bySizes ? call.wholes(3).get(i) : (long) Math.floor(old.constant() * scales[i]);
      x = along(call, x, axis, size, bySizes ? (double) size / old.constant() : scales[i]);
    }
    return List.of(x);
  }

  private static double[] oldScales(Call call) {
    return call.node().attribute("scales")
        .map(each -> each instanceof Content.Reals(var values)
            ? values.stream().mapToDouble(v -> v).toArray()
            : new double[0])
        .orElseThrow(
            () -> new Unsupported("it has neither scales nor sizes"));
  }

  private static Written along(Call call, Written given, int axis, long size, double scale) {
    Written x = call.spread(given, axis);
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    long old = x.places().get(axis).size().constant();
    if (isRepeated(call) && scale == Math.rint(scale)) {
      call.to().extras.add("repeated");
      return x.code(new Code(x.code().text() + " |> repeated[" + dim + ", times = " + (long) scale + "]", Code.PIPE))
          .place(axis, Place.of(dim, Size.of(size)));
    }
    DimName to = call.to().dims.declare(call.to().dims.fixed("Resized", size));
    Known matrix = Known.of(Family.REAL, List.of(old, size), ResizeWeights.of(call, (int) old, (int) size, scale));
    Written weights = call.to().stored(matrix,
        List.of(Place.of(dim, Size.of(old)), Place.of(to, Size.of(size))), "resizing", false);
    List<Place> places = new ArrayList<>(x.places());
    places.set(axis, Place.of(to, Size.of(size)));
    Optional<List<DimName>> order = x.order().map(all -> {
      List<DimName> dims = new ArrayList<>(all);
      dims.remove(dim);
      dims.add(to);
      return dims;
    });
    return new Written(Family.REAL, places, order,
        Code.call("dot[" + dim + "]", x.code(), weights.code()), Optional.empty());
  }

  /** Whether each place is repeated, as a whole number of times as many ask for. */
  private static boolean isRepeated(Call call) {
    String mode = call.text("coordinate_transformation_mode",
        call.node().operator().equals("Upsample") || call.opset() == 10
            ? "asymmetric"
            : "half_pixel");
    String rounding = call.text("nearest_mode", call.opset() == 10 ? "floor" : "round_prefer_floor");
    return call.text("mode", "nearest").equals("nearest")
        && (mode.equals("asymmetric")
            ? rounding.equals("floor") || call.node().operator().equals("Upsample")
            : mode.equals("half_pixel") && rounding.startsWith("round_"));
  }
}
