package adjoint.compiler.gradient;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
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

  /**
   * @param kept the indices of what arrives
   * @param summed the indices over which it is summed
   */
  static Scalar around(Arriving arriving, List<Guard> guards, List<Index> kept, List<Index> summed) {
    List<Index> variables = Stream.concat(kept.stream(), summed.stream()).toList();
    List<Guard> needed = guards.stream().filter(g -> arriving.needs(g, variables)).toList();
    boolean nested = summed.isEmpty() || needed.stream().anyMatch(g -> !isProven(g));
    List<Guard> data = needed.stream().filter(g -> !g.isPositional()).toList();
    List<Guard> tables = needed.stream().filter(g -> g.isPositional() && !g.isPlain()).toList();
    List<Scalar> plain =
        needed.stream().filter(g -> g.isPlain() && (nested || !g.inherited())).map(Guard::condition).toList();
    Scalar guarded = arriving.adjoint();
    if (nested) { // a condition is evaluated only where those on positions let it be read
      for (Guard guard : data.reversed()) {
        guarded = guard.around(guarded);
      }
      for (Guard guard : tables.reversed()) {
        guarded = guard.around(guarded);
      }
      return whole(guarded, plain);
    }
    for (Guard guard : tables.reversed()) {
      guarded = guard.inherited()
          ? onExposed(guarded, guard, arriving.exposed(guard, variables))
          : onFirstFactor(guarded, guard);
    }
    guarded = onFactors(guarded, plain);
    for (Guard guard : needed.stream().filter(g -> g.isPlain() && g.inherited()).toList()) {
      guarded = onExposed(guarded, guard, arriving.exposed(guard, variables));
    }
    for (Guard guard : data.reversed()) {
      guarded =
          guard.inherited() ? onExposed(guarded, guard, arriving.exposed(guard, variables)) : guard.around(guarded);
    }
    return guarded;
  }

  /** Whether all that its condition reads is in range wherever it is evaluated. */
  static boolean isProven(Guard guard) {
    return unproven(guard.condition(), Set.of()).isEmpty();
  }

  /** A product under a sum stays one: each factor that may be infinite is guarded for itself, unless it is a divisor. */
  private static Scalar onExposed(Scalar body, Guard guard, List<Scalar> exposed) {
    Set<Scalar> reached = new HashSet<>();
    Map<Scalar, Scalar> replaced = new LinkedHashMap<>();
    for (Scalar factor : factors(body)) {
      behindGuards(factor).filter(exposed::contains).findFirst().ifPresent(f -> {
        reached.add(f);
        replaced.put(factor, guard.around(factor));
      });
    }
    return reached.containsAll(exposed) ? replace(body, replaced) : guard.around(body);
  }

  /** The factor, and what it is without guards that stand around it. */
  private static Stream<Scalar> behindGuards(Scalar factor) {
    if (!(factor instanceof Scalar.Select s) || !Arithmetic.is(s.then(), 0) && !Arithmetic.is(s.otherwise(), 0)) {
      return Stream.of(factor);
    }
    return Stream.concat(Stream.of(factor), behindGuards(Arithmetic.is(s.then(), 0) ? s.otherwise() : s.then()));
  }

  private static Scalar whole(Scalar body, List<Scalar> conditions) {
    return conditions.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .map(c -> Guard.of(c, true).around(body)).orElse(body);
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
  static List<Scalar> factors(Scalar body) {
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
