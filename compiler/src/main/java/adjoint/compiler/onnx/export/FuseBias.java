package adjoint.compiler.onnx.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** A bias for each filter, added to a convolution and to nothing else: the convolution's own. */
final class FuseBias {

  private final Map<String, OperatorNode> makers = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, ConstantTensor> constants = new HashMap<>();

  private FuseBias(OperatorGraph graph) {
    graph.nodes().forEach(n -> n.outputs().forEach(o -> makers.put(o, n)));
    graph.nodes().forEach(n -> OperatorGraph.reads(n).forEach(i -> uses.merge(i, 1, Integer::sum)));
    graph.outputs().forEach(o -> uses.merge(o.name(), 1, Integer::sum));
    graph.constants().forEach(c -> constants.put(c.name(), c));
  }

  static OperatorGraph in(OperatorGraph graph) {
    FuseBias fusing = new FuseBias(graph);
    List<OperatorNode> nodes = new ArrayList<>();
    Set<OperatorNode> fused = new HashSet<>();
    for (OperatorNode node : graph.nodes()) {
      Optional<OperatorNode> biased = fusing.biased(node);
      biased.ifPresent(_ -> fused.add(fusing.makers.get(node.inputs().getFirst())));
      nodes.add(biased.orElse(node));
    }
    nodes.removeAll(fused);
    return new OperatorGraph(graph.name(), graph.inputs(), graph.constants(), nodes, graph.outputs()).live();
  }

  private Optional<OperatorNode> biased(OperatorNode sum) {
    OperatorNode convolution = makers.get(sum.inputs().isEmpty() ? "" : sum.inputs().getFirst());
    boolean alone = sum.operator().equals("Add") && convolution != null && convolution.inputs().size() == 2
        && convolution.operator().startsWith("Conv") && uses.get(sum.inputs().getFirst()) == 1;
    return alone
        ? bias(sum.inputs().getLast(), convolution).map(b -> new OperatorNode(convolution.operator(),
            List.of(convolution.inputs().getFirst(), convolution.inputs().getLast(), b), sum.outputs(),
            convolution.attributes()))
        : Optional.empty();
  }

  private Optional<String> bias(String added, OperatorNode convolution) {
    OperatorNode wide = makers.get(added);
    int windows = ((NodeAttribute.Wholes) convolution.attributes().get("strides")).values().size();
    boolean each = wide != null && wide.operator().equals("Unsqueeze")
        && constants.get(wide.inputs().getFirst()) instanceof ConstantTensor.Reals c && c.dims().size() == 1
        && constants.get(wide.inputs().getLast()) instanceof ConstantTensor.Wholes axes
        && LongStream.of(axes.elements()).boxed().toList()
            .equals(LongStream.rangeClosed(1, windows).boxed().toList());
    return each ? Optional.of(wide.inputs().getFirst()) : Optional.empty();
  }
}
