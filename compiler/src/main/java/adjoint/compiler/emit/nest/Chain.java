package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.objectweb.asm.Opcodes;

/**
 * A reduction in ascending order, a long sum by {@link PartialSums}, one accumulator for each setting of the inner indices. Vectors go along an inner index:
 * several of them at once, so that the accumulators stay in registers and their chains overlap.
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
    nest.kernel().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(around, roots(), () -> {
        if (vectors.isPresent()) {
          vectors(nest, vectors.get());
        } else {
          nest.kernel().scope(() -> single(nest, body));
        }
      });
    });
  }

  /** One accumulator. */
  private void single(Loops nest, Word body) {
    Form form = nest.scalars();
    Local sum = start(nest, form, 0);
    turns(nest, form, List.of(sum), body, () -> take(nest, form, sum, body));
    finish(nest, form, sum);
  }

  /** The loops over what is reduced, around what takes one position into each of the sums. */
  private void turns(Loops nest, Form form, List<Local> sums, Word body, Runnable take) {
    List<Word> roots = List.of(body);
    if (!PartialSums.isLong(folding, over, TERMS)) {
      nest.loops(over, roots, take);
      return;
    }
    PartialSums partial = PartialSums.of(nest, form, folding, TERMS, 1, sums);
    nest.loops(over.subList(0, over.size() - 1), roots, () -> partial.blocks(form, over.getLast(),
        block -> nest.loop(over.getLast(), () -> nest.code().load(block.from()), () -> nest.code().load(block.end()),
            roots,
            true, take)));
    partial.finish(form);
  }

  private Local start(Loops nest, Form form, int number) {
    form.emit(folding.identity());
    return nest.code().keep(folding.name() + number, form.type(folding.sum().kind()));
  }

  private void take(Loops nest, Form form, Local sum, Word body) {
    nest.kernel().scope(() -> {
      form.bind(folding.sum(), sum);
      Word next = folding.with(body);
      form.plan(List.of(next));
      form.emit(next);
      nest.code().store(sum);
    });
  }

  private void finish(Loops nest, Form form, Local sum) {
    nest.kernel().scope(() -> {
      form.bind(folding.sum(), sum);
      nest.store(form, List.of(new Target(target.placement(), target.address(),
          folding.stored(target.placement().element()))));
    });
  }

  private void vectors(Loops nest, Vectors vectors) {
    Stretches.write(nest, vectors.lane(), vectors.guards(), (turn, end) -> {
      if (Kernel.reachable(List.of(body)).size() < LARGE) {
        pass(nest, vectors, turn, end, BLOCK);
      }
      pass(nest, vectors, turn, end, 1);
      if (!vectors.guards().isEmpty() || !nest.isWhole(vectors.lane())) {
        rest(nest, vectors, turn, end);
      }
    });
  }

  /** As long as a number of whole vectors fit. */
  private void pass(Loops nest, Vectors vectors, Local turn, Runnable end, int count) {
    MethodCode code = nest.code();
    nest.kernel().scope(() -> {
      end.run();
      code.load(nest.lanes());
      code.push(count);
      code.ops(Opcodes.IMUL, Opcodes.ISUB);
      code.push(1);
      code.op(Opcodes.IADD);
      Local limit = code.keep("limit", Local.Type.INT);
      code.loop(turn, () -> code.load(limit), () -> advance(nest, turn, count),
          () -> block(nest, vectors, turn, count));
    });
  }

  private static void advance(Loops nest, Local turn, int vectors) {
    MethodCode code = nest.code();
    code.load(turn);
    code.load(nest.lanes());
    code.push(vectors);
    code.ops(Opcodes.IMUL, Opcodes.IADD);
    code.store(turn);
  }

  private void block(Loops nest, Vectors vectors, Local turn, int count) {
    Index index = vectors.lane();
    Form form = nest.vectors(index, Optional.empty());
    List<Local> turns = turns(nest, index, turn, count);
    List<Local> sums = IntStream.range(0, count).mapToObj(i -> start(nest, form, i)).toList();
    turns(nest, form, sums, vectors.body(), () -> {
      for (int i = 0; i < count; i++) {
        Local sum = sums.get(i);
        nest.at(index, turns.get(i), () -> take(nest, form, sum, vectors.body()));
      }
    });
    for (int i = 0; i < count; i++) {
      Local sum = sums.get(i);
      nest.at(index, turns.get(i), () -> finish(nest, form, sum));
    }
  }

  /** Where each of several vectors begins. */
  private static List<Local> turns(Loops nest, Index index, Local turn, int count) {
    MethodCode code = nest.code();
    List<Local> turns = new ArrayList<>(List.of(turn));
    for (int i = 1; i < count; i++) {
      code.load(turns.getLast());
      code.load(nest.lanes());
      code.op(Opcodes.IADD);
      turns.add(code.keep(index.name() + i, Local.Type.INT));
    }
    return turns;
  }

  private void rest(Loops nest, Vectors vectors, Local turn, Runnable end) {
    Index index = vectors.lane();
    Tiles.masked(nest, turn, end, active -> {
      Form form = nest.vectors(index, Optional.of(active));
      Local sum = start(nest, form, 0);
      turns(nest, form, List.of(sum), vectors.body(),
          () -> nest.at(index, turn, () -> take(nest, form, sum, vectors.body())));
      nest.at(index, turn, () -> finish(nest, form, sum));
    });
    Tiles.single(nest, turn, end, () -> nest.at(index, turn, () -> single(nest, vectors.body())));
    end.run();
    nest.code().store(turn);
  }
}
