package adjoint.runtime.program;

/**
 * A function that the compiler made: a pure function of its frame, without state of its own, so that several threads
 * may run it at once, each on its own frame.
 */
public interface CompiledFunction {

  Signature signature();

  /** How many floats of {@link Frame#work} it needs for given sizes of the open dims. */
  long workReals(long[] dims);

  /** How many ints of {@link Frame#workInts} it needs. */
  long workInts(long[] dims);

  /**
   * Says that calls are to come, so that it may get ready for them in the background.
   *
   * @param scratch a frame of the sizes to come, which is its own from now on
   * @param expected how many calls
   */
  default void expect(Frame scratch, long expected) {}

  /** Computes the outputs, and writes stored tensors over, without allocating once warm. */
  void run(Frame frame);
}
