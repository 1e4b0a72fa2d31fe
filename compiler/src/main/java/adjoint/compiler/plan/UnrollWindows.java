package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes reductions over a few positions, such as the windows of a pooling, as expressions: no loop runs around each.
 */
public final class UnrollWindows implements BlockPass {

  /** The most positions of a window. */
  private static final long POSITIONS = 9;
  /** The size of the expression that comes about, in {@link Costs#nodes}. */
  private static final int LIMIT = 60;

  @Override
  public List<Definition> apply(List<Definition> definitions, Surroundings surroundings) {
    return definitions.stream().map(UnrollWindows::unrolled).toList();
  }

  private static Definition unrolled(Definition definition) {
    if (!(definition.operation() instanceof Comprehension c) || !isWindow(c)) {
      return definition;
    }
    return function(c.reduction()).map(f -> {
      List<Scalar> terms = List.of(c.body());
      for (Index index : c.over()) {
        terms = terms.stream().flatMap(t -> positions(t, index).stream()).toList();
      }
      Scalar body = terms.stream().reduce((a, b) -> Scalar.apply(f, a, b)).orElseThrow();
      return new Definition(definition.results(), Comprehension.map(c.out(), body), definition.origin());
    }).orElse(definition);
  }

  private static boolean isWindow(Comprehension c) {
    long positions = 1;
    for (Index index : c.over()) {
      positions = index.size().isConstant() ? Math.min(LIMIT, positions * index.size().constant()) : LIMIT;
    }
    return !c.over().isEmpty() && !c.out().isEmpty() && positions <= POSITIONS
        && positions * Costs.nodes(c.body()) <= LIMIT && ContractionForm.of(c).isEmpty();
  }

  private static Optional<ScalarFunction> function(Reduction reduction) {
    return switch (reduction) {
      case MAX -> Optional.of(ScalarFunction.MAXIMUM);
      case MIN -> Optional.of(ScalarFunction.MINIMUM);
      case SUM, ANY, ALL -> Optional.empty();
    };
  }

  private static List<Scalar> positions(Scalar term, Index index) {
    List<Scalar> terms = new ArrayList<>();
    for (long i = 0; i < index.size().constant(); i++) {
      terms.add(term.substitute(Map.of(index, Subscript.of(i))));
    }
    return terms;
  }
}
