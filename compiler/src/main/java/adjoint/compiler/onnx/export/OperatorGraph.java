package adjoint.compiler.onnx.export;

import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A graph of operators in an order in which each comes after what it reads. */
public record OperatorGraph(String name, List<Tensor> inputs, List<ConstantTensor> constants, List<OperatorNode> nodes,
    List<Tensor> outputs) {

  /** What comes in or goes out; sizes that aren't known are open dims or made of them. */
  public record Tensor(String name, ElementType type, List<Size> sizes) {
    Tensor renamed(UnaryOperator<String> names) {
      return new Tensor(names.apply(name), type, sizes);
    }
  }

  OperatorGraph renamed(UnaryOperator<String> names) {
    return new OperatorGraph(name, inputs.stream().map(t -> t.renamed(names)).toList(), constants,
        nodes.stream().map(n -> n.renamed(names)).toList(), outputs.stream().map(t -> t.renamed(names)).toList());
  }

  /** Without nodes and constants of which nothing that goes out is made. */
  OperatorGraph live() {
    Set<String> needed = new HashSet<>(outputs.stream().map(Tensor::name).toList());
    List<OperatorNode> kept = new ArrayList<>();
    for (OperatorNode node : nodes.reversed()) {
      if (node.outputs().stream().anyMatch(needed::contains)) {
        kept.addFirst(node);
        needed.addAll(reads(node));
      }
    }
    return new OperatorGraph(name, inputs, constants.stream().filter(c -> needed.contains(c.name())).toList(), kept,
        outputs);
  }

  /** All that a node reads, what a loop's body reads from around it too. */
  static List<String> reads(OperatorNode node) {
    List<String> names = new ArrayList<>(node.inputs());
    for (NodeAttribute attribute : node.attributes().values()) {
      if (attribute instanceof NodeAttribute.Body body) {
        body.graph().nodes().forEach(inner -> names.addAll(reads(inner)));
        body.graph().outputs().forEach(output -> names.add(output.name()));
      }
    }
    return names;
  }

  /** With other names of constants, too. */
  OperatorGraph constantsRenamed(UnaryOperator<String> names) {
    OperatorGraph renamed = renamed(names);
    return new OperatorGraph(name, renamed.inputs(),
        constants.stream().map(c -> c.named(names.apply(c.name()))).toList(), renamed.nodes(), renamed.outputs());
  }
}
