package adjoint.compiler.onnx.translate;

/**
 * With which weight each old place of an axis counts for each new one.
 *
 * <p><i>Source</i>: the standard's text on Resize; cubic: Keys 1981.
 */
final class ResizeWeights {

  private ResizeWeights() {}

  /** Row-major, old places by new ones. */
  static double[] of(Call call, int old, int size, double scale) {
    String mode = call.text("mode", "nearest");
    if (call.whole("antialias", 0) == 1) {
      throw new Unsupported("it is antialiased");
    }
    double[] weights = new double[old * size];
    for (int i = 0; i < size; i++) {
      double at = origin(call, i, old, size, scale);
      switch (mode) {
        case "nearest" -> weights[Math.clamp(nearest(call, at), 0, old - 1) * size + i] = 1;
        case "linear", "bilinear" -> {
          int from = (int) Math.floor(at);
          add(weights, old, size, from, i, 1 - (at - from));
          add(weights, old, size, from + 1, i, at - from);
        }
        case "cubic" -> cubic(call, weights, old, size, i, at);
        default -> throw new Unsupported("its mode is " + mode);
      }
    }
    return weights;
  }

  /** Beyond the border its own value goes on. */
  private static void add(double[] weights, int old, int size, int from, int to, double weight) {
    weights[Math.clamp(from, 0, old - 1) * size + to] += weight;
  }

  private static void cubic(Call call, double[] weights, int old, int size, int i, double at) {
    double a = call.real("cubic_coeff_a", -0.75);
    boolean excludes = call.whole("exclude_outside", 0) == 1;
    int from = (int) Math.floor(at);
    double total = 0;
    for (int k = -1; k <= 2; k++) {
      total += excludes && (from + k < 0 || from + k >= old) ? 0 : kernel(a, Math.abs(at - from - k));
    }
    for (int k = -1; k <= 2; k++) {
      boolean isOutside = from + k < 0 || from + k >= old;
      add(weights, old, size, from + k, i, excludes && isOutside
          ? 0
          : kernel(a, Math.abs(at - from - k)) / (excludes ? total : 1));
    }
  }

  private static double kernel(double a, double x) {
    return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? ((x - 5) * x + 8) * a * x - 4 * a : 0;
  }

  private static double origin(Call call, int i, int old, int size, double scale) {
    boolean isOld = call.node().operator().equals("Upsample") || call.opset() == 10;
    return switch (call.text("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel")) {
      case "half_pixel" -> (i + 0.5) / scale - 0.5;
      case "pytorch_half_pixel" -> size > 1 ? (i + 0.5) / scale - 0.5 : 0;
      case "half_pixel_symmetric" -> {
        double adjustment = size / (old * scale);
        double centre = old / 2.0;
        yield centre * (1 - adjustment) + (i + 0.5) / scale - 0.5;
      }
      case "align_corners" -> size == 1 ? 0 : i * (old - 1) / (old * scale - 1);
      case "asymmetric" -> i / scale;
      default -> throw new Unsupported("it crops while it resizes");
    };
  }

  private static int nearest(Call call, double at) {
    String mode = call.text("nearest_mode", call.opset() < 11 ? "floor" : "round_prefer_floor");
    return (int) switch (mode) {
      case "round_prefer_floor" -> Math.ceil(at - 0.5);
      case "round_prefer_ceil" -> Math.floor(at + 0.5);
      case "floor" -> Math.floor(at);
      default -> Math.ceil(at);
    };
  }
}
