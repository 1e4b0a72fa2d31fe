package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One graph that is being made from the program's text. */
public final class Build {

  public final ProgramScope program;
  public final GraphBuilder graph = new GraphBuilder();

  /** The numbers that it is given anew at each step. */
  public final SettingInputs settings = new SettingInputs(graph);

  public final CurrentLine line;

  /** Whether parameters are trained in it. */
  private final boolean training;

  /** Whether a body is checked on its own: then the sizes of its dims are only names. */
  final boolean rigid;

  private final Map<String, Type.Tensor> declared = new LinkedHashMap<>();
  /** The paths of {@link #declared}, in the order of their declarations. */
  private final List<String> declarations = new ArrayList<>();
  private final Map<String, Value> stored = new LinkedHashMap<>();
  private final Map<String, Value> latest = new LinkedHashMap<>();
  private final Map<String, List<Value>> earlier = new LinkedHashMap<>();
  private Map<String, Value> given = Map.of();
  private Function<ProgramScope.Stored, Value> source = this::inputOf;
  private Predicate<String> resting = path -> false;
  private boolean rests;
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, Integer> draws = new HashMap<>();
  private String drawer = "";
  private final Deque<Loop> loops = new ArrayDeque<>();

  /**
   * A `scan` or `repeat` around the place that is being elaborated.
   *
   * @param copies whether each step has parameters and states of its own: a `repeat`
   * @param states the states as updated in this step, by path
   */
  public record Loop(Index step, TypedAxis axis, boolean copies, Map<String, Value> states) {}

  public Build(ProgramScope program, boolean training, boolean rigid) {
    this.program = program;
    this.line = new CurrentLine(program);
    this.training = training;
    this.rigid = rigid;
  }

  /** Remembers the type under which this graph knows a stored tensor. */
  public void declare(String path, Type.Tensor type) {
    declared.put(path, type);
    declarations.add(path);
  }

  /** How many declarations there were. */
  int declarations() {
    return declarations.size();
  }

  /** Changes what was declared after the first so many declarations: to the caller's names, on the way out of a body. */
  void redeclare(int first, UnaryOperator<Type.Tensor> change) {
    new LinkedHashSet<>(declarations.subList(first, declarations.size()))
        .forEach(path -> declared.computeIfPresent(path, (same, type) -> change.apply(type)));
  }

  /** The types of the stored tensors that were declared so far, by path. */
  public Map<String, Type.Tensor> declared() {
    return Collections.unmodifiableMap(declared);
  }

  /** The stored tensor of a path as it stands here: after the updates above, and in a `repeat` the step's own copy. */
  public Value read(ProgramScope.Stored tensor, Origin origin) {
    Value whole = given.get(tensor.path());
    if (whole != null) {
      return copyOf(whole, tensor, origin);
    }
    for (Loop loop : loops) {
      Value updated = loop.states().get(tensor.path());
      if (updated != null) {
        return updated;
      }
    }
    return copyOf(latest.containsKey(tensor.path()) ? latest.get(tensor.path()) : input(tensor), tensor, origin);
  }

  /** Of what is stacked for some of the `repeat`s around, the steps' own copy; the copies of inner ones stay. */
  public Value copyOf(Value whole, ProgramScope.Stored tensor, Origin origin) {
    List<Loop> copies = copies();
    List<TypedAxis> own = tensor.axes().subList(Math.min(copies.size(), tensor.repeats().size()), tensor.axes().size());
    int stacked = whole.rank() - own.size();
    if (stacked <= 0) {
      return whole;
    }
    List<Index> out = graph.indices(TypedAxis.graphAxes(own));
    List<Subscript> at = new ArrayList<>();
    copies.subList(copies.size() - stacked, copies.size()).forEach(loop -> at.add(Subscript.of(loop.step())));
    at.addAll(Subscript.of(out));
    return graph.add(whole.name(), Comprehension.map(out, new Scalar.Read(whole, at)), origin);
  }

  /** The graph's input for a stored tensor, made when it is first asked for. */
  public Value input(ProgramScope.Stored tensor) {
    Value known = stored.get(tensor.path());
    if (known == null) {
      known = outsideOfLoops(() -> source.apply(tensor));
      stored.put(tensor.path(), known);
    }
    return known;
  }

  /** Makes something that all loops around share. */
  private Value outsideOfLoops(Supplier<Value> make) {
    Deque<Loop> around = new ArrayDeque<>();
    while (!loops.isEmpty()) {
      around.push(loops.pop());
    }
    try {
      return graph.outside(around.size(), make);
    } finally {
      around.forEach(loops::push);
    }
  }

  private Value inputOf(ProgramScope.Stored tensor) {
    return graph.input(role(tensor.kind()), tensor.path(), tensor.type().kind().element(),
        TypedAxis.graphAxes(tensor.axes()));
  }

  /** Lets parts rest: they are as they are after training, and stay as they are. */
  public void rest(Predicate<String> paths) {
    resting = paths;
  }

  /** Whether an instance or a stored tensor rests. */
  public boolean rests(String path) {
    return resting.test(path);
  }

  /** What `training` means at this place. */
  boolean isTraining() {
    return training && !rests;
  }

  /** Makes what a body makes, of a model or layer where that has a path. */
  <T> T within(Optional<String> instance, Supplier<T> body) {
    boolean before = rests;
    rests |= instance.filter(resting).isPresent();
    try {
      return body.get();
    } finally {
      rests = before;
    }
  }

  /** Makes what is made with other values of stored tensors, by path. */
  <T> T with(Map<String, Value> values, Supplier<T> act) {
    Map<String, Value> before = given;
    given = new HashMap<>(before);
    given.putAll(values);
    try {
      return act.get();
    } finally {
      given = before;
    }
  }

  /**
   * Lets stored tensors be computed in the graph itself, as a test does with initial values: whole, with the copies of a
   * `repeat`. Arrays of files stay inputs.
   */
  public void startFrom(Function<ProgramScope.Stored, Value> values) {
    source = tensor -> tensor.kind().isOfFile() ? inputOf(tensor) : values.apply(tensor);
  }

  /** Whether the graph reads this stored tensor. */
  public boolean uses(String path) {
    return stored.containsKey(path);
  }

  private static Input.Role role(Layout.Kind kind) {
    return switch (kind) {
      case PARAMETER -> Input.Role.PARAMETER;
      case STATE, CONSTANT, SOURCE -> Input.Role.STATE;
      case MOMENT -> Input.Role.MOMENT;
    };
  }

  /** A {@link #write} after which what was made of the tensor as it stood can still be differentiated by that. */
  public void update(ProgramScope.Stored tensor, Value value) {
    earlier.computeIfAbsent(tensor.path(), path -> new ArrayList<>()).add(read(tensor, Origin.NONE));
    write(tensor, value);
  }

  /** A tensor as it stood before each of its updates, and as it stands. */
  public List<Value> versions(ProgramScope.Stored tensor) {
    List<Value> all = new ArrayList<>(earlier.getOrDefault(tensor.path(), List.of()));
    all.add(read(tensor, Origin.NONE));
    return all;
  }

  /**
   * An update: later reads see it, and the graph's last one is written over the stored tensor. What rests isn't updated.
   */
  public void write(ProgramScope.Stored tensor, Value value) {
    if (rests) {
      return;
    }
    if (copies().isEmpty()) {
      latest.put(tensor.path(), value);
    } else {
      loops.peek().states().put(tensor.path(), value);
    }
  }

  /** Whether an update can happen here: not inside of a scan, whose steps share their states. */
  boolean canWrite() {
    return loops.stream().allMatch(Loop::copies);
  }

  /** The `repeat`s around, outermost first. */
  List<Loop> copies() {
    List<Loop> all = new ArrayList<>();
    loops.descendingIterator().forEachRemaining(loop -> {
      if (loop.copies()) {
        all.add(loop);
      }
    });
    return all;
  }

  /** All loops around, outermost first. */
  List<Loop> loops() {
    List<Loop> all = new ArrayList<>();
    loops.descendingIterator().forEachRemaining(all::add);
    return all;
  }

  /** Makes the body of a loop. */
  public <T> GraphBuilder.Nested<T> nested(Loop loop, Supplier<T> body) {
    loops.push(loop);
    try {
      return graph.nested(body);
    } finally {
      loops.pop();
    }
  }

  /** A number for the next draw in a body: the same in every graph of the program. */
  int drawSite(String path) {
    String drawn = drawer.equals(path) ? path : drawer + program.written(path);
    int number = draws.merge(drawn, 1, Integer::sum);
    return (drawn + "#" + number).hashCode();
  }

  /** Lets what follows draw for an entry at the prompt, so that no two draw the same; returns who drew before. */
  public String drawFor(String entry) {
    String before = drawer;
    drawer = entry;
    return before;
  }

  /** A position for draws: that of the loops around, then that of the axes. */
  Subscript position(List<Index> out) {
    List<Index> all = new ArrayList<>();
    loops().forEach(loop -> all.add(loop.step()));
    all.addAll(out);
    Subscript sum = Subscript.ZERO;
    for (Index index : all) {
      sum = sum.times(index.size()).plus(Subscript.of(index));
    }
    return sum;
  }

  /** Gives a value the name that the user bound it to. */
  public void name(Value value, String name) {
    names.putIfAbsent(value.id(), name);
  }

  /** Writes what was updated and not yet written: states, and parameters where the caller says so. */
  public void finish() {
    latest.forEach((path, value) -> graph.output(path, true, value));
  }

  /** The finished graph, its values under the user's names. */
  public Graph build(String name) {
    return graph.build(name).mapValues(v -> v.named(names.getOrDefault(v.id(), v.name())));
  }
}
