package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The indices of a contraction with neighbours merged into one where everything that is read and written lies behind one
 * another (as rows of a batch of rows do), and those of size 1 gone.
 *
 * @param places what stands for each original index
 */
record Axes(List<Index> batch, List<Index> rows, List<Index> columns, List<Index> depth, Map<Index, Subscript> places) {

  /** @param more addresses that are read besides those of the contraction */
  static Axes of(Step.Contraction contraction, Lowering lowering, List<Subscript> more) {
    Set<Subscript> addresses = new Addresses(contraction, lowering).all;
    addresses.addAll(more);
    Map<Index, Subscript> places = new HashMap<>();
    return new Axes(merged(contraction.batch(), addresses, places), merged(contraction.rows(), addresses, places),
        merged(contraction.columns(), addresses, places), merged(contraction.depth(), addresses, places),
        Map.copyOf(places));
  }

  /** An address in terms of the merged indices. */
  Subscript place(Subscript address) {
    return address.substitute(places);
  }

  private static List<Index> merged(List<Index> indices, Set<Subscript> addresses, Map<Index, Subscript> places) {
    List<Index> merged = new ArrayList<>();
    for (Index index : indices) {
      if (index.size().is(1)) {
        places.put(index, Subscript.ZERO);
      } else if (merged.isEmpty() || !addresses.stream().allMatch(a -> follow(a, merged.getLast(), index))) {
        merged.add(index);
      } else {
        merged.add(join(merged.removeLast(), index, places));
      }
    }
    return List.copyOf(merged);
  }

  /** The outer one vanishes; the inner one keeps its number and runs over both. */
  private static Index join(Index outer, Index inner, Map<Index, Subscript> places) {
    Index both = new Index(inner.id(), outer.name() + "_" + inner.name(), outer.size().times(inner.size()));
    places.put(outer, Subscript.ZERO);
    places.put(inner, Subscript.of((Subscript.Atom) both));
    return both;
  }

  /** Whether a step of the outer index is as far as all steps of the inner one, everywhere. */
  private static boolean follow(Subscript address, Index outer, Index inner) {
    return address.coefficient(outer).equals(address.coefficient(inner).times(inner.size()))
        && address.terms().stream().allMatch(t -> switch (t.atom()) {
          case Index i -> true;
          case Subscript.Quotient q -> follow(q.of(), outer, inner);
          case Subscript.Remainder r -> follow(r.of(), outer, inner);
          case Subscript.Lookup l -> l.at().stream().allMatch(s -> follow(s, outer, inner));
        });
  }

  /** Every index expression of a contraction, those of reads and stores as places in their arrays. */
  private static final class Addresses {

    final Set<Subscript> all = new LinkedHashSet<>();
    private final Set<Value> registers = new HashSet<>();
    private final Lowering lowering;

    Addresses(Step.Contraction contraction, Lowering lowering) {
      this.lowering = lowering;
      registers.add(contraction.accumulator());
      collect(contraction.left());
      collect(contraction.right());
      for (Store store : contraction.epilogue()) {
        collect(store.body());
        if (store.kept()) {
          all.add(lowering.flat(store.value(), store.at()));
        }
        registers.add(store.value());
      }
    }

    private void collect(Scalar scalar) {
      if (scalar instanceof Scalar.Read r && registers.contains(r.tensor())) {
        return;
      }
      if (scalar instanceof Scalar.Read r) {
        all.add(lowering.flat(r.tensor(), r.at()));
      } else {
        all.addAll(scalar.subscripts());
      }
      scalar.children().forEach(this::collect);
    }
  }
}
