package adjoint.compiler.lower.train;

import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.program.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The update rules of a `minimize` line, and which parameters each is for. */
final class GroupRules {

  private static final int SHOWN = 4;

  private final Build build;
  private final TrainItem.Minimize line;
  private final TargetLines targets;
  private final boolean somethingRests;
  private final Map<TrainItem.Rule, OptimizerLowering> rules = new LinkedHashMap<>();

  GroupRules(Evaluator evaluator, TrainItem.Minimize line, Environment env, TargetLines targets,
      boolean somethingRests) {
    this.build = evaluator.build;
    this.line = line;
    this.targets = targets;
    this.somethingRests = somethingRests;
    line.rules().forEach(rule -> rules.put(rule, OptimizerLowering.of(evaluator, rule.using(), env)));
  }

  /** The rule that one of the line's parameters is updated by. */
  OptimizerLowering of(ProgramScope.Stored parameter) {
    return rules.get(taking(parameter, true).orElseThrow());
  }

  /** Those that a rule of the line is for. */
  List<ProgramScope.Stored> parameters(Tensor loss) {
    Set<Value> reached = Definition.reached(build.graph.definitions(), Set.of(loss.value()));
    List<ProgramScope.Stored> meant = build.program.stored().values().stream()
        .filter(p -> p.kind() == Layout.Kind.PARAMETER && build.uses(p.path()))
        .filter(p -> !build.rests(p.path()))
        .filter(p -> rule(p, isReached(p, reached), _ -> true).isPresent()).toList();
    List<ProgramScope.Stored> chosen =
        meant.stream().filter(p -> taking(p, isReached(p, reached)).isPresent()).toList();
    requireTaken(meant.stream().filter(p -> !chosen.contains(p)).toList());
    if (chosen.isEmpty()) {
      throw Mistake.of(CompilerProblem.NOTHING_TO_UPDATE_OR_WATCH, line.span(),
          "there is nothing to update: the loss depends on no parameter"
              + (line.rules().stream().anyMatch(rule -> rule.over().isEmpty()) ? "" : " of those after `over`")
              + (somethingRests ? " that isn't frozen" : "")
              + (targets.isEmpty() ? "" : " beside what a line with `<-` updates; name that after `over`, too"));
    }
    line.rules().stream().filter(r -> chosen.stream().noneMatch(p -> taking(p, true).filter(r::equals).isPresent()))
        .findFirst().ifPresent(idle -> {
          throw Mistake.of(CompilerProblem.NOTHING_TO_UPDATE_OR_WATCH, idle.using().span(),
              "this rule has nothing to update: every parameter has another, or none of these is in the loss");
        });
    return chosen;
  }

  /** Whether the loss depends on it, and it isn't the target of a line of its own. */
  private boolean isReached(ProgramScope.Stored parameter, Set<Value> reached) {
    return !targets.cover(parameter.path()) && build.versions(parameter).stream().anyMatch(reached::contains);
  }

  private Optional<TrainItem.Rule> taking(ProgramScope.Stored parameter, boolean reached) {
    return rule(parameter, reached, rule -> rules.get(rule).takes(parameter));
  }

  /**
   * The rule that a parameter is updated by: of some, the first whose `over` names it, else the first that names none.
   *
   * @param reached whether the loss depends on it
   */
  private Optional<TrainItem.Rule> rule(ProgramScope.Stored parameter, boolean reached,
      Predicate<TrainItem.Rule> some) {
    String path = parameter.path();
    List<TrainItem.Rule> all = line.rules().stream().filter(some)
        .filter(rule -> rule.except().stream().noneMatch(e -> NamedPaths.covers(build.program, e, path))).toList();
    return all.stream().filter(rule -> rule.over().stream().anyMatch(o -> NamedPaths.covers(build.program, o, path)))
        .findFirst().or(() -> all.stream().filter(rule -> rule.over().isEmpty() && reached).findFirst());
  }

  /** @param left what no rule takes, though one is for it: a rule for linear maps only */
  private void requireTaken(List<ProgramScope.Stored> left) {
    if (left.isEmpty()) {
      return;
    }
    TrainItem.Rule maps = rule(left.getFirst(), true, _ -> true).orElseThrow();
    String paths = left.stream().limit(SHOWN).map(ProgramScope.Stored::path).collect(Collectors.joining(", "))
        + (left.size() > SHOWN ? " and " + (left.size() - SHOWN) + " more" : "");
    Diagnostic untaken = Diagnostic.of(CompilerProblem.NO_RULE_FOR_PARAMETER, maps.using().span(),
        rules.get(maps).name() + " updates linear maps only, and " + paths
            + (left.size() == 1 ? " isn't one" : " aren't"));
    throw new Mistake(untaken.withHelp(
        "the others go to the line's next rule: using " + maps.using().span().text() + " using AdamW[]"));
  }
}
