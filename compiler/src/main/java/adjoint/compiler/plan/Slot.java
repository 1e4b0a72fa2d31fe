package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;

/**
 * A stretch of scratch memory in which values take turns.
 *
 * @param number in the order in which they were made, in which they lie, too
 * @param size of the largest of its values so far
 * @param last the value that has it at present
 * @param until the position at which that one is needed for the last time
 */
record Slot(Space space, int number, Size size, Value last, int until) {

  /** Taken over by another value. */
  Slot take(Value next, Size count, int last) {
    return new Slot(space, number, count.isAtLeast(size) ? count : size, next, last);
  }
}
