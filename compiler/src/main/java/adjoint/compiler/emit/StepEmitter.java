package adjoint.compiler.emit;

import adjoint.compiler.plan.Step;

/** Emits the kernels of some kinds of steps. */
public interface StepEmitter {

  /**
   * Adds the static method `void method(Frame frame, int loop0, int loop1, …)` to a class, and whatever it calls. The
   * method reads the open dims from the frame, by their order in the signature, and computes sizes and strides on
   * entry.
   */
  void emit(KernelClass into, String method, Step step, Context context);
}
