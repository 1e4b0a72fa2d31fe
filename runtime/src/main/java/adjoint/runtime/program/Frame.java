package adjoint.runtime.program;

/**
 * What one call of a compiled function works on. The fields are read by generated code, hence public; arrays may be
 * longer than what is used.
 */
public final class Frame {

  /** The stored tensors, placed by the program's {@link Layout}. */
  public final float[] store;

  /** Scratch memory: {@link CompiledFunction#workReals} floats; its content means nothing between calls. */
  public final float[] work;

  public final int[] workInts;

  /** For each port, inputs then outputs, its REAL elements; an empty array where the port isn't REAL. */
  public final float[][] reals;

  /** For each port, inputs then outputs, its INT or BOOL elements; an empty array where the port is REAL. */
  public final int[][] ints;

  /** The sizes of the open dims, in the order of {@link Signature#openDims}. */
  public final long[] dims;

  /** The settings' values, in the order of {@link Signature#settings}. */
  public final float[] settings;

  /** Where parallel loops run. */
  public final Pool pool;

  /** Seeds every draw. */
  public int seed;

  /** The number of the training step, from 1; part of every draw's key. */
  public int step;

  public Frame(float[] store, float[] work, int[] workInts, float[][] reals, int[][] ints, long[] dims,
      float[] settings, Pool pool) {
    this.store = store;
    this.work = work;
    this.workInts = workInts;
    this.reals = reals;
    this.ints = ints;
    this.dims = dims;
    this.settings = settings;
    this.pool = pool;
  }
}
