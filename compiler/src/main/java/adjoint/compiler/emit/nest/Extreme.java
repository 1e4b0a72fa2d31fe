package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.List;

/** The position of the largest or smallest body along an index: the first among equals; the first NaN wins. */
record Extreme(List<Index> inner, Index over, List<Word> sizes, boolean largest, Word body,
    Target target) implements Reducing {

  @Override
  public void write(Loops nest) {
    nest.state().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(inner, roots(), () -> nest.state().scope(() -> find(nest)));
    });
  }

  private void find(Loops nest) {
    ProcedureBuilder code = nest.code();
    Words words = nest.words();
    Word best = words.of(new Operator.Register(0, "best", Kind.FLOAT));
    Word place = words.of(new Operator.Register(0, "place", Kind.INT));
    Variable bestSoFar =
        code.let("best", Expression.of(largest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY));
    Variable itsPlace = code.let("place", Expression.ZERO);
    nest.state().bind(best, bestSoFar);
    nest.state().bind(place, itsPlace);
    nest.loop(over, List.of(body), true, () -> compare(nest, best, bestSoFar, itsPlace));
    nest.store(nest.scalars(), List.of(new Target(target.placement(), target.address(), place)));
  }

  /** Unordered comparisons are false, so a NaN isn't at most the best; once NaN is the best it stays. */
  private void compare(Loops nest, Word best, Variable bestSoFar, Variable itsPlace) {
    Words words = nest.words();
    Word worse = largest ? words.atMost(body, best) : words.atMost(best, body);
    Word better = words.and(words.not(worse), words.equal(best, best));
    nest.scalars().plan(List.of(body, better));
    nest.scalars().hoist(body);
    nest.code().when(nest.scalars().condition(better), () -> {
      nest.code().set(bestSoFar, nest.scalars().of(body));
      nest.code().set(itsPlace, nest.scalars().of(words.position(over)));
    });
  }
}
