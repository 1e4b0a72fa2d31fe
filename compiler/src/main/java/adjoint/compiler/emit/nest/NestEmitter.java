package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.StepEmitter;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.plan.Step;
import java.util.List;

/** Emits nests, scatters, sorts and copies: loops over the outer indices with the statements' loops inside. */
public final class NestEmitter implements StepEmitter {

  @Override
  public Procedure.Header emit(Procedures into, String method, Step step, Context context) {
    Words words = new Words();
    Pieces pieces = new Pieces(context, words);
    NestMethods methods = new NestMethods(into, context, step.origin(), new Lowering(context.plan(), words));
    return switch (step) {
      case Step.Nest n -> methods.write(method, n.outer(), n.statements().stream().map(pieces::of).toList());
      case Step.Scatter s -> methods.write(method, List.of(), pieces.of(s));
      case Step.Sort s -> methods.write(method, List.of(), List.of(pieces.of(s)));
      case Step.Copy c -> methods.write(method, List.of(), List.of(pieces.of(c)));
      case Step.Contraction c -> throw new IllegalArgumentException("a contraction is no nest");
      case Step.Loop l -> throw new IllegalArgumentException("a loop is no nest");
    };
  }
}
