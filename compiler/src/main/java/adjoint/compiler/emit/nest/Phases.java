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
 *
 * @param rest what is stored at the positions behind the last whole turn, which are known, too
 */
record Phases(List<Index> loops, List<Target> targets, List<Target> rest) {

  private static final int MOST_WORDS = 400;
  /** The most positions of a turn. */
  private static final int MOST = 8;
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
        .forEach(w -> divisors.add(w.argument(1).constant().orElse(MOST + 1)));
    int by = divisors.stream().reduce(1, (a, b) -> Math.min(MOST + 1, a / gcd(a, b) * b));
    long positions = by + index.size().constant() % by;
    boolean known = loops.size() > 1 || index.size().constant() % by == 0;
    boolean divides = by > 1 && by <= MOST && known && positions * all.size() <= MOST_WORDS;
    return divides ? Optional.of(split(loops, targets, words, by)) : Optional.empty();
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static Phases split(List<Index> loops, List<Target> targets, Words words, int by) {
    Index index = loops.getLast();
    Index each = new Index(FRESH + index.id(), index.name() + "_by_" + by, index.size().floorDiv(Size.of(by)));
    List<Target> phases = new ArrayList<>();
    for (int phase = 0; phase < by; phase++) {
      Word place = words.iadd(words.integer(phase), words.imul(words.integer(by), words.position(each)));
      phases.addAll(at(index, place, targets, words));
    }
    List<Target> rest = new ArrayList<>();
    int size = Math.toIntExact(index.size().constant());
    for (int position = size - size % by; position < size; position++) {
      rest.addAll(at(index, words.integer(position), targets, words));
    }
    List<Index> changed = new ArrayList<>(loops.subList(0, loops.size() - 1));
    changed.add(each);
    return new Phases(changed, phases, rest);
  }

  private static List<Target> at(Index index, Word place, List<Target> targets, Words words) {
    Map<Word, Word> here = Map.of(words.position(index), place);
    return targets.stream().map(t -> new Target(t.placement(), words.replace(t.address(), here),
        words.replace(t.value(), here))).toList();
  }
}
