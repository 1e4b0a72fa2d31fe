package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
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
import java.util.Map;
import java.util.Set;

/** Graph → Plan: which kernels run in which order, and where every value lies. */
public final class Planner {

  private final Graph original;
  /** With what only matters outside taken off. */
  private final Graph graph;
  private final Layout layout;
  private final boolean fuse;
  private final GraphBuilder fresh;
  private final List<String> notes = new ArrayList<>();
  private final Map<Value, Placement> placements = new LinkedHashMap<>();

  private final Scratch scratch;

  private Planner(Graph graph, Layout layout, Scratch scratch, boolean fuse) {
    this.scratch = scratch;
    this.original = graph;
    this.graph = Carries.merge(Units.dropped(graph));
    this.layout = layout;
    this.fuse = fuse;
    this.fresh = new GraphBuilder(Numbers.above(graph));
  }

  /**
   * The plan of a graph.
   *
   * @param layout where its stored inputs and outputs lie
   * @param scratch what contractions need
   * @param fuse whether definitions share kernels; without, each has its own, for comparing
   */
  public static Plan plan(Graph graph, Layout layout, Scratch scratch, boolean fuse) {
    return new Planner(graph, layout, scratch, fuse).plan();
  }

  private Plan plan() {
    Signature signature = Signatures.of(original);
    placeInputs();
    List<Definition> definitions = new ArrayList<>(graph.definitions());
    List<Assignment> assignments = assignments(definitions);
    Set<Value> results = placeResults(definitions, assignments);
    List<Step> steps = new Block(fuse, fresh, notes).steps(definitions, assignments, results);
    Memory.Layout memory = Memory.place(steps, placements.keySet(), scratch);
    placements.putAll(memory.placements());
    List<Step> merged = Views.merge(steps, fresh, placements);
    return new Plan(graph.name(), signature, Map.copyOf(placements), merged, memory.reals(), memory.ints(),
        List.copyOf(notes));
  }

  private void placeInputs() {
    int port = 0;
    int setting = 0;
    for (Input input : graph.inputs()) {
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
    return layout.slot(path).orElseThrow(() -> new IllegalStateException("no place for " + path));
  }

  /** For each stored output, the value that stands for its slot: the input of that path, or a new one. */
  private List<Assignment> assignments(List<Definition> definitions) {
    Set<Value> taken = new HashSet<>(placements.keySet());
    Map<String, Value> stored = new HashMap<>();
    graph.inputs().stream().filter(Input::isStored).forEach(i -> stored.put(i.name(), i.value()));
    List<Assignment> assignments = new ArrayList<>();
    for (Output output : graph.outputs()) {
      if (output.stored()) {
        Value target = stored.computeIfAbsent(output.name(), path -> slotOf(path, output.value()));
        boolean twice = !taken.add(output.value()) && !placements.containsKey(output.value());
        assignments.add(new Assignment(target,
            twice ? Block.copy(output.value(), definitions, fresh) : output.value()));
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
    int port = (int) graph.inputs().stream().filter(i -> i.role() == Input.Role.DATA).count();
    for (Output output : graph.outputs()) {
      if (!output.stored()) {
        Value own = taken.add(output.value()) ? output.value() : Block.copy(output.value(), definitions, fresh);
        place(own, new Space.Port(port++), Size.ZERO);
        results.add(own);
      }
    }
    return results;
  }
}
