package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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
      Places outside = places.with(run.outer());
      Expression first = body.fix("first", run.first());
      Expression to = body.let("to", at.plus(run.offset()));
      if (run.inner().isPresent() && isDivided(address, run.inner().get())) {
        Index inner = run.inner().get();
        entries(to, run.count(), entry -> outside.with(Map.of(inner, body.let("place", first.plus(entry))))
            .part(address, indices).plus(-nearest));
      } else {
        Expression step = run.inner().map(i -> places.of(address.coefficient(i))).orElse(Expression.ZERO);
        Expression begin =
            body.let("begin", outside.part(address, indices).plus(first.times(step)).plus(-nearest));
        entries(to, run.count(), entry -> begin.plus(entry.times(step)));
      }
    });
  }

  private void entries(Expression to, Expression count, UnaryOperator<Expression> distance) {
    body.loop("entry", Expression.ZERO, count, Expression.ONE, entry -> body.store(work, to.plus(entry),
        new Expression.Apply(DataType.FLOAT, Plain.FROM_BITS, List.of(distance.apply(entry)))));
  }

  private static boolean isDivided(Subscript address, Index index) {
    return address.terms().stream().map(Subscript.Term::atom)
        .anyMatch(atom -> !atom.equals(index) && Subscript.of(atom).indices().contains(index));
  }
}
