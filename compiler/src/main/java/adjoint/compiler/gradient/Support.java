package adjoint.compiler.gradient;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where the adjoint of a value may be anything but 0: where a branch was taken, an extremum lies, a slice was cut. What
 * was computed elsewhere may be infinite, and 0 times infinity must not come of it. Leaving out a guard is always right
 * and protects less.
 *
 * @param at the indices of the value in which the guards are said
 */
record Support(List<Index> at, List<Guard> guards) {

  static final Support EVERYWHERE = new Support(List.of(), List.of());

  /** More than this in one condition isn't worth carrying along. */
  private static final int LARGEST = 60;

  /**
   * How many guards are carried along at most, the newest: those for each element, and those of which some indices are enough.
   * Each layer of a deep net adds one of these, which all layers before it would inherit.
   */
  private static final int MOST = 32;
  private static final int MOST_FOR_SOME = 8;

  private static final Set<ScalarFunction> AT_LEAST =
      Set.of(ScalarFunction.GE, ScalarFunction.GT, ScalarFunction.EQ);
  private static final Set<ScalarFunction> AT_MOST = Set.of(ScalarFunction.LE, ScalarFunction.LT, ScalarFunction.EQ);
  private static final Set<ScalarFunction> STRICT = Set.of(ScalarFunction.GT, ScalarFunction.LT);

  /**
   * @param out the indices of the value
   * @param guards what its adjoint passed
   * @param over what is summed: of a guard that says something of them remains that it lets through for some of them
   */
  static Support of(List<Index> out, List<Guard> guards, List<Index> over) {
    List<Guard> kept = guards.stream().flatMap(g -> forSome(over, g).stream())
        .filter(g -> g.condition().nodes().noneMatch(s -> s instanceof Scalar.Draw)) // whatever is drawn may be taken
        .filter(g -> over.isEmpty() || Guards.isProven(g)).map(Guard::inherit).distinct().toList();
    return kept.isEmpty() ? EVERYWHERE : new Support(out, newest(kept));
  }

  private static List<Guard> newest(List<Guard> guards) {
    List<Guard> newest = new ArrayList<>();
    int each = 0;
    int some = 0;
    for (Guard guard : guards.reversed()) {
      if (guard.some().isEmpty() ? each++ < MOST : some++ < MOST_FOR_SOME) {
        newest.addFirst(guard);
      }
    }
    return List.copyOf(newest);
  }

  /**
   * A guard, or guards, without some indices, that lets through at least where the given one does for some of them: a
   * comparison of positions by what they can be at most, any other as a tensor that is made where it is needed.
   */
  private static List<Guard> forSome(List<Index> over, Guard guard) {
    if (guard.condition().indices().stream().noneMatch(over::contains)) {
      return List.of(guard);
    }
    Optional<Subscript> difference = guard.isPlain() ? Position.difference(guard.condition()) : Optional.empty();
    if (difference.isEmpty() || !(guard.condition() instanceof Scalar.Apply a)) {
      return isMetBySome(guard, over) ? List.of() : List.of(guard.forSome(over));
    }
    Subscript apart = STRICT.contains(a.function()) ? Subscript.of(Size.ONE) : Subscript.ZERO; // of whole numbers
    List<Scalar> conditions = new ArrayList<>();
    if (AT_LEAST.contains(a.function())) {
      extreme(difference.get(), over, true).map(d -> Position.compare(ScalarFunction.GE, d, apart))
          .ifPresent(conditions::add);
    }
    if (AT_MOST.contains(a.function())) {
      extreme(difference.get(), over, false)
          .map(d -> Position.compare(ScalarFunction.LE, d.plus(apart), Subscript.ZERO))
          .ifPresent(conditions::add);
    }
    return conditions.stream().filter(c -> Position.decide(c, Map.of()).isEmpty()).map(c -> Guard.of(c, true)).toList();
  }

  /** Whether some index is the position that is asked for, whichever that is. */
  private static boolean isMetBySome(Guard guard, List<Index> over) {
    return guard.holds() && guard.condition() instanceof Scalar.Apply a && a.function() == ScalarFunction.EQ
        && a.arguments().stream().anyMatch(s -> over.stream().anyMatch(i -> s.equals(new Scalar.At(Subscript.of(i)))));
  }

  /** The greatest or the least that it can be for some indices, if it is a sum in which they stand. */
  private static Optional<Subscript> extreme(Subscript sum, List<Index> over, boolean greatest) {
    Map<Index, Subscript> places = new HashMap<>();
    for (Index index : over) {
      Size coefficient = sum.coefficient(index);
      boolean up = coefficient.isAtLeast(Size.ZERO);
      if (!up && !coefficient.times(Size.of(-1)).isAtLeast(Size.ZERO)) {
        return Optional.empty();
      }
      places.put(index, up == greatest ? Subscript.of(index.size()).minus(Subscript.of(Size.ONE)) : Subscript.ZERO);
    }
    Subscript linear = sum;
    for (Index index : over) {
      linear = linear.minus(Subscript.of(index).times(sum.coefficient(index)))
          .plus(places.get(index).times(sum.coefficient(index)));
    }
    return Optional.of(linear).filter(l -> l.indices().stream().noneMatch(over::contains));
  }

  /** The guards where the value is read. */
  List<Guard> read(List<Subscript> places) {
    Map<Index, Subscript> substitution = new HashMap<>();
    for (int i = 0; i < at.size(); i++) {
      substitution.put(at.get(i), places.get(i));
    }
    return guards.stream().map(g -> g.map(c -> c.substitute(substitution))).toList();
  }

  /** Of one part of a stack. */
  Support at(Subscript position) {
    if (at.isEmpty()) {
      return this;
    }
    List<Index> rest = at.subList(1, at.size());
    UnaryOperator<Scalar> change = c -> c.substitute(Map.of(at.getFirst(), position));
    return new Support(rest, guards.stream().map(g -> g.map(change)).toList());
  }

  /** Where one or the other may be anything but 0. */
  Support or(Support other) {
    if (guards.isEmpty() || other.guards.isEmpty()) {
      return EVERYWHERE;
    }
    List<Guard> others = other.read(Subscript.of(at));
    List<Guard> common = new ArrayList<>(guards.stream().filter(g -> others.stream().anyMatch(g::isSameAs)).toList());
    List<Guard> mine = guards.stream().filter(g -> !common.contains(g)).toList();
    List<Guard> theirs = others.stream().filter(g -> common.stream().noneMatch(g::isSameAs)).toList();
    boolean all = mine.isEmpty() || theirs.isEmpty()
        || mine.size() == 1 && theirs.size() == 1 && mine.getFirst().isOppositeOf(theirs.getFirst());
    boolean alone = !mine.isEmpty() || !theirs.isEmpty(); // without those that may have let it be read
    common.removeIf(g -> alone && !Guards.isProven(g));
    if (!all && canJoin(mine) && canJoin(theirs)) {
      List<Guard> right = parts(theirs);
      parts(mine).forEach(m -> right.forEach(t -> m.or(t).ifPresent(common::add)));
    }
    return common.isEmpty() ? EVERYWHERE : new Support(at, List.copyOf(common));
  }

  /** Conditions in one are all evaluated; those on positions alone would only stand in the way of products. */
  private static boolean canJoin(List<Guard> guards) {
    long size = guards.stream().flatMap(g -> g.condition().nodes()).count();
    return size <= LARGEST / 2 && guards.stream().noneMatch(g -> g.isPositional() && !g.condition().indices().isEmpty())
        && guards.stream().allMatch(Guards::isProven);
  }

  /** All of them as few: one for those that let through by themselves, and each that does for some indices. */
  private static List<Guard> parts(List<Guard> guards) {
    List<Guard> plain = guards.stream().filter(g -> g.some().isEmpty()).toList();
    Stream<Guard> all = plain.isEmpty() ? Stream.of() : Stream.of(Guard.all(plain));
    return Stream.concat(all, guards.stream().filter(g -> !g.some().isEmpty())).toList();
  }
}
