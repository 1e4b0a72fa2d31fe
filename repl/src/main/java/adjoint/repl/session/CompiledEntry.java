package adjoint.repl.session;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.repl.problem.CommandFailure;
import adjoint.runtime.CliProblem;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Element;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles a lowered entry and runs it: scalar code, since it runs once; its bits are those of training. */
public final class CompiledEntry {

  /** As small as a file that says nothing about it has it. */
  static final int SEED = 0;

  private final CompiledFunction function;
  private final Frame frame;

  private CompiledEntry(CompiledFunction function, Frame frame) {
    this.function = function;
    this.frame = frame;
  }

  /** Compiles an entry, ready to run on the values and weights of a session. */
  public static CompiledEntry of(LoweredEntry entry, State state, Pool pool) {
    CompiledFunction function = compile(entry.graph(), entry.layout());
    float[] store = Frames.store(entry.layout());
    for (Layout.Slot slot : entry.layout().slots()) {
      Optional.ofNullable(state.weights().get(slot.path()))
          .ifPresent(weight -> System.arraycopy(weight.data(), 0, store, slot.offset(), slot.count()));
    }
    Frame frame = Frames.of(function, store, sizes(function, state), pool);
    frame.seed = SEED;
    List<Port> inputs = function.signature().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      TensorValue value = state.values().get(inputs.get(i).name());
      System.arraycopy(value.reals(), 0, frame.reals[i], 0, value.reals().length);
      System.arraycopy(value.ints(), 0, frame.ints[i], 0, value.ints().length);
    }
    return new CompiledEntry(function, frame);
  }

  public static CompiledFunction compile(Graph graph, Layout layout) {
    return Backend.compile(Compiler.simplified(graph), layout, Backend.Options.of(Backend.Form.SCALAR));
  }

  public void run() {
    function.run(frame);
  }

  private static Map<String, Long> sizes(CompiledFunction function, State state) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String dim : function.signature().openDims()) {
      sizes.put(dim,
          Optional.ofNullable(state.sizes().get(dim)).orElseThrow(() -> new CommandFailure(CliProblem.OPEN_SIZE,
              dim + " is open, and a value needs its size", Optional.of("help: give it one: :set " + dim + "=4"))));
    }
    return sizes;
  }

  /** The values of the results' parts, by name. */
  public Map<String, TensorValue> values(Map<String, Type> results, State state) {
    Map<String, Type.Tensor> types = new LinkedHashMap<>();
    results.forEach((name, type) -> types.putAll(LoweredEntry.parts(name, type)));
    Map<String, TensorValue> values = new LinkedHashMap<>();
    List<Port> outputs = function.signature().outputs();
    int first = function.signature().inputs().size();
    for (int i = 0; i < outputs.size(); i++) {
      String name = outputs.get(i).name();
      float[] reals = frame.reals[first + i];
      int[] ints = frame.ints[first + i];
      Optional.ofNullable(types.get(name)).ifPresent(type -> values.put(name, value(type, reals, ints, state)));
    }
    return values;
  }

  private static TensorValue value(Type.Tensor type, float[] reals, int[] ints, State state) {
    List<Integer> shape = type.axes().stream().map(TypedAxis::size)
        .map(size -> Math.toIntExact(size.evaluate(state.sizes()::get))).toList();
    int count = shape.stream().reduce(1, (a, b) -> a * b);
    boolean real = type.kind().element() == Element.REAL;
    return new TensorValue(type, shape, real ? Arrays.copyOf(reals, count) : new float[0],
        real ? new int[0] : Arrays.copyOf(ints, count));
  }
}
