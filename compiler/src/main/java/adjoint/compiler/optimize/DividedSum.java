package adjoint.compiler.optimize;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By which numbers the indices of a sum are divided where it reads at quotients of its positions.
 *
 * @param by a number of each index that is divided
 */
record DividedSum(Comprehension of, Map<Index, Integer> by) {

  /** The greatest number that is divided by, and the most phases of out indices and of summed ones. */
  private static final long MOST = 4;
  private static final int MOST_PHASES = 64;

  /** One remainder of each index that is divided. */
  record Phase(Map<Index, Integer> divisors, Map<Index, Integer> remainders) {

    int number(Index index) {
      return remainders.getOrDefault(index, 0);
    }

    Size by(Index index) {
      return Size.of(divisors.getOrDefault(index, 1));
    }

    /** How many positions of an index are in the phase. */
    Size size(Index index) {
      return divisors.containsKey(index)
          ? Size.of(Math.ceilDiv(index.size().constant() - number(index), divisors.get(index).longValue()))
          : index.size();
    }

    /** The position of an index of which another one counts those of the phase. */
    Subscript place(Index index, Index each) {
      return Subscript.of((Subscript.Atom) each).times(by(index)).plus(Size.of(number(index)));
    }

    /** Where the element at a place of all indices is among those of the phase. */
    List<Subscript> within(List<Index> indices) {
      return indices.stream().map(i -> Subscript.of((Subscript.Atom) i).floorDiv(by(i))).toList();
    }
  }

  /** Empty where no out index is divided, or where one index is by several numbers or in a way that has no few phases. */
  static Optional<DividedSum> of(Comprehension c) {
    Set<Divided> found = new HashSet<>();
    collect(c.body(), found);
    Map<Index, Integer> by = new HashMap<>();
    Set<Index> bound = new HashSet<>(c.bound());
    for (Divided divided : found) {
      if (!divided.of().isAffine() || !divided.by().isConstant() || divided.by().constant() > MOST) {
        return Optional.empty();
      }
      for (Subscript.Term term : divided.of().terms()) {
        Index index = (Index) term.atom();
        boolean whole = term.coefficient().dividedBy(divided.by()).isPresent();
        int divisor = (int) divided.by().constant();
        if (!whole && (!bound.contains(index) || !index.size().isConstant() || index.size().constant() < divisor
            || by.merge(index, divisor, (a, b) -> a.equals(b) ? a : -1) < 0)) {
          return Optional.empty();
        }
      }
    }
    DividedSum phases = new DividedSum(c, Map.copyOf(by));
    return c.out().stream().anyMatch(by::containsKey) && count(c.out(), by) * count(c.over(), by) <= MOST_PHASES
        ? Optional.of(phases)
        : Optional.empty();
  }

  private record Divided(Subscript of, Size by) {}

  private static void collect(Scalar scalar, Set<Divided> found) {
    scalar.subscripts().forEach(s -> collect(s, found));
    scalar.children().forEach(c -> collect(c, found));
  }

  private static void collect(Subscript subscript, Set<Divided> found) {
    for (Subscript.Term term : subscript.terms()) {
      switch (term.atom()) {
        case Index _ -> {}
        case Subscript.Quotient q -> {
          found.add(new Divided(q.of(), q.by()));
          collect(q.of(), found);
        }
        case Subscript.Remainder r -> {
          found.add(new Divided(r.of(), r.by()));
          collect(r.of(), found);
        }
        case Subscript.Lookup l -> l.at().forEach(s -> collect(s, found));
      }
    }
  }

  private static int count(List<Index> indices, Map<Index, Integer> by) {
    return indices.stream().mapToInt(i -> by.getOrDefault(i, 1)).reduce(1, (a, b) -> a * b);
  }

  /** Every phase of the out indices, the last one's fastest. */
  List<Phase> ofOut() {
    return all(of.out());
  }

  /** Every phase of the summed indices. */
  List<Phase> ofOver() {
    return all(of.over());
  }

  private List<Phase> all(List<Index> indices) {
    List<Phase> all = new ArrayList<>(List.of(new Phase(by, Map.of())));
    for (Index index : indices.stream().filter(by::containsKey).toList()) {
      List<Phase> more = new ArrayList<>();
      for (Phase phase : all) {
        for (int number = 0; number < by.get(index); number++) {
          Map<Index, Integer> remainders = new HashMap<>(phase.remainders());
          remainders.put(index, number);
          more.add(new Phase(by, Map.copyOf(remainders)));
        }
      }
      all = more;
    }
    return all;
  }
}
