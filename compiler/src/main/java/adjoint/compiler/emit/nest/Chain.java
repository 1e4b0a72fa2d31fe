package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Code;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.VectorForm;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * A reduction in ascending order, one accumulator for each setting of the inner indices. Vectors go along an inner index:
 * several of them at once, so that the accumulators stay in registers and their chains overlap.
 *
 * @param inner outermost first; the lanes', if any, last
 */
record Chain(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
    Optional<Index> lane) implements Piece {

  /** How many vectors of accumulators a pass has. */
  private static final int BLOCK = 4;

  static Chain of(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
      Mode mode) {
    Optional<Index> lane = mode == Mode.SCALAR ? Optional.empty()
        : inner.reversed().stream().filter(i -> isLane(i, body, target)).findFirst();
    List<Index> sorted = new ArrayList<>(inner);
    lane.ifPresent(l -> {
      sorted.remove(l);
      sorted.add(l);
    });
    return new Chain(List.copyOf(sorted), over, sizes, folding, body, target, lane);
  }

  private static boolean isLane(Index index, Word body, Target target) {
    return target.address().slope(index).filter(s -> s == 1).isPresent()
        && VectorForm.obstacle(List.of(body), index).isEmpty();
  }

  @Override
  public List<Word> roots() {
    List<Word> roots = new ArrayList<>(sizes);
    roots.addAll(List.of(body, target.address()));
    return roots;
  }

  @Override
  public List<Placement> placements() {
    return List.of(target.placement());
  }

  @Override
  public void write(Loops nest) {
    List<Index> around = lane.isPresent() ? inner.subList(0, inner.size() - 1) : inner;
    nest.kernel().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(around, roots(), () -> {
        if (lane.isPresent()) {
          vectors(nest, lane.get());
        } else {
          nest.kernel().scope(() -> single(nest));
        }
      });
    });
  }

  /** One accumulator. */
  private void single(Loops nest) {
    Form form = nest.scalars();
    Local sum = start(nest, form, 0);
    nest.loops(over, List.of(body), () -> take(nest, form, sum));
    finish(nest, form, sum);
  }

  private Local start(Loops nest, Form form, int number) {
    form.emit(folding.identity());
    return nest.code().keep(folding.name() + number, form.type(folding.sum().kind()));
  }

  private void take(Loops nest, Form form, Local sum) {
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

  private void vectors(Loops nest, Index index) {
    Code code = nest.code();
    Runnable size = () -> nest.scalars().emit(nest.size(index));
    nest.kernel().scope(() -> {
      code.push(0);
      Local turn = code.keep(index.name(), Local.Type.INT);
      pass(nest, index, turn, size, BLOCK);
      pass(nest, index, turn, size, 1);
      rest(nest, index, turn, size);
    });
  }

  /** As long as a number of whole vectors fit. */
  private void pass(Loops nest, Index index, Local turn, Runnable size, int vectors) {
    Code code = nest.code();
    nest.kernel().scope(() -> {
      size.run();
      code.load(nest.lanes());
      code.push(vectors);
      code.ops(Opcodes.IMUL, Opcodes.ISUB);
      code.push(1);
      code.op(Opcodes.IADD);
      Local limit = code.keep("limit", Local.Type.INT);
      code.loop(turn, () -> code.load(limit), () -> advance(nest, turn, vectors), () -> block(nest, index, turn, vectors));
    });
  }

  private static void advance(Loops nest, Local turn, int vectors) {
    Code code = nest.code();
    code.load(turn);
    code.load(nest.lanes());
    code.push(vectors);
    code.ops(Opcodes.IMUL, Opcodes.IADD);
    code.store(turn);
  }

  private void block(Loops nest, Index index, Local turn, int vectors) {
    Code code = nest.code();
    Form form = nest.vectors(index, Optional.empty());
    List<Local> turns = new ArrayList<>(List.of(turn));
    for (int i = 1; i < vectors; i++) {
      code.load(turns.getLast());
      code.load(nest.lanes());
      code.op(Opcodes.IADD);
      turns.add(code.keep(index.name() + i, Local.Type.INT));
    }
    List<Local> sums = IntStream.range(0, vectors).mapToObj(i -> start(nest, form, i)).toList();
    nest.loops(over, List.of(body), () -> {
      for (int i = 0; i < vectors; i++) {
        Local sum = sums.get(i);
        nest.at(index, turns.get(i), () -> take(nest, form, sum));
      }
    });
    for (int i = 0; i < vectors; i++) {
      Local sum = sums.get(i);
      nest.at(index, turns.get(i), () -> finish(nest, form, sum));
    }
  }

  /** At 16 lanes by a mask, at fewer one by one. */
  private void rest(Loops nest, Index index, Local turn, Runnable size) {
    Code code = nest.code();
    Label singly = code.label();
    Label end = code.label();
    code.load(nest.lanes());
    code.push(16);
    code.jump(Opcodes.IF_ICMPLT, singly);
    nest.whenBelow(turn, size, () -> {
      Form form = nest.vectors(index, Optional.of(nest.active(turn, size)));
      Local sum = start(nest, form, 0);
      nest.loops(over, List.of(body), () -> nest.at(index, turn, () -> take(nest, form, sum)));
      nest.at(index, turn, () -> finish(nest, form, sum));
    });
    code.jump(Opcodes.GOTO, end);
    code.mark(singly);
    nest.kernel().scope(() -> code.loop(turn, size, () -> code.increment(turn, 1),
        () -> nest.at(index, turn, () -> single(nest))));
    code.mark(end);
  }
}
