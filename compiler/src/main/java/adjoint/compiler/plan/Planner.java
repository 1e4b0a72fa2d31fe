package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.PassRunner;
import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.Optional;
import java.util.Map;
import java.util.Set;

/** Graph → Plan: which kernels run in which order, and where every value lies. */
public final class Planner {

  /**
   * What a graph goes through on its way.
   *
   * @param graph passes over the whole
   * @param block passes over each block after that
   * @param fuse whether definitions share kernels; without, each has its own, for comparing
   */
  public record Passes(List<Pass> graph, List<BlockPass> block, boolean fuse) {}

  private final Graph graph;
  private final Routine routine;
  private final Map<String, Layout.Slot> slots;
  private final Passes passes;
  private final PassRunner runner;
  private final Scratch scratch;
  private final GraphBuilder fresh;
  private final List<Decision> decisions = new ArrayList<>();
  private final Map<Value, Placement> placements = new LinkedHashMap<>();

  private Planner(Graph graph, Layout layout, Scratch scratch, Passes passes, PassRunner runner) {
    this.graph = graph;
    Graph ready = runner.run(passes.graph(), graph);
    this.routine = Routine.of(ready);
    this.slots = layout.slots().stream().collect(Collectors.toMap(Layout.Slot::path, slot -> slot));
    this.scratch = scratch;
    this.passes = passes;
    this.runner = runner;
    this.fresh = new GraphBuilder(ready.next());
  }

  /**
   * The plan of a graph.
   *
   * @param layout where its stored inputs and outputs lie
   * @param scratch what contractions need
   */
  public static Plan plan(Graph graph, Layout layout, Scratch scratch, Passes passes, PassRunner runner) {
    return new Planner(graph, layout, scratch, passes, runner).plan();
  }

  private Plan plan() {
    Signature signature = Signatures.of(graph);
    placeInputs();
    List<Definition> definitions = new ArrayList<>(routine.definitions());
    List<Assignment> assignments = assignments(definitions);
    Set<Value> results = placeResults(definitions, assignments);
    List<Step> all = new PlanBlock(passes, runner, fresh, decisions).steps(definitions, assignments, results);
    List<Step> steps = passes.fuse() ? Restriction.apply(all, placements.keySet()) : all;
    Memory.Layout memory = Memory.place(steps, placements.keySet(), scratch);
    placements.putAll(memory.placements());
    List<Step> merged = Views.merge(steps, fresh, placements);
    Plan plan = new Plan(graph.name(), signature, Map.copyOf(placements), merged, memory.reals(), memory.ints(),
        List.copyOf(decisions));
    runner.verify("planning", () -> PlanVerifier.problems(plan, scratch), () -> PlanPrinter.print(plan));
    return plan;
  }

  private void placeInputs() {
    int port = 0;
    int setting = 0;
    for (Input input : routine.inputs()) {
      Space space = switch (input.role()) {
        case DATA -> new Space.Port(port++);
        case SETTING -> new Space.Settings();
        case PARAMETER, STATE, MOMENT -> new Space.Store();
      };
      Size offset = switch (input.role()) {
        case DATA -> Size.ZERO;
        case SETTING -> Size.of(setting++);
        case PARAMETER, STATE, MOMENT -> Size.of(slot(input.name()).offset());
      };
      place(input.value(), space, offset);
    }
  }

  private void place(Value value, Space space, Size offset) {
    placements.put(value, new Placement(space, value.element(), offset, Memory.strides(value.axes())));
  }

  private Layout.Slot slot(String path) {
    return Optional.ofNullable(slots.get(path))
        .orElseThrow(() -> new IllegalStateException("no place for " + path));
  }

  /** For each stored output, the value that stands for its slot: the input of that path, or a new one. */
  private List<Assignment> assignments(List<Definition> definitions) {
    Set<Value> taken = new HashSet<>(placements.keySet());
    Map<String, Value> stored = new HashMap<>();
    routine.inputs().stream().filter(Input::isStored).forEach(i -> stored.put(i.name(), i.value()));
    List<Assignment> assignments = new ArrayList<>();
    for (Output output : routine.outputs()) {
      if (output.stored()) {
        Value target = stored.computeIfAbsent(output.name(), path -> slotOf(path, output.value()));
        boolean twice = !taken.add(output.value()) && !placements.containsKey(output.value());
        assignments.add(new Assignment(target,
            twice ? PlanBlock.copy(output.value(), definitions, fresh) : output.value()));
      }
    }
    return assignments;
  }

  private Value slotOf(String path, Value like) {
    Value target = fresh.value(path, Element.REAL, like.axes());
    place(target, new Space.Store(), Size.of(slot(path).offset()));
    return target;
  }

  /** Puts results into their ports; what can't be computed there gets a copy. */
  private Set<Value> placeResults(List<Definition> definitions, List<Assignment> assignments) {
    Set<Value> taken = new HashSet<>(placements.keySet());
    assignments.forEach(a -> taken.add(a.value()));
    Set<Value> results = new HashSet<>();
    int port = (int) routine.inputs().stream().filter(i -> i.role() == Input.Role.DATA).count();
    for (Output output : routine.outputs()) {
      if (!output.stored()) {
        Value own = taken.add(output.value()) ? output.value() : PlanBlock.copy(output.value(), definitions, fresh);
        place(own, new Space.Port(port++), Size.ZERO);
        results.add(own);
      }
    }
    return results;
  }
}
