package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.train.RawWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A running average of what rules update (Polyak and Juditsky 1992), where the block asks for one: `avg + (1 - d) (w - avg)`
 * after each step, with `d = min(decay, (1 + step) / (10 + step))`, so that initial values are soon forgotten.
 *
 * <p><i>Layout</i>: a step works on the raw weights, which are moments; the averages are stored under the parameters' own
 * paths, where everything else reads weights.
 *
 * <p><i>Numerics</i>: the share `1 - d` is rounded once. In `d avg + (1 - d) w` both would be, and what doesn't change would
 * drift.
 */
final class AveragedWeights {

  private final ProgramScope program;
  private final Optional<Double> decay;
  /** The paths of parameters and of their raw weights, each to the other. */
  private final Map<String, String> exchanged = new LinkedHashMap<>();

  AveragedWeights(ProgramScope program, Optional<Double> decay) {
    this.program = program;
    this.decay = decay;
  }

  /** Appends to a step the averages of what it updated. */
  void add(Build build, Set<ProgramScope.Stored> updated) {
    if (decay.isPresent() && !updated.isEmpty()) {
      Schedule share = share(decay.get());
      build.settings.name(share, "ema");
      Value number = build.settings.input(share);
      updated.forEach(parameter -> add(build, parameter, number));
    }
  }

  /** Until {@link #stored} exchanges the paths, the average has that of the raw weights. */
  private void add(Build build, ProgramScope.Stored parameter, Value share) {
    String raw = RawWeights.path(parameter.path());
    exchanged.put(parameter.path(), raw);
    exchanged.put(raw, parameter.path());
    Expr zero = new Expr.Number(0, false, parameter.initial().span());
    program.store(new ProgramScope.Stored(raw, Layout.Kind.MOMENT, Type.Tensor.real(parameter.axes()), List.of(),
        new ProgramScope.Initial(zero, parameter.initial().environment(), parameter.initial().span())));
    GraphBuilder graph = build.graph;
    Value average = graph.input(Input.Role.PARAMETER, raw, build.input(parameter).element(),
        TypedAxis.graphAxes(parameter.axes()));
    List<Index> out = graph.indices(TypedAxis.graphAxes(parameter.axes()));
    Scalar before = GraphBuilder.read(average, out);
    Scalar way =
        Scalar.apply(ScalarFunction.SUB, GraphBuilder.read(build.read(parameter, Origin.NONE), out), before);
    graph.output(raw, true, graph.add("average", Comprehension.map(out, Scalar.apply(ScalarFunction.ADD, before,
        Scalar.apply(ScalarFunction.MUL, GraphBuilder.read(share, List.of()), way))), Origin.NONE));
  }

  /** `1 - min(decay, (1 + step) / (10 + step))`. */
  private static Schedule share(double decay) {
    Schedule step = new Schedule.StepNumber();
    Schedule early = of(Schedule.Operation.DIVIDE, of(Schedule.Operation.ADD, new Schedule.Constant(1), step),
        of(Schedule.Operation.ADD, new Schedule.Constant(10), step));
    return of(Schedule.Operation.SUBTRACT, new Schedule.Constant(1),
        of(Schedule.Operation.MINIMUM, new Schedule.Constant(decay), early));
  }

  private static Schedule of(Schedule.Operation operation, Schedule a, Schedule b) {
    return new Schedule.Computed(operation, List.of(a, b));
  }

  /** The graph of a step, or a part of one, whose parameters are the raw weights. */
  Graph stored(Graph graph) {
    return new Graph(graph.name(), graph.inputs().stream().map(this::stored).toList(), graph.definitions(),
        graph.outputs().stream().map(o -> o.stored() ? new Output(path(o.name()), true, o.value()) : o).toList());
  }

  private Input stored(Input input) {
    if (!input.isStored() || !exchanged.containsKey(input.name())) {
      return input;
    }
    String path = path(input.name());
    return new Input(input.value(), RawWeights.path(input.name()).equals(path)
        ? Input.Role.MOMENT
        : Input.Role.PARAMETER, path);
  }

  private String path(String path) {
    return exchanged.getOrDefault(path, path);
  }
}
