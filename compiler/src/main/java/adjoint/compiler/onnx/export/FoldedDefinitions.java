package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values that depend on nothing that comes in: positions' sines, masks of fixed sizes. They are computed here. */
final class FoldedDefinitions {

  /** How many numbers are computed for one value at most. */
  private static final long LARGEST = 1 << 22;

  private FoldedDefinitions() {}

  static Map<Value, Tensor> of(Graph graph) {
    Set<Value> known = new HashSet<>();
    List<Definition> constant = new ArrayList<>();
    for (Definition definition : graph.definitions()) {
      if (definition.operation() instanceof Comprehension c && known.containsAll(c.operands()) && isSmall(c)
          && !c.draws()) {
        constant.add(definition);
        known.add(definition.result());
      }
    }
    var values = Interpreter.evaluate(new Graph("constants", List.of(), constant, List.of()),
        new Arguments(Map.of(), new HashMap<>())).values();
    Map<Value, Tensor> folded = new LinkedHashMap<>();
    for (Definition definition : constant) {
      Value value = definition.result();
      boolean number = definition.operation() instanceof Comprehension c && c.body() instanceof Scalar.Constant;
      if (!(number && value.rank() > 0)) {
        folded.put(value, values.get(value));
      }
    }
    return folded;
  }

  private static boolean isSmall(Comprehension c) {
    long count = 1;
    for (Index index : c.bound()) {
      if (!index.size().isConstant()) {
        return false;
      }
      count = Math.min(LARGEST + 1, count * index.size().constant());
    }
    boolean open = c.body().nodes().anyMatch(n -> n instanceof Scalar.SizeOf s && !s.size().isConstant());
    return count <= LARGEST && !open;
  }
}
