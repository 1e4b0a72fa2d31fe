package adjoint.compiler.inspect;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.source.Span;
import adjoint.runtime.Place;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.train.Locator.Finding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the line that makes a step's first number that isn't finite: by a step that gives out everything it computes.
 */
public final class FirstNotFinite {

  private static final long NEVER = Long.MAX_VALUE;

  private final Graph graph;
  private final Layout layout;
  private final Signature signature;
  private final Function<Graph, CompiledFunction> compiler;

  /**
   * @param graph of the training step, as it was compiled
   * @param signature of the compiled step: gives the order of the frame's dims
   * @param compiler of a graph over the same layout; fuses nothing, so that each value has the bits of its own kernel
   */
  public FirstNotFinite(Graph graph, Layout layout, Signature signature, Function<Graph, CompiledFunction> compiler) {
    this.graph = graph;
    this.layout = layout;
    this.signature = signature;
    this.compiler = compiler;
  }

  /** @param frame of the step, with the store as it was before the step; its other arrays may be written over */
  public Optional<Finding> find(Frame frame) {
    return spoiltInput(frame).or(() -> spoiltResult(frame));
  }

  private Optional<Finding> spoiltInput(Frame frame) {
    Map<String, Long> dims = dims(frame);
    int port = 0;
    for (Input input : graph.inputs()) {
      boolean data = input.role() == Input.Role.DATA;
      int count = Math.toIntExact(input.value().count().evaluate(dims::get));
      if (data && input.value().element() == Element.REAL && !isFinite(frame.reals[port], 0, count)) {
        return Optional.of(new Finding("the data of " + input.name(), Optional.empty()));
      }
      if (input.isStored() && !isFinite(frame.store, layout.slot(input.name()).orElseThrow().offset(), count)) {
        return Optional.of(new Finding("what is stored as " + input.name(), Optional.empty()));
      }
      port += data ? 1 : 0;
    }
    return Optional.empty();
  }

  private Map<String, Long> dims(Frame frame) {
    Map<String, Long> dims = new HashMap<>();
    for (int i = 0; i < signature.openDims().size(); i++) {
      dims.put(signature.openDims().get(i), frame.dims[i]);
    }
    return dims;
  }

  private static boolean isFinite(float[] data, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (!Float.isFinite(data[i])) {
        return false;
      }
    }
    return true;
  }

  private Optional<Finding> spoiltResult(Frame frame) {
    Exposed exposed = Exposed.of(graph);
    CompiledFunction function = compiler.apply(exposed.graph());
    Frame own = copy(frame, function);
    function.run(own);
    return first(exposed, own).map(FirstNotFinite::finding);
  }

  private Frame copy(Frame frame, CompiledFunction function) {
    Frame own = Frames.of(function, frame.store.clone(), dims(frame), Pool.of(1));
    for (int i = 0; i < function.signature().inputs().size(); i++) {
      System.arraycopy(frame.reals[i], 0, own.reals[i], 0, Math.min(own.reals[i].length, frame.reals[i].length));
      System.arraycopy(frame.ints[i], 0, own.ints[i], 0, Math.min(own.ints[i].length, frame.ints[i].length));
    }
    System.arraycopy(frame.settings, 0, own.settings, 0, own.settings.length);
    own.seed = frame.seed;
    own.step = frame.step;
    return own;
  }

  /** The first part, in the order of computing, with a number that isn't finite and that isn't meant to be so. */
  private Optional<Exposed.Part> first(Exposed exposed, Frame frame) {
    Optional<Exposed.Part> found = Optional.empty();
    long turn = NEVER;
    int port = signature.inputs().size();
    for (Exposed.Part part : exposed.parts()) {
      if (found.isPresent() && part.stage() != found.get().stage()) {
        return found;
      }
      long own = turn(part, frame.reals[port++], dims(frame));
      if (own < turn && !mentionsInfinity(part.definition().operation())) {
        turn = own;
        found = Optional.of(part);
      }
    }
    return found;
  }

  /** In which turn of its scan a part goes wrong, 0 without a scan; never, if it doesn't. */
  private static long turn(Exposed.Part part, float[] data, Map<String, Long> dims) {
    int steps = Math.toIntExact(part.steps().evaluate(dims::get));
    int length = Math.toIntExact(part.value().count().evaluate(dims::get));
    for (int i = 0; i < steps; i++) {
      int step = part.backwards() ? steps - 1 - i : i;
      if (!isFinite(data, step * length, length)) {
        return i;
      }
    }
    return NEVER;
  }

  /** A mask of -∞ before a softmax, or padding before a maximum, is no mistake. */
  private static boolean mentionsInfinity(Operation operation) {
    return operation.scalars().stream().anyMatch(FirstNotFinite::mentionsInfinity);
  }

  private static boolean mentionsInfinity(Scalar scalar) {
    return scalar instanceof Scalar.Constant c && Double.isInfinite(c.value())
        || scalar.children().stream().anyMatch(FirstNotFinite::mentionsInfinity);
  }

  private static Finding finding(Exposed.Part part) {
    Definition definition = part.definition();
    Span span = definition.origin().span();
    String path = definition.origin().path();
    String text = span.text().lines().findFirst().orElse("");
    String derived = part.value().name().startsWith("∂") ? "the gradient of " : "";
    String what = text.isEmpty()
        ? "`" + function(definition.operation()) + "` that gives " + part.value().name()
        : derived + "`" + text + "`";
    String words = what + (path.isEmpty() ? "" : " in " + path);
    return new Finding(words, span.source().name().isEmpty()
        ? Optional.empty()
        : Optional.of(new Place(span.source().name(), span.line(), span.column())));
  }

  private static String function(Operation operation) {
    return operation.scalars().stream().flatMap(s -> suspect(s).stream()).findFirst().map(ScalarFunction::symbol)
        .orElse("sum");
  }

  /** The outermost function that can leave the finite numbers. */
  private static Optional<ScalarFunction> suspect(Scalar scalar) {
    if (scalar instanceof Scalar.Apply a && a.function().diverges()) {
      return Optional.of(a.function());
    }
    return scalar.children().stream().flatMap(c -> suspect(c).stream()).findFirst();
  }
}
