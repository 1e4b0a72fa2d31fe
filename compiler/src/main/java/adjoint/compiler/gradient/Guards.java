package adjoint.compiler.gradient;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts guards around an adjoint. Under a sum a product stays a product: a condition on positions goes around the factor
 * whose read needs it. Conditions on data, and all conditions where nothing is summed, go around the whole.
 */
final class Guards {

  private Guards() {}

  static Scalar around(Scalar body, List<Guard> guards, boolean summed) {
    List<Guard> positional = guards.stream().filter(Guards::isPositional).toList();
    List<Scalar> plain = positional.stream().filter(Guards::isPlain).map(Guard::condition).toList();
    Scalar guarded = body;
    for (Guard guard : positional.reversed()) { // those that read positions stand inside of those that don't
      if (!isPlain(guard)) {
        guarded = summed ? onFirstFactor(guarded, guard) : guard.around(guarded);
      }
    }
    guarded = !summed ? whole(guarded, plain) : onFactors(guarded, plain);
    for (Guard guard : guards.reversed()) {
      guarded = isPositional(guard) ? guarded : guard.around(guarded);
    }
    return guarded;
  }

  /** Whether it holds or not by positions alone, those in INT tensors included. */
  private static boolean isPositional(Guard guard) {
    return guard.condition().reads().stream().allMatch(v -> v.element() == Element.INT);
  }

  private static boolean isPlain(Guard guard) {
    return guard.holds() && guard.condition().reads().isEmpty();
  }

  private static Scalar whole(Scalar body, List<Scalar> conditions) {
    return conditions.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .map(c -> new Guard(c, true).around(body)).orElse(body);
  }

  private static Scalar onFirstFactor(Scalar body, Guard guard) {
    Scalar first = factors(body).getFirst();
    return replace(body, Map.of(first, guard.around(first)));
  }

  private static Scalar onFactors(Scalar body, List<Scalar> conditions) {
    List<Scalar> factors = factors(body);
    Map<Scalar, List<Scalar>> placed = new LinkedHashMap<>();
    List<Scalar> left = new ArrayList<>(conditions);
    int needy = 0;
    boolean covered = true;
    for (Scalar factor : factors) {
      Set<Subscript> unproven = unproven(factor, Set.of());
      List<Scalar> own = conditions.stream().filter(c -> unproven.stream().anyMatch(s -> concerns(c, s))).toList();
      needy += unproven.isEmpty() ? 0 : 1;
      covered &= unproven.stream().allMatch(s -> own.stream().anyMatch(c -> positions(c).contains(s)));
      placed.put(factor, own);
      left.removeAll(own);
    }
    if (needy > 1 && !covered) {
      return whole(body, conditions);
    }
    Scalar host = factors.stream().filter(f -> !unproven(f, Set.of()).isEmpty()).findFirst().orElse(factors.getFirst());
    Map<Scalar, Scalar> replaced = new LinkedHashMap<>();
    for (Scalar factor : factors) {
      List<Scalar> all = new ArrayList<>(placed.get(factor));
      all.addAll(factor == host ? left : List.of());
      replaced.put(factor, whole(factor, conditions.stream().filter(all::contains).toList()));
    }
    return replace(body, replaced);
  }

  /** The factors of a product, through signs and numerators. */
  private static List<Scalar> factors(Scalar body) {
    if (!(body instanceof Scalar.Apply a)) {
      return List.of(body);
    }
    List<Scalar> parts = a.arguments();
    return switch (a.function()) {
      case NEG -> factors(parts.getFirst());
      case MUL -> Stream.concat(factors(parts.get(0)).stream(), factors(parts.get(1)).stream()).toList();
      case DIV -> unproven(parts.get(1), Set.of()).isEmpty() ? factors(parts.get(0)) : List.of(body);
      default -> List.of(body);
    };
  }

  private static Scalar replace(Scalar body, Map<Scalar, Scalar> factors) {
    if (factors.containsKey(body)) {
      return factors.get(body);
    }
    if (!(body instanceof Scalar.Apply a)) {
      return body;
    }
    List<Scalar> parts = a.arguments();
    return switch (a.function()) {
      case NEG -> Arithmetic.negate(replace(parts.getFirst(), factors));
      case MUL -> Scalar.apply(ScalarFunction.MUL, replace(parts.get(0), factors), replace(parts.get(1), factors));
      case DIV -> Scalar.apply(ScalarFunction.DIV, replace(parts.get(0), factors), parts.get(1));
      default -> body;
    };
  }

  /** The subscripts of reads that neither bounds nor conditions around them show to be in range. */
  private static Set<Subscript> unproven(Scalar scalar, Set<Subscript> guarded) {
    Set<Subscript> found = new HashSet<>();
    Set<Subscript> inside = guarded;
    if (scalar instanceof Scalar.Select s) {
      inside = new HashSet<>(guarded);
      inside.addAll(positions(s.condition()));
    }
    if (scalar instanceof Scalar.Read r) {
      for (int axis = 0; axis < r.at().size(); axis++) {
        Subscript at = r.at().get(axis);
        boolean known = guarded.contains(at) || Bounds.provablyWithin(at, r.tensor().axes().get(axis).size())
            || at.terms().stream().anyMatch(t -> t.atom() instanceof Subscript.Lookup);
        if (!known) {
          found.add(at);
        }
      }
    }
    for (Scalar child : scalar.children()) {
      found.addAll(unproven(child, inside));
    }
    return found;
  }

  /** Whether a condition is about a subscript: about its range, or about whether the division in it is exact. */
  private static boolean concerns(Scalar condition, Subscript subscript) {
    return positions(condition).stream().anyMatch(p -> p.equals(subscript) || isResidue(p, subscript));
  }

  private static boolean isResidue(Subscript position, Subscript subscript) {
    return position.terms().size() == 1 && position.terms().getFirst().atom() instanceof Subscript.Remainder r
        && subscript.terms().stream().anyMatch(
            t -> t.atom() instanceof Subscript.Quotient q && q.of().equals(r.of()) && q.by().equals(r.by()));
  }

  /** The positions that comparisons in a condition bound by constants. */
  private static Set<Subscript> positions(Scalar condition) {
    Set<Subscript> positions = new HashSet<>();
    if (condition instanceof Scalar.Apply a && a.function().isPredicate() && a.arguments().size() == 2) {
      Optional<Subscript> left = Position.of(a.arguments().get(0));
      Optional<Subscript> right = Position.of(a.arguments().get(1));
      left.filter(p -> right.isPresent()).ifPresent(positions::add);
      right.filter(p -> left.isPresent()).ifPresent(positions::add);
    }
    condition.children().forEach(c -> positions.addAll(positions(c)));
    return positions;
  }
}
