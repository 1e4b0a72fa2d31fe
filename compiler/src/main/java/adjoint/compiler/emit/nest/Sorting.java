package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The positions of each row by their keys: a heap sort of the positions, in the row that they are to lie in, so that it takes
 * no further memory. Keys that are equal are told apart by their positions, so that no other order could come out.
 *
 * @param rows the indices around, outermost first
 * @param along the index of the keys in a row
 * @param sizes of the loops
 * @param key an integer that is the less, the earlier a position comes
 * @param row where the row begins that is written
 */
record Sorting(List<Index> rows, Index along, List<Word> sizes, Word key, Word row,
    Placement placement) implements Piece {

  @Override
  public List<Word> roots() {
    List<Word> roots = new ArrayList<>(sizes);
    roots.addAll(List.of(key, row));
    return roots;
  }

  @Override
  public List<Placement> placements() {
    return List.of(placement);
  }

  @Override
  public Optional<Index> outermost() {
    return rows.stream().findFirst();
  }

  @Override
  public void write(Loops nest) {
    nest.state().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(rows, roots(), () -> nest.state().scope(() -> sort(nest)));
    });
  }

  /** What the sort of one row goes by. */
  private record Heap(Loops nest, Variable array, Expression base) {

    Expression at(Expression place) {
      return new Expression.Element(DataType.INT, array, base.plus(place), Optional.empty());
    }

    void put(Expression place, Expression position) {
      nest.code().store(array, base.plus(place), position);
    }
  }

  /** As long as there are inner nodes that are no heaps yet, the last of them; then the top, for what stands at the end. */
  private void sort(Loops nest) {
    ProcedureBuilder code = nest.code();
    Heap heap = new Heap(nest, nest.state().array(placement), code.fix("row", nest.scalars().of(row)));
    Expression count = code.fix("count", nest.scalars().of(nest.size(along)));
    code.loop("place", Expression.ZERO, count, Expression.ONE, place -> heap.put(place, place));
    Variable start = code.let("start", count.over(Expression.of(2)));
    Variable end = code.let("end", count.plus(0));
    Variable moved = code.let("moved", Expression.of(0).plus(0));
    code.repeat(end.more(Expression.ONE), () -> {
      code.choose(start.more(Expression.ZERO), () -> {
        code.increase(start, -1);
        code.set(moved, heap.at(start));
      }, () -> {
        code.increase(end, -1);
        code.set(moved, heap.at(end));
        heap.put(end, heap.at(Expression.ZERO));
      });
      sink(heap, start, end, moved);
    });
  }

  /** Lets a position down from the start of a heap, as long as a later one stands below. */
  private void sink(Heap heap, Variable start, Variable end, Variable moved) {
    ProcedureBuilder code = heap.nest().code();
    Variable own = code.let("key", keyOf(heap, moved));
    Variable root = code.let("root", start.plus(Expression.ZERO));
    Variable child = code.let("child", start.times(2).plus(1));
    code.repeat(child.less(end), () -> {
      Variable below = code.let("below", heap.at(child));
      Variable itsKey = code.let("itsKey", keyOf(heap, below));
      Variable second = code.let("second", child.plus(1));
      code.when(second.less(end), () -> {
        Variable other = code.let("other", heap.at(second));
        Variable otherKey = code.let("otherKey", keyOf(heap, other));
        code.when(isBefore(itsKey, below, otherKey, other), () -> {
          code.set(child, second);
          code.set(below, other);
          code.set(itsKey, otherKey);
        });
      });
      code.choose(isBefore(own, moved, itsKey, below), () -> {
        heap.put(root, below);
        code.set(root, child);
        code.set(child, child.times(2).plus(1));
      }, () -> code.set(child, end));
    });
    heap.put(root, moved);
  }

  private Expression keyOf(Heap heap, Variable position) {
    return heap.nest().at(along, position, key);
  }

  private static Expression isBefore(Expression key, Expression position, Expression other, Expression itsPosition) {
    Expression tie = new Expression.Apply(DataType.TRUTH, Plain.AND,
        List.of(key.equal(other), position.less(itsPosition)));
    return new Expression.Apply(DataType.TRUTH, Plain.OR, List.of(key.less(other), tie));
  }
}
