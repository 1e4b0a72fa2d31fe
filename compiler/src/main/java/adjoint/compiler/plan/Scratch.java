package adjoint.compiler.plan;

import adjoint.runtime.tensor.Size;

/** How much memory a contraction needs for itself while it runs; the emitter of contractions knows. */
@FunctionalInterface
public interface Scratch {

  /** The floats to reserve, as the placement of the accumulator. */
  Size size(Step.Contraction contraction);
}
