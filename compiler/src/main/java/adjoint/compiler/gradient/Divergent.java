package adjoint.compiler.gradient;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The values of some definitions that may not be finite though everything from outside is moderate: behind a division, a
 * logarithm, an exponential.
 */
record Divergent(Set<Value> values) {

  static Divergent of(List<Definition> definitions) {
    Set<Value> values = new HashSet<>();
    collect(definitions, values);
    return new Divergent(values);
  }

  private static void collect(List<Definition> definitions, Set<Value> values) {
    for (Definition definition : definitions) {
      Operation operation = definition.operation();
      collect(operation.inner(), values);
      boolean makes = operation.scalars().stream().anyMatch(Divergent::diverges);
      boolean reads = operation.operands().stream().anyMatch(values::contains)
          || operation.inner().stream().flatMap(d -> d.results().stream()).anyMatch(values::contains);
      if (makes || reads) {
        values.addAll(definition.results());
      }
    }
  }

  /** Whether it sums products of what is moderate, each operand's element being used several times. */
  boolean isModerateContraction(Operation.Comprehension c) {
    Set<Index> all = new HashSet<>(c.out());
    all.addAll(c.over());
    return !c.over().isEmpty() && Guards.factors(c.body()).stream().noneMatch(f -> f.indices().containsAll(all))
        && c.body().reads().stream().noneMatch(values::contains)
        && !diverges(c.body());
  }

  private static boolean diverges(Scalar scalar) {
    return scalar.nodes().anyMatch(s -> s instanceof Scalar.Apply a && a.function().diverges());
  }
}
