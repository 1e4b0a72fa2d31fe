package adjoint.compiler.emit;

import adjoint.compiler.emit.contraction.ContractionScratch;
import adjoint.compiler.emit.contraction.Contractions;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.nest.NestEmitter;
import adjoint.compiler.plan.Scratch;
import adjoint.compiler.plan.Step;

/** Emits every kind of kernel. */
public final class KernelEmitter implements StepEmitter {

  /** The memory that its contractions need while they run. */
  public static final Scratch SCRATCH = ContractionScratch::size;

  private final StepEmitter contractions = new Contractions();
  private final StepEmitter nests = new NestEmitter();

  @Override
  public Procedure.Header emit(Procedures into, String method, Step step, Context context) {
    StepEmitter emitter = step instanceof Step.Contraction ? contractions : nests;
    return emitter.emit(into, method, step, context);
  }
}
