package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.plan.Step.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes small reductions out, in the very order that loops would have: then they are as good as elementwise work. */
final class Unrolling {

  private static final int MOST_TERMS = 32;
  private static final int MOST_WORDS = 100;
  private static final int LANES = 32;

  private Unrolling() {}

  /** The reduction as one expression; none where it would be large, or its size isn't known. */
  static Optional<Word> of(Folding folding, Word body, List<Index> over, Order order) {
    return terms(folding.words(), body, over).map(terms -> {
      boolean lanes = folding.reduction() == Reduction.SUM && order == Order.LANES;
      return lanes ? tree(folding, terms, Math.toIntExact(over.getLast().size().constant())) : chain(folding, terms);
    });
  }

  /** The position of the extreme. */
  static Optional<Word> extreme(Words words, Word body, Index over, boolean largest) {
    return terms(words, body, List.of(over)).map(terms -> {
      Word best = terms.getFirst();
      Word place = words.integer(0);
      for (int i = 1; i < terms.size(); i++) {
        Word worse = largest ? words.atMost(terms.get(i), best) : words.atMost(best, terms.get(i));
        Word better = words.and(words.not(worse), words.equal(best, best));
        place = words.choose(better, words.integer(i), place);
        best = words.choose(better, terms.get(i), best);
      }
      return place;
    });
  }

  /** The body for each setting of the indices, the last one fastest. */
  private static Optional<List<Word>> terms(Words words, Word body, List<Index> over) {
    long count = 1;
    for (Index index : over) {
      boolean small = index.size().isConstant() && index.size().constant() <= MOST_TERMS;
      count = small ? count * index.size().constant() : Integer.MAX_VALUE;
      if (count > MOST_TERMS) {
        return Optional.empty();
      }
    }
    List<Word> terms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      terms.add(words.replace(body, setting(words, over, i)));
    }
    return count < 1 || MethodState.reachable(terms).size() > MOST_WORDS ? Optional.empty() : Optional.of(terms);
  }

  private static Map<Word, Word> setting(Words words, List<Index> over, int number) {
    Map<Word, Word> places = new HashMap<>();
    int rest = number;
    for (Index index : over.reversed()) {
      int size = Math.toIntExact(index.size().constant());
      places.put(words.position(index), words.integer(rest % size));
      rest /= size;
    }
    return places;
  }

  private static Word with(Folding folding, Word sum, Word body) {
    return folding.words().replace(folding.with(folding.other()), Map.of(folding.sum(), sum, folding.other(), body));
  }

  /** A sum begins with +0; the others have their first term for a beginning, which gives the same. */
  private static Word chain(Folding folding, List<Word> terms) {
    boolean sum = folding.reduction() == Reduction.SUM;
    Word result = sum ? folding.identity() : terms.getFirst();
    for (Word term : sum ? terms : terms.subList(1, terms.size())) {
      result = with(folding, result, term);
    }
    return result;
  }

  /** Sums that no term goes to are +0, which changes no other: each of those began with +0, so that none is -0. */
  private static Word tree(Folding folding, List<Word> terms, int row) {
    List<Optional<Word>> sums = new ArrayList<>(Collections.nCopies(LANES, Optional.empty()));
    for (int i = 0; i < terms.size(); i++) {
      int lane = i % row;
      Word before = sums.get(lane).orElse(folding.identity());
      sums.set(lane, Optional.of(with(folding, before, terms.get(i))));
    }
    for (int apart = LANES / 2; apart > 0; apart /= 2) {
      for (int lane = 0; lane < apart; lane++) {
        Optional<Word> behind = sums.get(lane + apart);
        Optional<Word> front = sums.get(lane);
        sums.set(lane, behind.isEmpty() ? front : front.map(f -> with(folding, f, behind.get())));
      }
    }
    return sums.getFirst().orElse(folding.identity());
  }
}
