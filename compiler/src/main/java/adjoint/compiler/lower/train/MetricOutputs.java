package adjoint.compiler.lower.train;

import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.List;

/**
 * The numbers that a metric reports: one, or several by name. Of a record each field is one, `report.recall`; of a value with
 * one dim each place, by the name of its member, `recall.setosa`, or its number.
 */
record MetricOutputs(Evaluator evaluator, Environment env, TrainItem.Metric metric) {

  /** More numbers than these are no report. */
  private static final int MOST = 100;

  void add() {
    add(metric.name(), evaluator.evaluate(metric.value(), env));
  }

  private void add(String name, Denotation value) {
    if (value instanceof Denotation.Fields fields) {
      fields.fields().forEach((field, part) -> add(name + "." + field, part));
      return;
    }
    Tensor number = evaluator.tensors.real(evaluator.tensors.of(value, metric.value().span(), env),
        env.origin(metric.span()));
    if (number.type().isScalar()) {
      output(name, number);
    } else {
      each(name, number);
    }
  }

  private void each(String name, Tensor several) {
    TypedAxis axis = several.axes().getFirst();
    if (several.axes().size() > 1 || !axis.size().isConstant() || axis.size().constant() > MOST) {
      throw Mistake.of(CompilerProblem.NON_SCALAR_LOSS_OR_METRIC, metric.value().span(),
          "a metric is one number, or at most " + MOST + " along one dim of a fixed size, and this is "
              + several.type());
    }
    List<String> members = evaluator.build.program.members.getOrDefault(axis.dim(), List.of());
    for (int i = 0; i < axis.size().constant(); i++) {
      int place = i;
      output(name + "." + (members.isEmpty() ? place : members.get(place)),
          evaluator.tensors.map(new Type.Kind.Real(), List.of(),
              _ -> new Scalar.Read(several.value(), List.of(Subscript.of(place))), "", env.origin(metric.span())));
    }
  }

  private void output(String name, Tensor number) {
    evaluator.build.name(number.value(), name);
    evaluator.build.graph.output(name, false, number.value());
  }
}
