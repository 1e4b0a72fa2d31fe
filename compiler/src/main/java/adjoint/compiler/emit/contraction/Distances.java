package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import java.util.List;

/** Writes tables of how far the settings of some indices are from their first one, for {@link Tile}. */
final class Distances {

  private final ProcedureBuilder body;
  private final Places places;
  private final Variable work;

  Distances(ProcedureBuilder body, Places places, Variable work) {
    this.body = body;
    this.places = places;
    this.work = work;
  }

  /**
   * `work[at + i] = distance of position from + i`, for i below `count`.
   *
   * @param nearest the least distance, at most 0: the table counts from there, since all of it must be at least 0
   */
  void write(Subscript address, List<Index> indices, int nearest, Expression from, Expression count, Expression at) {
    new FlatRanges(body, places, indices).each(from, count, run -> {
      Expression step = run.inner().map(i -> places.of(address.coefficient(i))).orElse(Expression.ZERO);
      Expression first = body.fix("first", run.first());
      Expression begin = body.let("begin",
          places.with(run.outer()).part(address, indices).plus(first.times(step)).plus(-nearest));
      Expression to = body.let("to", at.plus(run.offset()));
      body.loop("entry", Expression.ZERO, run.count(), Expression.ONE, entry -> body.store(work, to.plus(entry),
          new Expression.Apply(DataType.FLOAT, Plain.FROM_BITS, List.of(begin.plus(entry.times(step))))));
    });
  }
}
