package adjoint.compiler.lower.train;

import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.recipe.Clip;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One training step: losses, their gradients, clipping, the update of every parameter. */
final class StepLowering {

  private final ProgramScope program;
  private final DueLines lines;
  private final TargetLines targets;
  private final CarriedStates carried;
  private final TrainSettings settings;
  private final Scalar examples;
  private final int accumulate;
  private final WatchedNorms watching;
  private final Set<String> trained = new LinkedHashSet<>();
  private final Set<ProgramScope.Stored> updated = new LinkedHashSet<>();

  /** @param batch along which examples are stacked; empty where nothing is */
  StepLowering(ProgramScope program, DueLines lines, TrainSettings settings, Optional<TypedAxis> batch,
      WatchedNorms watching, CarriedStates carried) {
    this.program = program;
    this.carried = carried;
    this.lines = lines;
    this.targets = new TargetLines(program, lines.all().stream().filter(line -> !carried.cover(line)).toList());
    this.examples = batch.<Scalar>map(axis -> new Scalar.SizeOf(axis.size())).orElse(Scalar.ONE);
    this.settings = settings;
    this.accumulate = settings.get(TrainSetting.ACCUMULATE);
    this.watching = watching;
  }

  static String lossName(int number) {
    return number == 1 ? "loss" : "loss" + number;
  }

  static Tensor loss(Evaluator evaluator, TrainItem.Minimize m, Environment env) {
    Tensor loss = evaluator.tensor(m.loss(), env);
    if (!loss.type().isScalar() || !(loss.type().kind() instanceof Type.Kind.Real)) {
      throw Mistake.of(CompilerProblem.NON_SCALAR_LOSS_OR_METRIC, m.loss().span(),
          "what is minimized is one real number, and this is " + loss.type() + "; reduce it: mean(…)");
    }
    evaluator.build.name(loss.value(), "loss");
    return loss;
  }

  /** The paths of the parameters that some loss has a gradient for. */
  Set<String> trained() {
    return Set.copyOf(trained);
  }

  /** What rules update. */
  Set<ProgramScope.Stored> updated() {
    return updated;
  }

  /** What lines with `<-` update. */
  TargetLines targets() {
    return targets;
  }

  /** Appends a step in which some lines are due. */
  void step(Evaluator evaluator, Environment env, Predicate<TrainItem> due) {
    watching.begin();
    append(evaluator, env, due, (m, loss) -> minimize(evaluator, env, m, loss));
    watching.end();
  }

  /** Appends what is due: what is bound, and for each `minimize` something that is given the name of its loss. */
  private void append(Evaluator evaluator, Environment env, Predicate<TrainItem> due,
      BiConsumer<TrainItem.Minimize, String> each) {
    int number = 0;
    for (TrainItem item : lines.all()) {
      number += item instanceof TrainItem.Minimize ? 1 : 0;
      int at = number;
      if (due.test(item)) {
        program.problems.attempt(() -> append(evaluator, env, item, at, each));
      }
    }
    evaluator.build.finish();
  }

  private void append(Evaluator evaluator, Environment env, TrainItem item, int number,
      BiConsumer<TrainItem.Minimize, String> each) {
    item.stated().ifPresent(statement -> evaluator.statements.attempt(statement, env,
        () -> evaluator.statements.statement(statement, env, false)));
    evaluator.build.line.begin(number, lines.every(item));
    if (item instanceof TrainItem.Minimize m) {
      each.accept(m, lossName(number));
    } else if (item instanceof TrainItem.Update u && carried.cover(u)) {
      carried.update(evaluator, env, u);
    } else if (item instanceof TrainItem.Update u) {
      targets.update(evaluator, env, u);
    }
  }

  private void minimize(Evaluator evaluator, Environment env, TrainItem.Minimize m, String lossName) {
    Tensor loss = loss(evaluator, m, env);
    evaluator.build.graph.output(lossName, false, loss.value());
    watching.activations(evaluator.build.graph);
    GroupRules rules = rules(evaluator, env, m);
    Map<ProgramScope.Stored, Value> gradients = gradients(evaluator, loss, rules.parameters(loss));
    if (accumulate > 1) {
      gradients = new GatheredGradients(evaluator.build, examples).means(gradients);
    }
    clip(evaluator, gradients);
    Map<OptimizerLowering, Map<ProgramScope.Stored, Value>> groups = new LinkedHashMap<>();
    gradients.forEach((p, g) -> groups.computeIfAbsent(rules.of(p), _ -> new LinkedHashMap<>()).put(p, g));
    groups.forEach((rule, group) -> update(evaluator, rule, group, m, loss));
  }

  private GroupRules rules(Evaluator evaluator, Environment env, TrainItem.Minimize m) {
    return new GroupRules(evaluator, m, env, targets, !settings.get(TrainSetting.FROZEN).isEmpty());
  }

  private Map<ProgramScope.Stored, Value> gradients(Evaluator evaluator, Tensor loss,
      List<ProgramScope.Stored> parameters) {
    Set<Value> reached = Definition.reached(evaluator.build.graph.definitions(), Set.of(loss.value()));
    List<Value> by =
        parameters.stream().flatMap(p -> evaluator.build.versions(p).stream().filter(reached::contains)).toList();
    GraphBuilder graph = evaluator.build.graph;
    Iterator<Value> derivatives =
        Gradient.of(graph, StabilizeForms.before(graph, loss.value(), by), by).iterator();
    Set<Value> zeros = zeros(graph);
    Map<ProgramScope.Stored, Value> gradients = new LinkedHashMap<>();
    for (ProgramScope.Stored p : parameters) {
      Value gradient = evaluator.build.versions(p).stream().filter(reached::contains).map(v -> derivatives.next())
          .reduce((a, b) -> sum(evaluator.build.graph, p, a, b))
          .orElseGet(() -> map(evaluator.build.graph, p, evaluator.build.read(p, Origin.NONE), x -> Scalar.ZERO));
      gradients.put(p, gradient);
      if (!zeros.contains(gradient)) {
        trained.add(p.path());
      }
      evaluator.build.name(gradient, "d" + p.path());
    }
    return gradients;
  }

  /** The values that are 0 everywhere: adjoints of what nothing flows to. */
  private static Set<Value> zeros(GraphBuilder graph) {
    return graph.definitions().stream()
        .filter(d -> d.operation() instanceof Comprehension c && c.body().equals(Scalar.ZERO))
        .map(Definition::result).collect(Collectors.toSet());
  }

  private static Value sum(GraphBuilder graph, ProgramScope.Stored p, Value a, Value b) {
    List<Index> out = graph.indices(TypedAxis.graphAxes(p.axes()));
    return graph.add(a.name(), Comprehension.map(out,
        Scalar.apply(ScalarFunction.ADD, GraphBuilder.read(a, out), GraphBuilder.read(b, out))), Origin.NONE);
  }

  private void update(Evaluator evaluator, OptimizerLowering rule, Map<ProgramScope.Stored, Value> gradients,
      TrainItem.Minimize m, Tensor loss) {
    List<OptimizerLowering.Subject> group = gradients.entrySet().stream()
        .map(each -> new OptimizerLowering.Subject(each.getKey(), evaluator.build.read(each.getKey(), Origin.NONE),
            each.getValue(), off(each.getKey())))
        .toList();
    LossElsewhere elsewhere = new LossElsewhere(evaluator.build, loss.value(), accumulate > 1,
        gathered -> clip(evaluator, gathered));
    rule.update(group, elsewhere, m.span(), (subject, next) -> update(evaluator, subject, next));
  }

  private Set<String> off(ProgramScope.Stored p) {
    return settings.get(TrainSetting.DECAYS_MAPS_ONLY) && !p.isMap() ? Set.of("weight_decay") : Set.of();
  }

  private void update(Evaluator evaluator, OptimizerLowering.Subject subject, Value after) {
    ProgramScope.Stored p = subject.parameter();
    Value before = subject.value();
    updated.add(p);
    GraphBuilder graph = evaluator.build.graph;
    evaluator.build.update(p, map(graph, p, after, x -> Scalar.apply(ScalarFunction.DETACH, x)));
    watching.norm(graph, "gradient", p.path(), subject.gradient());
    watching.norm(graph, "update", p.path(), before, at -> Scalar.apply(ScalarFunction.SUB,
        GraphBuilder.read(after, at), GraphBuilder.read(before, at)));
    watching.norm(graph, "weight", p.path(), before);
  }

  // Clipping and accumulation

  private void clip(Evaluator evaluator, Map<ProgramScope.Stored, Value> gradients) {
    Optional<Clip> clip = settings.get(TrainSetting.CLIP);
    if (clip.isEmpty()) {
      return;
    }
    GraphBuilder graph = evaluator.build.graph;
    if (clip.get() instanceof Clip.Value v) {
      gradients.replaceAll((p, g) -> map(graph, p, g, x -> Scalar.apply(ScalarFunction.MINIMUM, Scalar.of(v.limit()),
          Scalar.apply(ScalarFunction.MAXIMUM, Scalar.of(-v.limit()), x))));
      return;
    }
    Value scale = scale(graph, gradients, ((Clip.Norm) clip.get()).limit());
    gradients.replaceAll(
        (p, g) -> map(graph, p, g, x -> Scalar.apply(ScalarFunction.MUL, x, GraphBuilder.read(scale, List.of()))));
  }

  /** `min(1, limit / (norm + 1e-6))`, as PyTorch's clip_grad_norm_. */
  private static Value scale(GraphBuilder graph, Map<ProgramScope.Stored, Value> gradients, double limit) {
    Value all = GradientNorm.of(graph, gradients.values());
    Scalar norm =
        Scalar.apply(ScalarFunction.ADD, GraphBuilder.read(all, List.of()), Scalar.of(1e-6));
    return graph.add("clip", Comprehension.map(List.of(), Scalar.apply(ScalarFunction.MINIMUM, Scalar.ONE,
        Scalar.apply(ScalarFunction.DIV, Scalar.of(limit), norm))), Origin.NONE);
  }

  private static Value map(GraphBuilder graph, ProgramScope.Stored p, Value g, UnaryOperator<Scalar> f) {
    List<Index> out = graph.indices(TypedAxis.graphAxes(p.axes()));
    return graph.add(g.name(), Comprehension.map(out, f.apply(GraphBuilder.read(g, out))), Origin.NONE);
  }

  /** Appends what a micro-batch does that isn't the last of its group: gradients are only added up. */
  void accumulate(Evaluator evaluator, Environment env, Predicate<TrainItem> due) {
    append(evaluator, env, due.and(item -> !(item instanceof TrainItem.Update)),
        (m, loss) -> gather(evaluator, env, m, loss));
  }

  private void gather(Evaluator evaluator, Environment env, TrainItem.Minimize m, String lossName) {
    Tensor loss = loss(evaluator, m, env);
    evaluator.build.graph.output(lossName, false, loss.value());
    Map<ProgramScope.Stored, Value> gradients = gradients(evaluator, loss, rules(evaluator, env, m).parameters(loss));
    new GatheredGradients(evaluator.build, examples).add(gradients);
  }
}
