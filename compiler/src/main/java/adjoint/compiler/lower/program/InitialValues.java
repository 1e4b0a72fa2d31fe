package adjoint.compiler.lower.program;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.TypedAxis;
import java.util.LinkedHashMap;
import java.util.List;

/** The graph that makes the values that stored tensors begin with. */
public final class InitialValues {

  private InitialValues() {}

  /** Gives stored tensors their initial values. */
  public static Graph graph(ProgramScope program, List<ProgramScope.Stored> stored) {
    Build build = new Build(program, false, false);
    Evaluator evaluator = new Evaluator(build);
    for (ProgramScope.Stored tensor : stored) {
      Value value = tensor.repeats().isEmpty()
          ? evaluator.stored.initial(tensor.initial(), tensor.type()).value()
          : stacked(evaluator, tensor);
      build.name(value, tensor.path());
      build.graph.output(tensor.path(), true, value);
    }
    return build.build("initialise");
  }

  /** Inside of `repeat` each copy has draws of its own: the initial value is made in a scan over the copies. */
  private static Value stacked(Evaluator evaluator, ProgramScope.Stored tensor) {
    return stacked(evaluator, tensor, tensor.repeats());
  }

  private static Value stacked(Evaluator evaluator, ProgramScope.Stored tensor, List<TypedAxis> repeats) {
    if (repeats.isEmpty()) {
      return evaluator.stored.initial(tensor.initial(), tensor.type()).value();
    }
    Build build = evaluator.build;
    Index step = build.graph.index(repeats.getFirst().axis());
    Build.Loop copies = new Build.Loop(step, repeats.getFirst(), true, new LinkedHashMap<>());
    GraphBuilder.Nested<Value> copy =
        build.nested(copies, () -> stacked(evaluator, tensor, repeats.subList(1, repeats.size())));
    return build.graph.addAll(List.of(tensor.path()),
        new Operation.Scan(step, false, List.of(), copy.definitions(), List.of(copy.result())), Origin.NONE).getFirst();
  }
}
