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
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Stores for all settings of some indices.
 *
 * @param loops the indices, outermost first; the lanes', if any, last
 * @param sizes of the loops
 * @param lane the index that vectors go along
 */
record Elementwise(List<Index> loops, List<Word> sizes, List<Target> targets, Optional<Index> lane) implements Piece {

  /**
   * @param ordered whether the turns must stay in this order
   */
  static Elementwise of(List<Index> loops, List<Target> targets, Mode mode, boolean ordered, List<Word> sizes) {
    Optional<Index> lane = mode == Mode.SCALAR ? Optional.empty() : lane(loops, targets, ordered);
    List<Index> sorted = new ArrayList<>(loops);
    lane.ifPresent(l -> {
      sorted.remove(l);
      sorted.add(l);
    });
    return new Elementwise(List.copyOf(sorted), sizes, targets, lane);
  }

  /** The innermost index along which all stores are contiguous and all bodies can be computed. */
  private static Optional<Index> lane(List<Index> loops, List<Target> targets, boolean ordered) {
    List<Index> candidates = ordered && !loops.isEmpty() ? List.of(loops.getLast()) : loops.reversed();
    return candidates.stream().filter(i -> isLane(i, targets)).findFirst();
  }

  private static boolean isLane(Index index, List<Target> targets) {
    List<Word> roots = targets.stream().flatMap(t -> List.of(t.value()).stream()).toList();
    return targets.stream().allMatch(t -> t.address().slope(index).filter(s -> s == 1).isPresent())
        && VectorForm.obstacle(roots, index).isEmpty();
  }

  @Override
  public List<Word> roots() {
    List<Word> roots = new ArrayList<>(sizes);
    targets.forEach(t -> roots.addAll(List.of(t.address(), t.value())));
    return roots;
  }

  @Override
  public List<Placement> placements() {
    return targets.stream().map(Target::placement).toList();
  }

  @Override
  public void write(Loops nest) {
    if (loops.isEmpty()) {
      nest.kernel().scope(() -> nest.store(nest.scalars(), targets));
      return;
    }
    List<Index> around = loops.subList(0, loops.size() - 1);
    nest.kernel().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(around, roots(), () -> innermost(nest, loops.getLast()));
    });
  }

  private void innermost(Loops nest, Index index) {
    if (lane.isPresent()) {
      vectors(nest, index);
    } else {
      nest.loop(index, List.of(), true, () -> nest.store(nest.scalars(), targets));
    }
  }

  private void vectors(Loops nest, Index index) {
    Code code = nest.code();
    Runnable size = () -> nest.scalars().emit(nest.size(index));
    nest.kernel().scope(() -> {
      Local limit = Tiles.limit(nest, size);
      code.push(0);
      Local turn = code.keep(index.name(), Local.Type.INT);
      code.loop(turn, () -> code.load(limit), () -> Tiles.advance(nest, turn),
          () -> body(nest, index, turn, nest.vectors(index, Optional.empty())));
      rest(nest, index, turn, size);
    });
  }

  /** At 16 lanes by a mask, at fewer one by one, which is faster there. */
  private void rest(Loops nest, Index index, Local turn, Runnable size) {
    Code code = nest.code();
    Label single = code.label();
    Label end = code.label();
    code.load(nest.lanes());
    code.push(16);
    code.jump(Opcodes.IF_ICMPLT, single);
    nest.whenBelow(turn, size, () -> {
      Local active = nest.active(turn, size);
      body(nest, index, turn, nest.vectors(index, Optional.of(active)));
    });
    code.jump(Opcodes.GOTO, end);
    code.mark(single);
    nest.kernel().scope(() -> code.loop(turn, size, () -> code.increment(turn, 1),
        () -> body(nest, index, turn, nest.scalars())));
    code.mark(end);
  }

  private void body(Loops nest, Index index, Local turn, Form form) {
    nest.at(index, turn, () -> nest.store(form, targets));
  }
}
