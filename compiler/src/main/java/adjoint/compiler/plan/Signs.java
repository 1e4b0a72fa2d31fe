package adjoint.compiler.plan;

import static adjoint.compiler.graph.ScalarFunction.GT;
import static adjoint.compiler.graph.ScalarFunction.RELU;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
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
final class Signs {

  private final Map<Value, Value> rectified = new HashMap<>();

  private Signs() {}

  static List<Definition> shared(List<Definition> definitions) {
    Signs signs = new Signs();
    List<Definition> all = new ArrayList<>();
    for (Definition definition : definitions) {
      all.add(signs.rewritten(definition));
      signs.learn(definition);
    }
    return all;
  }

  private void learn(Definition definition) {
    if (definition.operation() instanceof Comprehension c && c.over().isEmpty()
        && c.body() instanceof Scalar.Apply a && a.function() == RELU
        && a.arguments().getFirst() instanceof Scalar.Read r && r.at().equals(Subscript.of(c.out()))) {
      rectified.putIfAbsent(r.tensor(), definition.result());
    }
  }

  private Definition rewritten(Definition definition) {
    Operation operation = switch (definition.operation()) {
      case Comprehension c -> new Comprehension(c.out(), c.over(), c.reduction(), rewritten(c.body()));
      case ArgReduce a -> new ArgReduce(a.largest(), a.out(), a.over(), rewritten(a.body()));
      case Operation.Scatter s -> s;
      case Operation.Scan s -> s;
    };
    return new Definition(definition.results(), operation, definition.origin());
  }

  private Scalar rewritten(Scalar scalar) {
    if (scalar instanceof Scalar.Apply a && a.function() == GT && a.arguments().get(1).equals(Scalar.ZERO)
        && a.arguments().get(0) instanceof Scalar.Read r && rectified.containsKey(r.tensor())) {
      return Scalar.apply(GT, new Scalar.Read(rectified.get(r.tensor()), r.at()), Scalar.ZERO);
    }
    return scalar.mapChildren(this::rewritten);
  }
}
