package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Value;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Recurrences as a Scan over the number of the step. Its body sees the tensors around it. */
record ScanNodes(DefinitionNodes around) {

  void define(Operation.Scan scan, List<Value> results) {
    LoweringScope outer = around.scope();
    String step = outer.writer().fresh("step");
    LoweringScope inner = outer.inner(scan.step(), step);
    List<OperatorGraph.Tensor> inputs = new ArrayList<>();
    for (Operation.Carry carry : scan.carries()) {
      String name = outer.writer().fresh(carry.entry().name().isEmpty() ? "state" : carry.entry().name());
      inner.define(carry.entry(), name);
      inputs.add(tensor(carry.entry(), name));
    }
    inputs.add(new OperatorGraph.Tensor(step, ElementType.INT64, List.of()));
    DefinitionNodes body = new DefinitionNodes(inner, around.meanings(), around.opset());
    scan.body().forEach(body::define);
    List<OperatorGraph.Tensor> outputs = new ArrayList<>();
    scan.carries().forEach(c -> outputs.add(given(inner, c.next())));
    scan.yields().forEach(y -> outputs.add(given(inner, y)));
    OperatorGraph graph = new OperatorGraph("body", inputs, List.of(), inner.writer().nodes(), outputs).live();
    List<String> names = outer.writer().addAll("Scan", starts(scan), results.stream()
        .map(v -> v.name().isEmpty() ? "Scan" : v.name()).toList(), attributes(scan, graph));
    for (int i = 0; i < results.size(); i++) {
      outer.define(results.get(i), names.get(i));
    }
  }

  private static OperatorGraph.Tensor tensor(Value value, String name) {
    return new OperatorGraph.Tensor(name, Elements.of(value.element()), DefinitionNodes.sizes(value.axes()));
  }

  /** Made in the body under a name of its own, as what goes out has to be. */
  private static OperatorGraph.Tensor given(LoweringScope inner, Value value) {
    return tensor(value, inner.writer().addAll("Identity", List.of(inner.tensor(value)), List.of("next"), Map.of())
        .getFirst());
  }

  private List<String> starts(Operation.Scan scan) {
    LoweringScope outer = around.scope();
    List<String> starts = new ArrayList<>(scan.carries().stream().map(c -> outer.tensor(c.initial())).toList());
    starts.add(outer.writer().add("Range", outer.writer().whole(0), outer.sizes().scalar(scan.step().size()),
        outer.writer().whole(1)));
    return starts;
  }

  private static Map<String, NodeAttribute> attributes(Operation.Scan scan, OperatorGraph body) {
    Map<String, NodeAttribute> attributes = new LinkedHashMap<>();
    attributes.put("body", new NodeAttribute.Body(body));
    attributes.put("num_scan_inputs", NodeAttribute.of(1));
    if (scan.reverse()) {
      attributes.put("scan_input_directions", NodeAttribute.of(List.of(1L)));
      attributes.put("scan_output_directions", NodeAttribute.of(scan.yields().stream().map(_ -> 1L).toList()));
    }
    return attributes;
  }

  /** All definitions, those inside of loops too. */
  static List<Definition> all(List<Definition> definitions) {
    List<Definition> all = new ArrayList<>();
    for (Definition definition : definitions) {
      all.add(definition);
      all.addAll(all(definition.operation().inner()));
    }
    return all;
  }

}
