package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.LaneForm;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A comparison that decides whether something may be read and that changes its truth at one place of an index. The loop
 * over the index runs in stretches between such places, in each of which the comparison is the same for all lanes.
 *
 * @param comparison as it stands in the expression
 * @param place the first position at which its truth is another than before
 * @param holds a register: whether it holds in the stretch
 */
record LoopGuard(Word comparison, Word place, Word holds) {

  /** Expressions that vectors can go along an index for, within a stretch. */
  record Guarded(List<Word> words, List<LoopGuard> guards) {}

  /** With comparisons replaced by guards, where that is what it takes to use vectors. */
  static Optional<Guarded> along(Index index, List<Word> roots, Words words) {
    if (LaneForm.obstacle(roots, index).isEmpty()) {
      return Optional.of(new Guarded(roots, List.of()));
    }
    Set<Word> comparisons = new LinkedHashSet<>();
    MethodState.reachable(roots).stream().filter(w -> isGuarding(w, index))
        .forEach(w -> comparisons(w.argument(0), index, comparisons));
    List<LoopGuard> guards = new ArrayList<>();
    for (Word comparison : comparisons) {
      place(comparison, index, words).ifPresent(place -> guards.add(new LoopGuard(comparison, place,
          words.of(new Operator.Register(100 + guards.size(), "inside" + guards.size(), Kind.BOOL)))));
    }
    Map<Word, Word> decided = new HashMap<>();
    guards.forEach(g -> decided.put(g.comparison(), g.holds()));
    List<Word> replaced = roots.stream().map(r -> words.replace(r, decided)).toList();
    return guards.isEmpty() || LaneForm.obstacle(replaced, index).isPresent()
        ? Optional.empty()
        : Optional.of(new Guarded(replaced, List.copyOf(guards)));
  }

  private static boolean isGuarding(Word word, Index index) {
    return word.isChoice() && word.argument(0).varies(index)
        && !(word.argument(1).isSafe() && word.argument(2).isSafe());
  }

  private static void comparisons(Word condition, Index index, Set<Word> found) {
    if (condition.is(Plain.ILT) || condition.is(Plain.ILE)) {
      found.add(condition);
    } else if (condition.is(Plain.AND) || condition.is(Plain.OR) || condition.is(Plain.NOT)) {
      condition.arguments().forEach(a -> comparisons(a, index, found));
    }
  }

  /** Whether a comparison that changes its truth along an index holds before that place. */
  static boolean isRising(Word comparison, Index index, Words words) {
    return words.isub(comparison.argument(0), comparison.argument(1)).slope(index).filter(s -> s > 0).isPresent();
  }

  /**
   * Of `a < b` or `a <= b` with `a - b = slope·index + rest`: the first position from which on it holds no longer (a
   * rising difference) or holds (a falling one).
   */
  static Optional<Word> place(Word comparison, Index index, Words words) {
    Word difference = words.isub(comparison.argument(0), comparison.argument(1));
    Optional<Integer> slope = difference.slope(index).filter(s -> s != 0);
    return slope.map(s -> {
      Word rest = words.replace(difference, Map.of(words.position(index), words.integer(0)));
      Word size = words.integer(Math.abs(s));
      Word towards = s > 0 ? words.isub(words.integer(0), rest) : rest;
      boolean atOrBehind = comparison.is(Plain.ILT) == s > 0;
      return atOrBehind
          ? words.floorDiv(words.iadd(towards, words.integer(Math.abs(s) - 1)), size)
          : words.iadd(words.floorDiv(towards, size), words.integer(1));
    });
  }
}
