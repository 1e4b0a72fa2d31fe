package adjoint.compiler.optimize;

import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conditions by the ranges of their positions, open dims being at least 1, and by what is known to hold where they
 * stand. A condition that always holds leaves a conjunction; a choice by it is its branch.
 */
final class DecideConditions {

  private final Map<Value, Size> limits;

  DecideConditions(Facts facts) {
    this.limits = facts.limits();
  }

  /** Whether it holds everywhere or nowhere, if that can be told. */
  Optional<Boolean> decide(Scalar condition, List<Scalar> known) {
    if (known.contains(condition)) {
      return Optional.of(true);
    }
    if (known.contains(Scalar.apply(ScalarFunction.NOT, condition))) {
      return Optional.of(false);
    }
    if (!(condition instanceof Scalar.Apply a)) {
      return Optional.empty();
    }
    Scalar first = a.arguments().getFirst();
    Scalar last = a.arguments().getLast();
    return switch (a.function()) {
      case NOT -> decide(first, known).map(b -> !b);
      case AND -> both(decide(first, known), decide(last, known));
      case OR -> both(decide(first, known).map(b -> !b), decide(last, known).map(b -> !b)).map(b -> !b);
      default -> Position.decide(a, limits);
    };
  }

  private static Optional<Boolean> both(Optional<Boolean> a, Optional<Boolean> b) {
    boolean no = a.equals(Optional.of(false)) || b.equals(Optional.of(false));
    return no ? Optional.of(false) : a.isPresent() && b.isPresent() ? Optional.of(true) : Optional.empty();
  }

  /** Without the parts of a conjunction that hold anyway, and what stands twice in an alternative. */
  Scalar reduce(Scalar condition, List<Scalar> known) {
    List<Scalar> needed = new ArrayList<>();
    List<Scalar> given = new ArrayList<>(known);
    for (Scalar part : conjuncts(condition).stream().map(DecideConditions::once).toList()) {
      if (!decide(part, given).equals(Optional.of(true))) {
        needed.add(part);
        given.add(part);
      }
    }
    return needed.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b)).orElse(condition);
  }

  private static Scalar once(Scalar alternatives) {
    return parts(alternatives, ScalarFunction.OR).stream().distinct()
        .reduce((a, b) -> Scalar.apply(ScalarFunction.OR, a, b)).orElseThrow();
  }

  /** The comparison of positions that holds where this one doesn't; of other numbers none does for NaN. */
  static Optional<Scalar> opposite(Scalar condition) {
    if (!(condition instanceof Scalar.Apply a) || a.arguments().size() != 2
        || a.arguments().stream().anyMatch(x -> Position.of(x).isEmpty())) {
      return Optional.empty();
    }
    Optional<ScalarFunction> function = switch (a.function()) {
      case LT -> Optional.of(ScalarFunction.GE);
      case GE -> Optional.of(ScalarFunction.LT);
      case LE -> Optional.of(ScalarFunction.GT);
      case GT -> Optional.of(ScalarFunction.LE);
      case EQ -> Optional.of(ScalarFunction.NE);
      case NE -> Optional.of(ScalarFunction.EQ);
      default -> Optional.empty();
    };
    return function.map(f -> new Scalar.Apply(f, a.arguments()));
  }

  static List<Scalar> conjuncts(Scalar condition) {
    return parts(condition, ScalarFunction.AND);
  }

  private static List<Scalar> parts(Scalar condition, ScalarFunction joined) {
    if (!(condition instanceof Scalar.Apply a) || a.function() != joined) {
      return List.of(condition);
    }
    return a.arguments().stream().flatMap(part -> parts(part, joined).stream()).toList();
  }
}
