package adjoint.compiler.inspect;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.Place;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.train.Locator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Computes a step again by the reference, and finds the first operation whose result isn't finite though all it reads is. */
public final class FindNotFinite implements Locator {

  private final Graph step;
  private final Layout layout;
  private final Signature signature;

  /**
   * @param step the graph of the step
   * @param signature of the function that it was compiled to, which says where a frame holds what
   */
  public FindNotFinite(Graph step, Layout layout, Signature signature) {
    this.step = step;
    this.layout = layout;
    this.signature = signature;
  }

  @Override
  public Optional<Finding> firstNotFinite(Frame frame) {
    Map<String, Long> dims = new HashMap<>();
    for (int i = 0; i < frame.dims.length; i++) {
      dims.put(signature.openDims().get(i), frame.dims[i]);
    }
    Map<String, double[]> inputs = new HashMap<>();
    step.inputs().forEach(input -> inputs.put(input.name(), numbers(input, frame, dims)));
    var evaluation = Interpreter.evaluate(step, new Arguments(dims, inputs, frame.seed, frame.step));
    return step.definitions().stream()
        .filter(definition -> begins(definition, evaluation))
        .findFirst()
        .map(FindNotFinite::finding);
  }

  private static boolean begins(Definition definition, Evaluation evaluation) {
    return definition.results().stream().anyMatch(result -> !finite(result, evaluation))
        && definition.operation().operands().stream().allMatch(operand -> finite(operand, evaluation));
  }

  /** Whether a value is finite in single precision, too, as the kernels hold it. */
  private static boolean finite(Value value, Evaluation evaluation) {
    for (double each : evaluation.values().get(value).data()) {
      if (!(Math.abs(each) <= Float.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }

  private static Finding finding(Definition definition) {
    var span = definition.origin().span();
    var derived = definition.results().getFirst().name().startsWith("∂") ? "the gradient of " : "";
    var text = span.text().lines().findFirst().orElse("");
    var instance = definition.origin().path().isEmpty() ? "" : " in " + definition.origin().path();
    return new Finding(derived + "`" + text + "`" + instance,
        Optional.of(span).filter(s -> !s.source().name().isEmpty()).map(s -> new Place(s.source().name(), s.line(), s.column())));
  }

  private double[] numbers(Input input, Frame frame, Map<String, Long> dims) {
    int count = Math.toIntExact(input.value().count().evaluate(dims::get));
    return switch (input.role()) {
      case PARAMETER, STATE, MOMENT -> widened(frame.store, layout.slot(input.name()).orElseThrow().offset(), count);
      case SETTING -> widened(frame.settings, signature.settings().indexOf(input.name()), count);
      case DATA -> data(input, frame, count);
    };
  }

  private double[] data(Input input, Frame frame, int count) {
    List<String> names = signature.inputs().stream().map(Port::name).toList();
    int port = names.indexOf(input.name());
    return input.value().element() == Element.REAL
        ? widened(frame.reals[port], 0, count)
        : IntStream.of(frame.ints[port]).limit(count).asDoubleStream().toArray();
  }

  private static double[] widened(float[] numbers, int from, int count) {
    return IntStream.range(from, from + count).mapToDouble(i -> numbers[i]).toArray();
  }
}
