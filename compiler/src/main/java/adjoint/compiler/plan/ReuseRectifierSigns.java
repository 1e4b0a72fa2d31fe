package adjoint.compiler.plan;

import static adjoint.compiler.graph.ScalarFunction.GT;
import static adjoint.compiler.graph.ScalarFunction.RELU;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks a rectifier's result for the sign of its argument: `x > 0` is `relu(x) > 0` (NaN included), so that x needn't
 * be kept for the backward pass.
 */
public final class ReuseRectifierSigns implements BlockPass {

  @Override
  public List<Definition> apply(List<Definition> definitions, Surroundings surroundings) {
    Map<Value, Value> rectified = new HashMap<>();
    List<Definition> all = new ArrayList<>();
    for (Definition definition : definitions) {
      all.add(Group.isNestable(definition)
          ? definition.map(Rewrite.scalars(s -> rewritten(s, rectified)))
          : definition);
      learn(definition, rectified);
    }
    return all;
  }

  private static void learn(Definition definition, Map<Value, Value> rectified) {
    if (definition.operation() instanceof Comprehension c && c.over().isEmpty()
        && c.body() instanceof Scalar.Apply a && a.function() == RELU
        && a.arguments().getFirst() instanceof Scalar.Read r && r.at().equals(Subscript.of(c.out()))) {
      rectified.putIfAbsent(r.tensor(), definition.result());
    }
  }

  private static Scalar rewritten(Scalar scalar, Map<Value, Value> rectified) {
    if (scalar instanceof Scalar.Apply a && a.function() == GT && a.arguments().get(1).equals(Scalar.ZERO)
        && a.arguments().get(0) instanceof Scalar.Read r && rectified.containsKey(r.tensor())) {
      return Scalar.apply(GT, new Scalar.Read(rectified.get(r.tensor()), r.at()), Scalar.ZERO);
    }
    return scalar.mapChildren(c -> rewritten(c, rectified));
  }
}
