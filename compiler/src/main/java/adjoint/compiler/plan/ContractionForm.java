package adjoint.compiler.plan;

import static adjoint.compiler.graph.ScalarFunction.AND;
import static adjoint.compiler.graph.ScalarFunction.MUL;
import static adjoint.compiler.graph.ScalarFunction.NEG;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A sum of products seen as a contraction: `out = scale · Σ over depth of left · right`.
 *
 * @param left varies with batch, rows and depth
 * @param right varies with batch, depth and columns
 * @param scale what doesn't vary with depth
 */
record ContractionForm(List<Index> batch, List<Index> rows, List<Index> columns, List<Index> depth, Scalar left,
    Scalar right,
    List<Scalar> scale) {

  /** Below so many multiplications (an open dim counted as {@link #OPEN}) packing costs more than it gives. */
  private static final long SMALL = 8192;
  /** What an open dim is taken for where a plan weighs costs. */
  private static final long OPEN = 32;

  /** The comprehension as a product, where it is one and large enough to be worth it. */
  static Optional<ContractionForm> of(Comprehension c) {
    if (c.over().isEmpty() || c.reduction() != Operation.Reduction.SUM || c.body().element() != Element.REAL) {
      return Optional.empty();
    }
    List<Scalar> factors = new ArrayList<>();
    if (!flatten(c.body(), factors)) {
      return Optional.empty();
    }
    Set<Index> over = new LinkedHashSet<>(c.over());
    List<Scalar> scale = factors.stream().filter(f -> f.indices().stream().noneMatch(over::contains)).toList();
    List<Scalar> inner = factors.stream().filter(f -> f.indices().stream().anyMatch(over::contains)).toList();
    return sides(inner).flatMap(s -> arrange(c, s.get(0), s.get(1), scale)).filter(ContractionForm::isLarge);
  }

  /** The factors of a body; false where a guard can't be moved onto one of them. */
  private static boolean flatten(Scalar body, List<Scalar> factors) {
    if (body instanceof Scalar.Apply a && a.function() == MUL) {
      return flatten(a.arguments().get(0), factors) && flatten(a.arguments().get(1), factors);
    }
    if (body instanceof Scalar.Apply a && a.function() == NEG) {
      factors.add(Scalar.of(-1));
      return flatten(a.arguments().get(0), factors);
    }
    if (body instanceof Scalar.Select s && s.otherwise().equals(Scalar.ZERO) && isGeometric(s.condition())
        && isProduct(s.then())) {
      List<Scalar> guarded = new ArrayList<>();
      return flatten(s.then(), guarded) && guard(conjuncts(s.condition()), guarded) && factors.addAll(guarded);
    }
    factors.add(body);
    return true;
  }

  private static boolean isProduct(Scalar body) {
    return body instanceof Scalar.Apply a && (a.function() == MUL || a.function() == NEG)
        || body instanceof Scalar.Select s && s.otherwise().equals(Scalar.ZERO) && isProduct(s.then());
  }

  private static List<Scalar> conjuncts(Scalar condition) {
    if (condition instanceof Scalar.Apply a && a.function() == AND) {
      List<Scalar> all = new ArrayList<>(conjuncts(a.arguments().get(0)));
      all.addAll(conjuncts(a.arguments().get(1)));
      return all;
    }
    return List.of(condition);
  }

  /** Puts each condition on every factor that has all of its indices, so that no factor reads where it must not. */
  private static boolean guard(List<Scalar> conditions, List<Scalar> factors) {
    for (Scalar condition : conditions) {
      boolean placed = false;
      for (int i = 0; i < factors.size(); i++) {
        Scalar factor = factors.get(i);
        if (factor.indices().containsAll(condition.indices()) && !condition.indices().isEmpty()) {
          factors.set(i, new Scalar.Select(condition, factor, Scalar.ZERO));
          placed = true;
        }
      }
      if (!placed) {
        return false;
      }
    }
    return true;
  }

  /** Whether it depends on positions only, so that multiplying by 0 where it is false is the same as choosing 0. */
  private static boolean isGeometric(Scalar condition) {
    return condition.reads().isEmpty() && !(condition instanceof Scalar.Draw)
        && condition.children().stream().allMatch(ContractionForm::isGeometric);
  }

  /** Two factors out of many: each further one joins the side that has its indices. */
  private static Optional<List<Scalar>> sides(List<Scalar> factors) {
    List<Scalar> sides = new ArrayList<>();
    List<Scalar> largestFirst = factors.stream().sorted((a, b) -> b.indices().size() - a.indices().size()).toList();
    for (Scalar factor : largestFirst) {
      Optional<Scalar> host = sides.stream().filter(s -> s.indices().containsAll(factor.indices())).findFirst();
      if (host.isPresent() && (sides.size() == 2 || !isRemainder(largestFirst, factor))) {
        sides.set(sides.indexOf(host.get()), Scalar.apply(MUL, host.get(), factor));
      } else if (sides.size() < 2) {
        sides.add(factor);
      } else {
        return Optional.empty();
      }
    }
    return sides.size() == 2 ? Optional.of(sides) : Optional.empty();
  }

  /** With two factors, both are sides even where one has all indices of the other. */
  private static boolean isRemainder(List<Scalar> factors, Scalar factor) {
    return factors.size() == 2 && factors.get(1).equals(factor);
  }

  private static Optional<ContractionForm> arrange(Comprehension c, Scalar a, Scalar b, List<Scalar> scale) {
    Set<Index> ofA = a.indices();
    Set<Index> ofB = b.indices();
    List<Index> batch = c.out().stream().filter(i -> ofA.contains(i) && ofB.contains(i)).toList();
    List<Index> onlyA = c.out().stream().filter(i -> ofA.contains(i) && !ofB.contains(i)).toList();
    List<Index> onlyB = c.out().stream().filter(i -> !ofA.contains(i) && ofB.contains(i)).toList();
    boolean covered = batch.size() + onlyA.size() + onlyB.size() == c.out().size()
        && c.over().stream().allMatch(i -> ofA.contains(i) || ofB.contains(i));
    if (!covered || onlyA.isEmpty() || onlyB.isEmpty()) {
      return Optional.empty();
    }
    boolean columnsOfB = isPlain(a) == isPlain(b)
        ? c.out().lastIndexOf(onlyB.getLast()) > c.out().lastIndexOf(onlyA.getLast())
        : isPlain(a);
    return Optional.of(columnsOfB
        ? new ContractionForm(batch, onlyA, onlyB, c.over(), a, b, scale)
        : new ContractionForm(batch, onlyB, onlyA, c.over(), b, a, scale));
  }

  /** Whether it is a read at affine places, so that a kernel can take it from where it lies. */
  static boolean isPlain(Scalar scalar) {
    return scalar instanceof Scalar.Read r && r.tensor().element() == Element.REAL && Views.isAffine(r);
  }

  private boolean isLarge() {
    return weight(batch) * weight(rows) * weight(columns) * weight(depth) >= SMALL && weight(depth) >= 4
        && weight(columns) >= 4;
  }

  private static long weight(List<Index> indices) {
    return indices.stream().mapToLong(i -> weight(i.size())).reduce(1, (a, b) -> a * b);
  }

  /** About how much a size is. */
  static long weight(Size size) {
    return size.evaluate(open -> OPEN);
  }

  @Override
  public String toString() {
    return "batch " + names(batch) + ", rows " + names(rows) + ", columns " + names(columns) + ", depth "
        + names(depth);
  }

  private static String names(List<Index> indices) {
    return indices.stream().map(Index::name).collect(Collectors.joining(", ", "[", "]"));
  }
}
