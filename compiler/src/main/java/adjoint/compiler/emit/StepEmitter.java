package adjoint.compiler.emit;

import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.plan.Step;

/** Emits the kernels of some kinds of steps. */
public interface StepEmitter {

  /**
   * Adds the procedure `method(frame, loop0, loop1, …)`, and whatever it calls. It reads the open dims from the frame, by
   * their order in the signature, and computes sizes and strides on entry.
   */
  Procedure.Header emit(Procedures into, String method, Step step, Context context);
}
