package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.List;
import org.objectweb.asm.Label;

/** The position of the largest or smallest body along an index: the first among equals; the first NaN wins. */
record Extreme(List<Index> inner, Index over, List<Word> sizes, boolean largest, Word body,
    Target target) implements Reducing {

  @Override
  public void write(Loops nest) {
    nest.kernel().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(inner, roots(), () -> nest.kernel().scope(() -> find(nest)));
    });
  }

  private void find(Loops nest) {
    MethodCode code = nest.code();
    Words words = nest.words();
    Word best = words.of(new Operator.Register(0, "best", Kind.FLOAT));
    Word place = words.of(new Operator.Register(0, "place", Kind.INT));
    code.push(largest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
    Local bestLocal = code.keep("best", Local.Type.FLOAT);
    code.push(0);
    Local placeLocal = code.keep("place", Local.Type.INT);
    nest.kernel().bind(best, bestLocal);
    nest.kernel().bind(place, placeLocal);
    nest.loop(over, List.of(body), true, () -> compare(nest, best, bestLocal, placeLocal));
    nest.store(nest.scalars(), List.of(new Target(target.placement(), target.address(), place)));
  }

  /** Unordered comparisons are false, so a NaN isn't at most the best; once NaN is the best it stays. */
  private void compare(Loops nest, Word best, Local bestLocal, Local placeLocal) {
    MethodCode code = nest.code();
    Words words = nest.words();
    Word worse = largest ? words.atMost(body, best) : words.atMost(best, body);
    Word better = words.and(words.not(worse), words.equal(best, best));
    Label next = code.label();
    nest.scalars().plan(List.of(body, better));
    nest.scalars().hoist(body);
    nest.scalars().jumpUnless(better, next);
    nest.scalars().emit(body);
    code.store(bestLocal);
    nest.scalars().emit(words.position(over));
    code.store(placeLocal);
    code.mark(next);
  }
}
