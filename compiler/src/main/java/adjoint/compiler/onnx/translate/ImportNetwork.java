package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.proto.GraphProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueType;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.proto.ReadModel;
import adjoint.compiler.onnx.proto.TensorProto;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Refused;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the network of an `.onnx` file in the language. */
public final class ImportNetwork {

  private static final long OLDEST_OPSET = 7;

  private final Translation to = new Translation();
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final Refusals refusals = new Refusals();
  private final ModelProto model;

  private ImportNetwork(ModelProto model) {
    this.model = model;
  }

  /**
   * What comes out.
   *
   * @param text of the `.nn` file
   * @param weights by their paths in it, as its parameters lay them out
   */
  public record Imported(String text, Map<String, float[]> weights) {}

  /** @throws UserProblem about the file, or all that the language lacks */
  public static Imported of(Path file) {
    ModelProto model = ReadModel.of(file);
    try {
      return new ImportNetwork(model).imported(file);
    } catch (Unsupported e) {
      throw UserProblem.of(RuntimeProblem.ONNX_DAMAGED, file + " can't be read as ONNX: " + e.getMessage());
    }
  }

  private Imported imported(Path file) {
    long opset = model.opsets().getOrDefault("", OLDEST_OPSET);
    if (opset < OLDEST_OPSET) {
      throw new Unsupported("its operators are those of opset " + opset + ", which is older than " + OLDEST_OPSET);
    }
    GraphProto graph = model.graph();
    constants(graph);
    List<ValueProto> inputs = graph.inputs().stream().filter(each -> !values.containsKey(each.name())).toList();
    var names = new InputNames(to);
    Map<String, List<Place>> types = new HashMap<>();
    for (ValueProto input : inputs) {
      Written value = names.value(input, graph);
      types.put(input.name(), value.places());
      values.put(input.name(), value);
    }
    List<NodeProto> nodes =
        Ordering.of(Expansions.of(InlineFunctions.of(graph.nodes(), model.functions())), Set.copyOf(values.keySet()));
    List<NodeProto> fused = Fusions.of(nodes, this::known, graph.outputs().stream().map(ValueProto::name).toList());
    count(fused, graph);
    run(fused, opset);
    refusals.throwAny(file);
    return new ProgramText(to, file, model).of(inputs, types, graph.outputs(), values);
  }

  private Optional<Known> known(String name) {
    return values.get(name) instanceof Known known ? Optional.of(known) : Optional.empty();
  }

  private void constants(GraphProto graph) {
    for (TensorProto tensor : graph.initializers()) {
      to.elements.put(tensor.name(), tensor.element());
      if (values.put(tensor.name(), Constants.of(tensor)) != null) {
        throw new Unsupported("the value " + tensor.name() + " is made twice");
      }
    }
  }

  private void count(List<NodeProto> nodes, GraphProto graph) {
    for (NodeProto node : nodes) {
      node.inputs().forEach(each -> to.uses.merge(each, 1, Integer::sum));
      for (var attribute : node.attributes()) {
        if (attribute.content() instanceof Content.OfGraph(var inner)) {
          count(inner.nodes(), inner);
        }
      }
    }
    graph.outputs().forEach(each -> to.uses.merge(each.name(), 1, Integer::sum));
  }

  private void run(List<NodeProto> nodes, long opset) {
    for (NodeProto node : nodes) {
      try {
        List<OnnxValue> results =
            node.operator().equals("If") && node.domain().isEmpty() ? branch(node, opset) : made(node, opset);
        for (int i = 0; i < node.outputs().size(); i++) {
          String name = node.outputs().get(i);
          if (!name.isEmpty()) {
            values.put(name, kept(node, name, results, i));
          }
        }
      } catch (Unsupported e) {
        refusals.add(node, e.getMessage());
        node.outputs().forEach(each -> values.put(each, new Refused()));
      }
    }
  }

  private List<OnnxValue> made(NodeProto node, long opset) {
    String name = node.domain().isEmpty() || node.domain().equals("adjoint")
        ? node.operator()
        : node.domain() + "." + node.operator();
    Counterparts.Row row = Optional.ofNullable(Counterparts.byName().get(name)).orElseThrow(() -> new Unsupported("?"));
    List<Optional<OnnxValue>> inputs = node.inputs().stream()
        .map(each -> each.isEmpty() ? Optional.<OnnxValue>empty() : Optional.of(value(each))).toList();
    return row.meaning().of(new Call(node, inputs, opset, to));
  }

  private OnnxValue value(String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow(() -> new Unsupported("nothing makes its input " + name));
  }

  private OnnxValue kept(NodeProto node, String name, List<OnnxValue> results, int at) {
    if (at >= results.size()) {
      if (to.uses.getOrDefault(name, 0) > 0) {
        throw new Unsupported("its output " + at + " is used");
      }
      return new Refused();
    }
    if (!(results.get(at) instanceof Written written) || written.code().level() == Code.ATOM) {
      return results.get(at);
    }
    boolean isLong = model.graph().outputs().stream().noneMatch(each -> each.name().equals(name))
        && written.code().level() != Code.PIPE && written.code().text().length() > Translation.LONG;
    String wish = GivenNames.value(name).orElseGet(() -> ValueNames.of(node.operator()));
    return to.uses.getOrDefault(name, 0) > 1 || isLong ? to.bound(written, wish) : written;
  }

  /** Of a condition that is known only the branch that is taken counts. */
  private List<OnnxValue> branch(NodeProto node, long opset) {
    if (!(value(node.inputs().getFirst()) instanceof Known condition)) {
      throw new Unsupported("its condition depends on data");
    }
    String taken = condition.numbers().get()[0] != 0 ? "then_branch" : "else_branch";
    GraphProto graph =
        node.attribute(taken).map(each -> each instanceof Content.OfGraph(var inner) ? inner : model.graph())
            .orElseThrow(() -> new Unsupported("it has no " + taken));
    constants(graph);
    run(Ordering.of(graph.nodes(), new HashSet<>()), opset);
    return graph.outputs().stream().map(each -> value(each.name())).toList();
  }

  static Family family(ValueType type) {
    return type instanceof ValueType.Tensor tensor
        ? tensor.element().map(ElementType::family).orElse(Family.REAL)
        : Family.OTHER;
  }
}
