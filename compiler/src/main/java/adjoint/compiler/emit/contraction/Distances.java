package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Local;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** Writes tables of how far the settings of some indices are from their first one, for {@link Tile}. */
final class Distances {

  private final Body body;
  private final Places places;
  private final Local work;

  Distances(Body body, Places places, Local work) {
    this.body = body;
    this.places = places;
    this.work = work;
  }

  /**
   * `work[at + i] = distance of position from + i`, for i below `count`.
   *
   * @param nearest the least distance, at most 0: the table counts from there, since all of it must be at least 0
   */
  void write(Subscript address, List<Index> indices, int nearest, Int from, Int count, Int at) {
    new FlatRanges(body, places, indices).each(from, count, run -> {
      Int step = run.inner().map(i -> places.of(address.coefficient(i))).orElse(Int.ZERO);
      Int first = body.fix("first", run.first());
      Int begin = body.let("begin",
          places.with(run.outer()).part(address, indices).plus(first.times(step)).plus(-nearest));
      Int to = body.let("to", at.plus(run.offset()));
      body.loop("entry", Int.ZERO, run.count(), Int.ONE, entry -> {
        body.code.load(work);
        body.push(to.plus(entry));
        body.push(begin.plus(entry.times(step)));
        body.code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        body.code.op(Opcodes.FASTORE);
      });
    });
  }
}
