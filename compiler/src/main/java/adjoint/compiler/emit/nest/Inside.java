package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of a loop in which there is something to compute: choices of a number outside of a stretch of the index, as a causal
 * mask leaves. The loop goes over whole groups of positions, in which the choices stay.
 *
 * @param from the stretch begins at the greatest of these
 * @param to and ends before the least of these
 */
record Inside(List<Word> from, List<Word> to) {

  /** Positions are left out by so many, which are whole vectors and whole turns of {@link Lanes}. */
  static final int GROUP = 32;

  /** Where expressions are chosen to be numbers outside of the same stretch; empty where they aren't. */
  static Optional<Inside> along(Index index, List<Word> roots, Words words) {
    if (roots.isEmpty() || !roots.stream().allMatch(r -> r.isChoice() && r.argument(2).constant().isPresent())
        || roots.stream().map(r -> r.argument(0)).distinct().count() != 1) {
      return Optional.empty();
    }
    List<Word> from = new ArrayList<>();
    List<Word> to = new ArrayList<>();
    conjuncts(roots.getFirst().argument(0)).forEach(c -> LoopGuard.place(c, index, words)
        .ifPresent(place -> (LoopGuard.isRising(c, index, words) ? to : from).add(place)));
    return from.isEmpty() && to.isEmpty()
        ? Optional.empty()
        : Optional.of(new Inside(List.copyOf(from), List.copyOf(to)));
  }

  private static Stream<Word> conjuncts(Word condition) {
    return condition.is(Plain.AND)
        ? condition.arguments().stream().flatMap(Inside::conjuncts)
        : Stream.of(condition).filter(c -> c.is(Plain.ILT) || c.is(Plain.ILE));
  }

  List<Word> places() {
    return Stream.concat(from.stream(), to.stream()).toList();
  }

  /** The first position of the groups that have something of the stretch, between two positions. */
  Expression first(Loops nest, Expression first, Expression end) {
    Expression place = first;
    for (Word word : from) {
      place = place.max(nest.scalars().of(word).min(end).and(-GROUP));
    }
    return place;
  }

  /** The end of those groups, at most `end`. */
  Expression end(Loops nest, Expression first, Expression end) {
    Expression place = end;
    for (Word word : to) {
      place = place.min(nest.scalars().of(word).max(first).plus(GROUP - 1).and(-GROUP));
    }
    return place;
  }
}
