package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.StepEmitter;
import adjoint.compiler.plan.Step;

/** Emits contractions: blocked, packed, tiled in registers. */
public final class Contractions implements StepEmitter {

  @Override
  public void emit(KernelClass into, String method, Step step, Context context) {
    Entry.emit(into, method, Shape.of(Arrangement.cheapest((Step.Contraction) step), context));
  }
}
