package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes one long loop of several where everything that they touch lies one behind the other, so that small rows run at
 * full width; drops loops of one turn; and makes two loops of one whose positions are divided.
 */
final class Flattening {

  private static final NormalForm NORMAL = new NormalForm(Map.of());
  /** The least number of turns of an inner loop that is worth it: what is divided by less has {@link Phases}. */
  private static final long LEAST = 4;

  private final Lowering lowering;
  private final Set<Value> registers;
  private final List<Subscript> places = new ArrayList<>();

  /** @param registers values that are not read from memory */
  Flattening(Lowering lowering, Set<Value> registers) {
    this.lowering = lowering;
    this.registers = registers;
  }

  /** A body that the loops compute. */
  Flattening reading(Scalar scalar) {
    if (!(scalar instanceof Scalar.Read r)) {
      places.addAll(scalar.subscripts());
    } else if (!registers.contains(r.tensor())) {
      places.add(lowering.flat(r.tensor(), r.at()));
    }
    scalar.children().forEach(this::reading);
    return this;
  }

  /** A place that the loops write. */
  Flattening writing(Value value, List<Subscript> at) {
    places.add(lowering.flat(value, at));
    return this;
  }

  /** Loops over `indices` in which quotients and remainders of positions by large numbers are positions themselves. */
  List<Index> split(List<Index> indices) {
    return indices.stream().flatMap(i -> split(i).stream()).toList();
  }

  private List<Index> split(Index index) {
    OptionalLong by = places.stream().flatMap(p -> divisors(p, index)).mapToLong(Long::longValue)
        .filter(d -> d >= LEAST && d < index.size().constant() && index.size().constant() % d == 0).max();
    if (by.isEmpty()) {
      return List.of(index);
    }
    Size turns = Size.of(by.getAsLong());
    Index outer = new Index(fresh(), index.name() + "_over_" + turns, index.size().floorDiv(turns));
    Index inner = new Index(outer.id() - 1, index.name() + "_in_" + turns, turns);
    replace(index, Subscript.of((Subscript.Atom) outer).times(turns).plus(Subscript.of((Subscript.Atom) inner)));
    return split(List.of(outer, inner));
  }

  /** By which known numbers an index of a known size is divided. */
  private static Stream<Long> divisors(Subscript place, Index index) {
    return place.terms().stream().flatMap(term -> switch (term.atom()) {
      case Index _ -> Stream.of();
      case Subscript.Quotient q -> divisors(q.of(), q.by(), index);
      case Subscript.Remainder r -> divisors(r.of(), r.by(), index);
      case Subscript.Lookup l -> l.at().stream().flatMap(s -> divisors(s, index));
    });
  }

  private static Stream<Long> divisors(Subscript of, Size by, Index index) {
    boolean here = of.coefficient(index).is(1) && by.isConstant() && index.size().isConstant();
    return Stream.concat(here ? Stream.of(by.constant()) : Stream.of(), divisors(of, index));
  }

  /** The loops that remain of loops over `indices`; the lowering has the new indices in place of the old ones. */
  List<Index> of(List<Index> indices) {
    List<Index> kept = new ArrayList<>();
    for (Index index : indices) {
      if (index.size().is(1)) {
        replace(index, Subscript.ZERO);
      } else {
        kept.add(index);
      }
    }
    for (int i = kept.size() - 2; i >= 0; i--) {
      Index outer = kept.get(i);
      Index inner = kept.get(i + 1);
      Size turns = outer.size().times(inner.size());
      if (isCountable(turns) && places.stream().allMatch(p -> isContiguous(p, outer, inner))) {
        Index both = new Index(fresh(), outer.name() + "_" + inner.name(), turns);
        replace(outer, Subscript.ZERO);
        replace(inner, Subscript.of(both));
        kept.set(i, both);
        kept.remove(i + 1);
      }
    }
    return List.copyOf(kept);
  }

  /** Numbers below all those of graphs: this one and that below it. */
  private int fresh() {
    return -1 - 2 * lowering.nextSubstitution();
  }

  private void replace(Index index, Subscript by) {
    lowering.substitute(index, by);
    places.replaceAll(p -> NORMAL.of(p.substitute(Map.of(index, by))));
  }

  /** Loops over what is drawn, not stored, may have more turns together than an int counts. */
  private static boolean isCountable(Size turns) {
    return !turns.isConstant() || turns.constant() <= Integer.MAX_VALUE;
  }

  private static boolean isContiguous(Subscript place, Index outer, Index inner) {
    boolean plain = place.terms().stream().allMatch(t -> t.atom() instanceof Index
        || Subscript.of(t.atom()).indices().stream().noneMatch(i -> i.equals(outer) || i.equals(inner)));
    return plain && place.coefficient(outer).equals(place.coefficient(inner).times(inner.size()));
  }
}
