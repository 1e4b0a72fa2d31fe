package adjoint.compiler.lower.train;

import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.SettingInputs;
import adjoint.runtime.program.PartialStep;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The graphs of all kinds of updates of a block: that in which all lines are due, and those in which some rest. */
final class UpdateGraphs {

  private final StepLowering step;
  private final DueLines lines;
  private final boolean accumulates;
  private final Function<TrainLowering.Making, Build> elaborate;
  private final AveragedWeights averages;
  private final Build whole;

  /** @param elaborate makes one graph */
  UpdateGraphs(StepLowering step, DueLines lines, boolean accumulates, AveragedWeights averages,
      Function<TrainLowering.Making, Build> elaborate) {
    this.step = step;
    this.lines = lines;
    this.accumulates = accumulates;
    this.elaborate = elaborate;
    this.averages = averages;
    this.whole = elaborate.apply((evaluator, env) -> {
      step.step(evaluator, env, line -> true);
      averages.add(evaluator.build, step.updated());
    });
  }

  /** The step in which all are due, whose settings have the names that the others use. */
  Build whole() {
    return whole;
  }

  /** Its graph. */
  Graph step() {
    return IdleMoments.removed(averages.stored(whole.build("step")));
  }

  /** What goes before its last micro-batch. */
  Optional<Graph> gathered() {
    return gathered(line -> true, "accumulate");
  }

  private Optional<Graph> gathered(Predicate<TrainItem> due, String name) {
    return accumulates
        ? Optional.of(averages.stored(elaborate.apply((evaluator, env) -> {
          named(evaluator.build.settings);
          step.accumulate(evaluator, env, due);
        }).build(name)))
        : Optional.empty();
  }

  private void named(SettingInputs settings) {
    whole.settings.schedules().forEach((name, schedule) -> settings.name(schedule, name));
  }

  /** The steps in which some rest. */
  List<PartialStep<Graph>> partial() {
    return lines.partial().stream().map(this::partial).toList();
  }

  private PartialStep<Graph> partial(DueLines.Some kind) {
    Set<TrainItem> due = lines.lines(kind);
    Graph updating = elaborate.apply((evaluator, env) -> {
      named(evaluator.build.settings);
      step.step(evaluator, env, due::contains);
      averages.add(evaluator.build, step.updated());
    }).build("step" + name(kind));
    return new PartialStep<>(kind.due(), kind.resting(), IdleMoments.removed(averages.stored(updating)),
        gathered(due::contains, "accumulate" + name(kind)));
  }

  /** In names of classes: `_every_1_5`. */
  private static String name(DueLines.Some kind) {
    StringBuilder name = new StringBuilder("_every_1");
    kind.due().forEach(number -> name.append('_').append(number));
    return name.toString();
  }
}
