package adjoint.compiler.link;

import adjoint.compiler.Backend;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.tensor.Element;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A compiled graph with a frame that holds given arguments. */
public final class Runs {

  private final Graph graph;
  private final Layout layout;
  private final CompiledFunction function;
  private final Frame frame;

  private Runs(Graph graph, Layout layout, CompiledFunction function, Frame frame) {
    this.graph = graph;
    this.layout = layout;
    this.function = function;
    this.frame = frame;
  }

  public static Runs of(Graph graph, Arguments arguments, Backend.Options options, Pool pool) {
    return of(graph, arguments, Backend.compile(graph, PlannedGraphs.layout(graph), options), pool);
  }

  /** @param function the graph, compiled */
  public static Runs of(Graph graph, Arguments arguments, CompiledFunction function, Pool pool) {
    Layout layout = PlannedGraphs.layout(graph);
    Frame frame = Frames.of(function, Frames.store(layout), arguments.dims(), pool);
    frame.seed = 1;
    frame.step = 1;
    Arrays.fill(frame.work, Float.NaN);
    Runs run = new Runs(graph, layout, function, frame);
    run.load(arguments);
    return run;
  }

  void load(Arguments arguments) {
    int port = 0;
    int setting = 0;
    for (Input input : graph.inputs()) {
      double[] data = arguments.inputs().get(input.name());
      if (input.isStored()) {
        int at = layout.slot(input.name()).orElseThrow().offset();
        for (int i = 0; i < data.length; i++) {
          frame.store[at + i] = (float) data[i];
        }
      } else if (input.role() == Input.Role.SETTING) {
        frame.settings[setting++] = (float) data[0];
      } else {
        fill(port++, input.value().element(), data);
      }
    }
  }

  private void fill(int port, Element element, double[] data) {
    for (int i = 0; i < data.length; i++) {
      if (element == Element.REAL) {
        frame.reals[port][i] = (float) data[i];
      } else {
        frame.ints[port][i] = (int) data[i];
      }
    }
  }

  public void run() {
    function.run(frame);
  }

  public Frame frame() {
    return frame;
  }

  CompiledFunction function() {
    return function;
  }

  /** The outputs by name; ints as floats. */
  Map<String, float[]> outputs() {
    Map<String, float[]> outputs = new LinkedHashMap<>();
    int port = function.signature().inputs().size();
    for (Output output : graph.outputs()) {
      int count =
          (int) output.value().count().evaluate(name -> frame.dims[function.signature().openDims().indexOf(name)]);
      float[] data = new float[count];
      for (int i = 0; i < count; i++) {
        data[i] = output.stored()
            ? frame.store[layout.slot(output.name()).orElseThrow().offset() + i]
            : output.value().element() == Element.REAL ? frame.reals[port][i] : frame.ints[port][i];
      }
      port += output.stored() ? 0 : 1;
      outputs.put(output.name(), data);
    }
    return outputs;
  }
}
