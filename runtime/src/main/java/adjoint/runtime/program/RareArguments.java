package adjoint.runtime.program;

/**
 * Functions of arguments that hardly occur and for which kernels have no words: angles far from 0, remainders of
 * quotients that a float can't count. A kernel comes here one number at a time, in vector form with the lanes in an
 * array, so that every form has the same bits.
 */
public final class RareArguments {

  private RareArguments() {}

  /** The sine, right to half a unit in the last place for every float. */
  public static float sin(float x) {
    return (float) StrictMath.sin(x);
  }

  /** The cosine, right to half a unit in the last place for every float. */
  public static float cos(float x) {
    return (float) StrictMath.cos(x);
  }

  /** `a - b·⌊a/b⌋` rounded once; 0 has the sign of b. */
  public static float remainder(float a, float b) {
    float towardsZero = a % b; // exact
    if (towardsZero == 0) {
      return Math.copySign(0, b);
    }
    return towardsZero < 0 == b < 0 ? towardsZero : towardsZero + b;
  }

  /** Of every number, in place. */
  public static void sin(float[] lanes) {
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = sin(lanes[i]);
    }
  }

  /** Of every number, in place. */
  public static void cos(float[] lanes) {
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = cos(lanes[i]);
    }
  }

  /** Of every pair, in place of the first. */
  public static void remainder(float[] lanes, float[] by) {
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = remainder(lanes[i], by[i]);
    }
  }
}
