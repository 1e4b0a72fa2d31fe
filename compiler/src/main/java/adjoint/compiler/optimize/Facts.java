package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a graph's INT tensors: one that is used as a position without a guard holds positions of that axis.
 *
 * @param limits the size of the axis
 */
record Facts(Map<Value, Size> limits) {

  static Facts of(Graph graph) {
    Map<Value, Size> limits = new HashMap<>();
    graph.all().forEach(d -> collect(d, limits));
    return new Facts(limits);
  }

  private static void collect(Definition definition, Map<Value, Size> limits) {
    if (definition.operation() instanceof Operation.ArgReduce a) {
      limits.putIfAbsent(definition.result(), a.along().size());
    }
    if (definition.operation() instanceof Operation.Order o) {
      limits.putIfAbsent(definition.result(), o.along().size());
    }
    if (definition.operation() instanceof Operation.Scatter s) {
      collect(s.at(), definition.result().axes(), limits);
    }
    definition.operation().scalars().forEach(s -> collect(s, limits));
  }

  /** Only what is read whatever a condition says tells something. */
  private static void collect(Scalar scalar, Map<Value, Size> limits) {
    if (scalar instanceof Scalar.Read r) {
      collect(r.at(), r.tensor().axes(), limits);
    }
    List<Scalar> certain = scalar instanceof Scalar.Select s ? List.of(s.condition()) : scalar.children();
    certain.forEach(c -> collect(c, limits));
  }

  private static void collect(List<Subscript> at, List<Axis> axes, Map<Value, Size> limits) {
    for (int axis = 0; axis < at.size(); axis++) {
      if (at.get(axis).asAtom().orElse(null) instanceof Subscript.Lookup l) {
        limits.putIfAbsent(l.table(), axes.get(axis).size());
        collect(l.at(), l.table().axes(), limits);
      }
    }
  }
}
