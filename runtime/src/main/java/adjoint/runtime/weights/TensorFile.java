package adjoint.runtime.weights;

import java.util.List;
import java.util.Map;

/** A file of tensors whose headers have been read and checked, and nothing else of it yet. */
public interface TensorFile {

  /**
   * A tensor's entry.
   *
   * @param begin of its bytes, counted from where the file's format counts them
   */
  record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {}

  /** Takes a tensor's elements, in the order of its shape with the last axis fastest where the file doesn't differ. */
  @FunctionalInterface
  interface Sink {
    void accept(int index, double value);
  }

  Map<String, String> metadata();

  /** By name, in the order of the file. */
  Map<String, Entry> entries();

  /** Refuses data that aren't those that were written, where the file says what they were. */
  void verify();

  /**
   * Reads a tensor's elements.
   *
   * @throws adjoint.runtime.UserProblem where they can't be read, or are damaged
   */
  void read(Entry entry, Sink sink);
}
