package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A reduction in ascending order, a long sum by {@link PartialSums}, one accumulator for each setting of the inner indices.
 * Vectors go along an inner index: several of them at once, so that the accumulators stay in registers and their chains
 * overlap.
 *
 * @param inner outermost first; the lanes', if any, last
 */
record Chain(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
    Optional<Vectors> vectors) implements Reducing {

  /** The index of the lanes, and the body with guards as registers. */
  record Vectors(Index lane, Word body, List<LoopGuard> guards) {}

  /** How many vectors of accumulators a pass has. */
  private static final int BLOCK = 4;
  /** Bodies of so many words have no copies for a block. */
  private static final int LARGE = 60;
  /** The positions of a partial sum. */
  private static final int TERMS = 256;

  static Chain of(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
      Mode mode) {
    List<Index> candidates = mode == Mode.SCALAR ? List.of() : inner.reversed();
    Optional<Vectors> vectors = candidates.stream()
        .filter(i -> target.address().slope(i).filter(s -> s == 1).isPresent())
        .flatMap(i -> LoopGuard.along(i, List.of(body), folding.words()).stream()
            .filter(g -> g.guards().stream().noneMatch(guard -> over.stream().anyMatch(guard.place()::varies)))
            .map(g -> new Vectors(i, g.words().getFirst(), g.guards())))
        .findFirst();
    List<Index> sorted = new ArrayList<>(inner);
    vectors.ifPresent(v -> {
      sorted.remove(v.lane());
      sorted.add(v.lane());
    });
    return new Chain(List.copyOf(sorted), over, sizes, folding, body, target, vectors);
  }

  @Override
  public List<Word> roots() {
    List<Word> roots = new ArrayList<>(sizes);
    vectors.ifPresent(v -> v.guards().forEach(g -> roots.addAll(List.of(g.comparison(), g.place()))));
    roots.addAll(List.of(vectors.map(Vectors::body).orElse(body), target.address()));
    return roots;
  }

  @Override
  public void write(Loops nest) {
    List<Index> around = vectors.isPresent() ? inner.subList(0, inner.size() - 1) : inner;
    nest.state().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(around, roots(), () -> {
        if (vectors.isPresent()) {
          vectors(nest, vectors.get());
        } else {
          nest.state().scope(() -> single(nest, body));
        }
      });
    });
  }

  /** One accumulator. */
  private void single(Loops nest, Word body) {
    Form form = nest.scalars();
    Variable sum = start(nest, form, 0);
    turns(nest, form, List.of(sum), body, () -> take(nest, form, sum, body));
    finish(nest, form, sum);
  }

  /** The loops over what is reduced, around what takes one position into each of the sums. */
  private void turns(Loops nest, Form form, List<Variable> sums, Word body, Runnable take) {
    List<Word> roots = List.of(body);
    if (!PartialSums.isLong(folding, over, TERMS)) {
      nest.loops(over, roots, take);
      return;
    }
    PartialSums partial = PartialSums.of(nest, form, folding, TERMS, 1, sums);
    nest.loops(over.subList(0, over.size() - 1), roots, () -> partial.blocks(form, over.getLast(),
        block -> nest.loop(over.getLast(), block.from(), block::end, roots, true, take)));
    partial.finish(form);
  }

  private Variable start(Loops nest, Form form, int number) {
    return nest.code().let(folding.name() + number, form.of(folding.identity()));
  }

  private void take(Loops nest, Form form, Variable sum, Word body) {
    nest.state().scope(() -> {
      form.bind(folding.sum(), sum);
      Word next = folding.with(body);
      form.plan(List.of(next));
      nest.code().set(sum, form.of(next));
    });
  }

  private void finish(Loops nest, Form form, Variable sum) {
    nest.state().scope(() -> {
      form.bind(folding.sum(), sum);
      nest.store(form, List.of(new Target(target.placement(), target.address(),
          folding.stored(target.placement().element()))));
    });
  }

  private void vectors(Loops nest, Vectors vectors) {
    Stretches.write(nest, vectors.lane(), vectors.guards(), (turn, end) -> {
      if (MethodState.reachable(List.of(body)).size() < LARGE) {
        pass(nest, vectors, turn, end, BLOCK);
      }
      pass(nest, vectors, turn, end, 1);
      if (!vectors.guards().isEmpty() || !nest.isWhole(vectors.lane())) {
        rest(nest, vectors, turn, end);
      }
    });
  }

  /** As long as a number of whole vectors fit. */
  private void pass(Loops nest, Vectors vectors, Variable turn, Supplier<Expression> end, int count) {
    ProcedureBuilder code = nest.code();
    nest.state().scope(() -> {
      Expression together = nest.lanes().times(count);
      Variable limit = code.let("limit", end.get().minus(together).plus(1));
      code.goOn(turn, limit, together, () -> block(nest, vectors, turn, count));
    });
  }

  private void block(Loops nest, Vectors vectors, Variable turn, int count) {
    Index index = vectors.lane();
    Form form = nest.vectors(index, Optional.empty());
    List<Variable> turns = turns(nest, index, turn, count);
    List<Variable> sums = IntStream.range(0, count).mapToObj(i -> start(nest, form, i)).toList();
    turns(nest, form, sums, vectors.body(), () -> {
      for (int i = 0; i < count; i++) {
        Variable sum = sums.get(i);
        nest.at(index, turns.get(i), () -> take(nest, form, sum, vectors.body()));
      }
    });
    for (int i = 0; i < count; i++) {
      Variable sum = sums.get(i);
      nest.at(index, turns.get(i), () -> finish(nest, form, sum));
    }
  }

  /** Where each of several vectors begins. */
  private static List<Variable> turns(Loops nest, Index index, Variable turn, int count) {
    ProcedureBuilder code = nest.code();
    List<Variable> turns = new ArrayList<>(List.of(turn));
    for (int i = 1; i < count; i++) {
      turns.add(code.let(index.name() + i, turns.getLast().plus(nest.lanes())));
    }
    return turns;
  }

  private void rest(Loops nest, Vectors vectors, Variable turn, Supplier<Expression> end) {
    Index index = vectors.lane();
    Tiles.masked(nest, turn, end, active -> {
      Form form = nest.vectors(index, Optional.of(active));
      Variable sum = start(nest, form, 0);
      turns(nest, form, List.of(sum), vectors.body(),
          () -> nest.at(index, turn, () -> take(nest, form, sum, vectors.body())));
      nest.at(index, turn, () -> finish(nest, form, sum));
    });
    Tiles.single(nest, turn, end, () -> nest.at(index, turn, () -> single(nest, vectors.body())));
    nest.code().set(turn, end.get());
  }
}
