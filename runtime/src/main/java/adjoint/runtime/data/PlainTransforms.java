package adjoint.runtime.data;

import adjoint.runtime.recipe.Transform;
import java.util.List;

/** Transforms that need no statistics, applied to a number in double precision. */
final class PlainTransforms {

  private PlainTransforms() {}

  static boolean needsStatistics(Transform transform) {
    return transform instanceof Transform.Standardize || transform instanceof Transform.Scale;
  }

  /**
   * Replaces numbers by what becomes of them; a whole row at a time, since a decision a number takes longer than its
   * arithmetic.
   */
  static void apply(List<Transform> transforms, double[] row) {
    for (Transform transform : transforms) {
      apply(transform, row);
    }
  }

  private static void apply(Transform transform, double[] row) {
    if (MediaCells.isMedia(transform)) {
      return;
    }
    if (transform instanceof Transform.Arithmetic a && a.operator() == Transform.Operator.DIVIDE
        && !a.constantFirst()) {
      double divisor = a.constant();
      for (int i = 0; i < row.length; i++) {
        row[i] /= divisor;
      }
      return;
    }
    for (int i = 0; i < row.length; i++) {
      row[i] = apply(transform, row[i]);
    }
  }

  static double apply(Transform transform, double x) {
    if (transform instanceof Transform.Arithmetic a) {
      return a.constantFirst() ? apply(a.operator(), a.constant(), x) : apply(a.operator(), x, a.constant());
    }
    if (transform instanceof Transform.Apply f) {
      return apply(f.function(), x);
    }
    throw new IllegalArgumentException("needs statistics: " + transform);
  }

  private static double apply(Transform.Operator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case POWER -> StrictMath.pow(a, b);
    };
  }

  private static double apply(Transform.Function function, double x) {
    return switch (function) {
      case LOG -> StrictMath.log(x);
      case LOG1P -> StrictMath.log1p(x);
      case EXP -> StrictMath.exp(x);
      case SQRT -> Math.sqrt(x);
      case ABS -> Math.abs(x);
      case NEGATE -> -x;
      case BFLOAT16 -> Float.intBitsToFloat((int) x << 16);
    };
  }
}
