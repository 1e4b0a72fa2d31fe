package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.StepEmitter;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.plan.Step;

/** Emits contractions: blocked, packed, tiled in registers. */
public final class Contractions implements StepEmitter {

  @Override
  public Procedure.Header emit(Procedures into, String method, Step step, Context context) {
    return Entry.emit(into, method, Shape.of(Arrangement.cheapest((Step.Contraction) step), context));
  }
}
