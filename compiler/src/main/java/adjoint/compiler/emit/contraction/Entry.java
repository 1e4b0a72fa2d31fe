package adjoint.compiler.emit.contraction;

import static adjoint.compiler.emit.contraction.ContractionScratch.SMALL;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;

/** The kernel's own method: runs all blocks, on several threads where there is enough to do. */
final class Entry {

  /** What each factor of the estimate counts at most, so that the product fits. */
  private static final int MOST = 1024;

  private final String method;
  private final Shape shape;
  private final Procedure.Header blocks;
  private final int parts;

  private Entry(Procedures into, String method, Shape shape) {
    this.method = method;
    this.shape = shape;
    this.blocks = new Blocks(into, method, shape).emit();
    this.parts = ContractionScratch.parts(shape.contraction());
  }

  static Procedure.Header emit(Procedures into, String method, Shape shape) {
    Entry entry = new Entry(into, method, shape);
    return into.add(entry.parts > 1 ? entry.shared(into.add(entry.part())) : entry.alone());
  }

  private Procedure alone() {
    Signature kernel = new Signature(shape);
    kernel.call(blocks, Expression.ZERO, Expression.ONE);
    return kernel.body().build(method);
  }

  /** @param part that computes some parts of the sums */
  private Procedure shared(Procedure.Header part) {
    Signature kernel = new Signature(shape);
    ProcedureBuilder body = kernel.body();
    Expression all =
        body.let("all", new Expression.OfFrame(kernel.frame(), new Expression.Part.Threads()));
    Expression threads = body.let("threads", all.min(Expression.of(parts)));
    Expression split = body.let("split", new Expression.Choice(work(kernel).less(Expression.of((int) SMALL)),
        Expression.ONE, threads));
    body.choose(split.less(Expression.of(2)), () -> kernel.call(blocks, Expression.ZERO, Expression.ONE),
        () -> body.add(new Instruction.Share(kernel.frame(), split.wide(), part, kernel.arguments(split))));
    return body.build(method);
  }

  private Expression work(Signature kernel) {
    Places places = kernel.places();
    Expression rows = places.size(shape.axes().batch()).times(places.size(shape.axes().rows()));
    return rows.min(Expression.of(MOST)).times(places.size(shape.axes().columns()).min(Expression.of(MOST)))
        .times(places.size(shape.axes().depth()).min(Expression.of(MOST)));
  }

  private Procedure part() {
    Signature part = new Signature(shape, "threads");
    ProcedureBuilder body = part.body();
    Variable from = body.parameter("from", DataType.LONG);
    Variable to = body.parameter("to", DataType.LONG);
    Variable end = body.let("last", to.narrow());
    body.loop("number", body.let("first", from.narrow()), end, Expression.ONE,
        number -> part.call(blocks, number, part.argument("threads")));
    return body.build(method + "$part");
  }
}
