package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Copies a right operand whose columns are each contiguous into panels, where those of a depth are: squares as wide as vectors
 * in registers, the rest number by number.
 */
final class Transposition {

  private static final int[] WIDTHS = {8, 16};

  private final ProcedureBuilder body = new ProcedureBuilder();
  private final Variable from = body.parameter("from", DataType.REALS);
  private final Variable at = body.parameter("at", DataType.INT);
  private final Variable stride = body.parameter("stride", DataType.INT);
  private final Variable columns = body.parameter("columns", DataType.INT);
  private final Variable depth = body.parameter("depth", DataType.INT);
  private final Variable work = body.parameter("work", DataType.REALS);
  private final Variable to = body.parameter("to", DataType.INT);
  private final Expression together;

  private Transposition(Procedures into) {
    this.together = Tile.columns(into);
  }

  /** Where a column begins in the panels. */
  private Expression place(Variable column) {
    return to.plus(column.over(together).times(together).times(depth)).plus(column.rest(together));
  }

  /**
   * A procedure that takes the array, the place of the first column, the stride of columns, how many there are, the depth, the
   * scratch memory and the place in it; for lanes.
   */
  static Procedure.Header in(Procedures into) {
    Procedure.Header[] squares = new Procedure.Header[WIDTHS.length];
    for (int i = 0; i < WIDTHS.length; i++) {
      int width = WIDTHS[i];
      squares[i] = into.shared("transpose" + width, name -> {
        Transposition transposition = new Transposition(into);
        transposition.squares(width);
        return transposition.body.build(name);
      });
    }
    return into.shared("transpose", name -> {
      Transposition transposition = new Transposition(into);
      transposition.all(squares);
      return transposition.body.build(name);
    });
  }

  private void all(Procedure.Header[] squares) {
    Expression lanes = body.let("lanes", Expression.lanes());
    Variable wholeColumns = body.let("wholeColumns", Expression.ZERO);
    Variable wholeDepth = body.let("wholeDepth", Expression.ZERO);
    for (int i = 0; i < squares.length; i++) {
      Procedure.Header square = squares[i];
      body.when(lanes.equal(Expression.of(WIDTHS[i])), () -> {
        body.set(wholeColumns, columns.roundedDown(lanes));
        body.set(wholeDepth, depth.roundedDown(lanes));
        body.call(square, List.of(from, at, stride, columns, depth, work, to));
      });
    }
    numbers(Expression.ZERO, wholeColumns, wholeDepth);
    numbers(wholeColumns, columns, Expression.ZERO);
  }

  private void numbers(Expression first, Expression last, Expression begin) {
    body.loop("column", first, last, Expression.ONE, column -> {
      Variable source = body.let("source", at.plus(column.times(stride)));
      Variable target = body.let("target", place(column));
      body.loop("turn", begin, depth, Expression.ONE, turn -> body.store(work, target.plus(turn.times(together)),
          new Expression.Element(DataType.FLOAT, from, source.plus(turn), Optional.empty())));
    });
  }

  /** @param width the lanes */
  private void squares(int width) {
    Expression step = Expression.of(width);
    Variable wholeColumns = body.let("wholeColumns", columns.roundedDown(step));
    Variable wholeDepth = body.let("wholeDepth", depth.roundedDown(step));
    body.loop("column", Expression.ZERO, wholeColumns, step,
        column -> body.loop("turn", Expression.ZERO, wholeDepth, step,
            turn -> square(width, column, turn)));
  }

  private void square(int width, Variable column, Variable turn) {
    Variable source = body.let("source", at.plus(column.times(stride)).plus(turn));
    List<List<Expression>> rows = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      rows.add(List.of(body.let("row" + i, new Expression.Element(DataType.FLOAT_LANES, from,
          source.plus(stride.times(i)), Optional.empty()))));
    }
    Variable target = body.let("target", place(column).plus(turn.times(together)));
    List<Expression> turned = zip(body, rows);
    for (int i = 0; i < width; i++) {
      body.store(work, target.plus(together.times(i)), turned.get(i));
    }
  }

  /**
   * Sequences as one that has the first number of each, then the second of each: those of even and of odd ones by turns.
   *
   * @param sequences vectors, a power of 2 of them, at most as many as there are lanes
   */
  static List<Expression> zip(ProcedureBuilder body, List<List<Expression>> sequences) {
    if (sequences.size() == 1) {
      return sequences.getFirst();
    }
    List<Expression> even = zip(body, everySecond(sequences, 0));
    List<Expression> odd = zip(body, everySecond(sequences, 1));
    List<Expression> both = new ArrayList<>();
    for (int i = 0; i < even.size(); i++) {
      for (int half = 0; half < 2; half++) {
        both.add(body.let("zip", new Expression.Machine(DataType.FLOAT_LANES, Expression.Operation.ZIP,
            List.of(even.get(i), odd.get(i), Expression.of(half)))));
      }
    }
    return both;
  }

  private static List<List<Expression>> everySecond(List<List<Expression>> all, int first) {
    return IntStream.range(0, all.size()).filter(i -> i % 2 == first).mapToObj(all::get).toList();
  }
}
