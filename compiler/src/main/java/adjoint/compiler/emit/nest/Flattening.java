package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one long loop of several where everything that they touch lies one behind the other, so that small rows run at
 * full width; and drops loops of one turn.
 */
final class Flattening {

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
      if (places.stream().allMatch(p -> isContiguous(p, outer, inner))) {
        Index both = new Index(fresh(), outer.name() + "_" + inner.name(), outer.size().times(inner.size()));
        replace(outer, Subscript.ZERO);
        replace(inner, Subscript.of(both));
        kept.set(i, both);
        kept.remove(i + 1);
      }
    }
    return List.copyOf(kept);
  }

  /** Numbers below all those of graphs. */
  private int fresh() {
    return -1 - lowering.nextSubstitution();
  }

  private void replace(Index index, Subscript by) {
    lowering.substitute(index, by);
    places.replaceAll(p -> p.substitute(Map.of(index, by)));
  }

  private static boolean isContiguous(Subscript place, Index outer, Index inner) {
    boolean plain = place.terms().stream().allMatch(t -> t.atom() instanceof Index
        || Subscript.of(t.atom()).indices().stream().noneMatch(i -> i.equals(outer) || i.equals(inner)));
    return plain && place.coefficient(outer).equals(place.coefficient(inner).times(inner.size()));
  }
}
