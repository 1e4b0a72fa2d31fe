package adjoint.compiler.lower.program;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Copies;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.scope.ProgramScope;
import java.util.List;

/** The graph that makes the values that stored tensors begin with. */
public final class InitialValues {

  private InitialValues() {}

  /** Gives stored tensors their initial values. */
  public static Graph graph(ProgramScope program, List<ProgramScope.Stored> stored) {
    Build build = new Build(program, false, false);
    Evaluator evaluator = new Evaluator(build);
    for (ProgramScope.Stored tensor : stored) {
      Value value = of(evaluator, tensor);
      build.name(value, tensor.path());
      build.graph.output(tensor.path(), true, value);
    }
    return build.build("initialise");
  }

  /** Of one; inside of `repeat` each copy has draws of its own. */
  static Value of(Evaluator evaluator, ProgramScope.Stored tensor) {
    return new Copies(evaluator.build).each(tensor.path(), tensor.repeats(),
        () -> evaluator.stored.initial(tensor.initial(), tensor.type()).value());
  }
}
