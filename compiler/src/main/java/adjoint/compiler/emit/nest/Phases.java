package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes divisions out of an inner loop: where positions are divided by a small number d, the loop runs over every d-th
 * position and does d of them in a turn, in each of which quotient and remainder are known.
 */
record Phases(List<Index> loops, List<Target> targets) {

  private static final int MOST_WORDS = 400;
  /** Numbers of new indices begin above those of graphs. */
  private static final int FRESH = 1_000_000_000;

  static Optional<Phases> of(List<Index> loops, List<Target> targets, Words words) {
    if (loops.isEmpty() || !loops.getLast().size().isConstant()) {
      return Optional.empty();
    }
    Index index = loops.getLast();
    Set<Integer> divisors = new HashSet<>();
    Set<Word> all =
        MethodState.reachable(targets.stream().flatMap(t -> List.of(t.address(), t.value()).stream()).toList());
    all.stream().filter(w -> (w.is(Plain.FLOOR_DIV) || w.is(Plain.FLOOR_MOD)) && w.varies(index))
        .forEach(w -> divisors.add(w.argument(1).constant().orElse(0)));
    int by = divisors.size() == 1 ? divisors.iterator().next() : 0;
    boolean divides = by > 1 && index.size().constant() % by == 0 && by * all.size() <= MOST_WORDS;
    return divides ? Optional.of(split(loops, targets, words, by)) : Optional.empty();
  }

  private static Phases split(List<Index> loops, List<Target> targets, Words words, int by) {
    Index index = loops.getLast();
    Index each = new Index(FRESH + index.id(), index.name() + "_by_" + by, index.size().floorDiv(Size.of(by)));
    List<Target> phases = new ArrayList<>();
    for (int phase = 0; phase < by; phase++) {
      Word place = words.iadd(words.integer(phase), words.imul(words.integer(by), words.position(each)));
      Map<Word, Word> here = Map.of(words.position(index), place);
      targets.forEach(t -> phases.add(new Target(t.placement(), words.replace(t.address(), here),
          words.replace(t.value(), here))));
    }
    List<Index> changed = new ArrayList<>(loops.subList(0, loops.size() - 1));
    changed.add(each);
    return new Phases(changed, phases);
  }
}
