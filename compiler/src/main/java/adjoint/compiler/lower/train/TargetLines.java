package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.WeightValues;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.WeightMistakes;
import adjoint.compiler.lower.scope.BodyScope;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Denotation.Weights;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.program.Layout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lines `Target <- …` of a block: models, parts and parameters that are given new weights, through which no gradient
 * flows, and which `minimize` leaves alone unless its `over` names them.
 */
final class TargetLines {

  private final ProgramScope program;
  private final List<Expr> targets;

  TargetLines(ProgramScope program, List<TrainItem> lines) {
    this.program = program;
    lines.forEach(line -> program.problems.attempt(() -> refuseModel(line)));
    this.targets = lines.stream().filter(line -> line instanceof TrainItem.Update)
        .map(line -> ((TrainItem.Update) line).target()).toList();
  }

  /** `Net = 0.9 * Net + …` would bind a name that hides the model. */
  private void refuseModel(TrainItem line) {
    line.bound().stream().filter(program.models::contains).findFirst().ifPresent(model -> {
      throw new Mistake(Diagnostic.of(CompilerProblem.DUPLICATE_NAME, line.span(), model
          + " is a model, and `=` binds a new name").withHelp("new weights are given by `<-`: " + model + " <- …"));
    });
  }

  /** Whether a stored tensor is given new values by such a line. */
  boolean cover(String path) {
    return targets.stream().anyMatch(target -> NamedPaths.covers(program, target, path));
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  /** Lets what follows see the new weights, and the step write them. */
  void update(Evaluator evaluator, Environment env, TrainItem.Update line) {
    Denotation target = evaluator.evaluate(line.target(), env);
    Optional<ProgramScope.Stored> stored = stored(line.target());
    if (stored.isPresent() && WeightValues.are(target)) {
      all(evaluator, env, line, evaluator.weights.of(target, line.target().span(), env));
      return;
    }
    if (stored.isEmpty() || !(target instanceof Tensor old)) {
      throw notATarget(line);
    }
    Tensor value = evaluator.statements.fitted(evaluator.tensor(line.value(), env), old, line.span(), env);
    write(evaluator.build, stored.get(), value.value());
  }

  private Optional<ProgramScope.Stored> stored(Expr target) {
    return program.stored().values().stream().filter(s -> s.kind() != Layout.Kind.MOMENT)
        .filter(s -> NamedPaths.covers(program, target, s.path())).findFirst();
  }

  private static Mistake notATarget(TrainItem.Update line) {
    String name = line.target().span().text();
    return new Mistake(Diagnostic.of(CompilerProblem.NOT_UPDATABLE, line.target().span(),
        "`" + name + "` can't be updated: in a train block `<-` gives a model, a layer or a parameter new weights")
        .withHelp("a value of this step is bound under another name: next = …"));
  }

  private void all(Evaluator evaluator, Environment env, TrainItem.Update line, Weights target) {
    Denotation meaning = evaluator.evaluate(line.value(), env);
    if (!WeightValues.are(meaning)) {
      throw WeightMistakes.needed(line.value().span(), target.name(), meaning.described());
    }
    Weights value = evaluator.weights.of(meaning, line.value().span(), env);
    WeightValues.requireSame(target, value, line.span());
    write(evaluator.build, target, target.parameters(), value.parameters());
    write(evaluator.build, target, target.states(), value.states());
  }

  /** Of the states those that both have. */
  private void write(Build build, Weights target, Map<String, Tensor> old, Map<String, Tensor> values) {
    values.forEach((path, value) -> {
      if (old.containsKey(path) && WeightValues.sameAxes(old.get(path), value)) {
        write(build, program.stored().get(BodyScope.path(target.at(), path)), value.value());
      }
    });
  }

  private static void write(Build build, ProgramScope.Stored stored, Value value) {
    List<Index> out = build.graph.indices(value.axes());
    build.update(stored, build.graph.add(stored.path(), Comprehension.map(out,
        Scalar.apply(ScalarFunction.DETACH, GraphBuilder.read(value, out))), Origin.NONE));
  }
}
