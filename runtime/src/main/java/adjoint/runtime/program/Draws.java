package adjoint.runtime.program;

/**
 * The counter-based random generator: a pure function of (seed, step, site, position) made of 32-bit multiplications,
 * exclusive ors and shifts only, so that every machine form has the same bits. Kernels inline {@link #bits} after
 * taking the two keys out of their loops.
 *
 * <p>Source of the mixing constants: a published search for 32-bit mixers of low bias (Wellons 2018).
 */
public final class Draws {

  private Draws() {}

  /** A bijective mixer of 32 bits. */
  public static int mix(int x) {
    int a = (x ^ (x >>> 16)) * 0x7feb352d;
    int b = (a ^ (a >>> 15)) * 0x846ca68b;
    return b ^ (b >>> 16);
  }

  /** The first key of a site in a step. */
  public static int key(int seed, int step, int site) {
    return mix(mix(mix(seed) ^ step) + site);
  }

  /** The second key, made from the first. */
  public static int secondKey(int key) {
    return mix(key + 0x9e3779b9);
  }

  /** 32 random bits of a position. */
  public static int bits(int key, int secondKey, int position) {
    return mix(mix(position ^ key) + secondKey);
  }

  /** A uniform number of [0, 1) with 24 bits. */
  public static float uniform(int key, int secondKey, int position) {
    return (bits(key, secondKey, position) >>> 8) * 0x1p-24f;
  }
}
