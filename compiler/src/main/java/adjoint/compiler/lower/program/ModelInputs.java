package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Type;
import java.util.ArrayList;
import java.util.List;

/** A model's parameters as inputs of a graph. */
final class ModelInputs {

  private ModelInputs() {}

  /** Its arguments, in their order. */
  static List<Evaluator.Argument> of(Declaration.Callable model, Evaluator evaluator, Environment env) {
    List<Evaluator.Argument> arguments = new ArrayList<>();
    for (Declaration.Parameter p : model.parameters()) {
      Type.Tensor type = (Type.Tensor) evaluator.types.type(p.type(), env);
      Value value = evaluator.build.graph.input(Input.Role.DATA, p.name(), type.kind().element(), type.graphAxes());
      arguments
          .add(new Evaluator.Argument(new Tensor(type, value, false, p.nameSpan()), p.nameSpan()));
    }
    return arguments;
  }
}
