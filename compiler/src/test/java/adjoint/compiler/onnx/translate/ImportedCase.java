package adjoint.compiler.onnx.translate;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An `.onnx` file, imported and compiled, and the values that another runtime computed for it. */
record ImportedCase(String text, Lowered lowered, float[] store, List<Line> lines) {

  /** `input 2,3: 0.5 1 …` or `output …`: a tensor, in the order of the file's inputs and outputs. */
  record Line(String kind, List<Long> sizes, double[] values) {

    static Line of(String text) {
      String[] halves = text.split(":", -1);
      String[] head = halves[0].split(" ", -1);
      return new Line(head[0],
          Arrays.stream(head[1].split(",")).filter(each -> !each.isEmpty()).map(Long::valueOf).toList(),
          Arrays.stream(halves[1].strip().split(" ")).filter(each -> !each.isEmpty()).mapToDouble(Line::number)
              .toArray());
    }

    private static double number(String text) {
      return switch (text) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        case "nan" -> Double.NaN;
        default -> Double.parseDouble(text);
      };
    }
  }

  /** @param file whose values stand beside it, `.case` in the place of `.onnx` */
  static ImportedCase of(Path file) throws IOException {
    var imported = ImportNetwork.of(file);
    var lowered =
        Network.of(new Source(file.getFileName().toString().replace(".onnx", ".nn"), imported.text()), file, Map.of(),
            false).lowered();
    float[] store = Frames.store(lowered.layout());
    for (Layout.Slot slot : lowered.layout().slots()) {
      float[] values = imported.weights().get(slot.path());
      if (values == null || values.length != slot.count()) {
        throw new IllegalStateException("no weights for " + slot.path() + " in " + imported.weights().keySet());
      }
      System.arraycopy(values, 0, store, slot.offset(), slot.count());
    }
    List<Line> lines =
        Files.readAllLines(Path.of(file.toString().replaceAll("\\.onnx$", ".case"))).stream().map(Line::of).toList();
    return new ImportedCase(imported.text(), lowered, store, lines);
  }

  private List<Line> of(String kind) {
    return lines.stream().filter(each -> each.kind().equals(kind)).toList();
  }

  /** The largest difference of an output from what is recorded, in parts of the largest number of that output. */
  double difference() {
    Graph graph = Compiler.simplified(lowered.models().values().iterator().next());
    CompiledFunction function = Backend.compile(graph, lowered.layout(), Backend.Options.of(Backend.Form.SCALAR));
    List<Port> inputs = function.signature().inputs();
    Frame frame = Frames.of(function, store, sizes(inputs), Pool.of(1));
    for (int i = 0; i < inputs.size(); i++) {
      double[] values = of("input").get(i).values();
      for (int k = 0; k < values.length; k++) {
        if (inputs.get(i).element() == Element.REAL) {
          frame.reals[i][k] = (float) values[k];
        } else {
          frame.ints[i][k] = (int) values[k];
        }
      }
    }
    function.run(frame);
    double largest = 0;
    List<Port> outputs = function.signature().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      largest = Math.max(largest, difference(outputs.get(i), frame, inputs.size() + i, of("output").get(i)));
    }
    return largest;
  }

  private static double difference(Port port, Frame frame, int at, Line expected) {
    double scale =
        Math.max(1e-3, Arrays.stream(expected.values()).filter(Double::isFinite).map(Math::abs).max().orElse(1));
    double largest = 0;
    for (int k = 0; k < expected.values().length; k++) {
      double wanted = expected.values()[k];
      double value = port.element() == Element.REAL ? frame.reals[at][k] : frame.ints[at][k];
      boolean isSame = wanted == value || Double.isNaN(wanted) && Double.isNaN(value);
      double difference = isSame ? 0 : Math.abs(value - wanted) / scale;
      largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return largest;
  }

  private Map<String, Long> sizes(List<Port> inputs) {
    Map<String, Long> sizes = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      List<Long> given = of("input").get(i).sizes();
      for (int k = 0; k < given.size(); k++) {
        Size size = inputs.get(i).axes().get(k).size();
        if (!size.isConstant()) {
          sizes.put(size.openDims().iterator().next(), given.get(k));
        }
      }
    }
    return sizes;
  }

  @Override
  public String toString() {
    return text + lines.stream().map(Line::kind).collect(Collectors.joining(" "));
  }
}
