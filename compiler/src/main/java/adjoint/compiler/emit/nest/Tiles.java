package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Local;
import org.objectweb.asm.Opcodes;

/** Loops in steps of whole vectors. */
final class Tiles {

  private Tiles() {}

  /** `limit = size - lanes + 1`: a whole vector fits where it begins below. */
  static Local limit(Loops nest, Runnable size) {
    size.run();
    nest.code().load(nest.lanes());
    nest.code().op(Opcodes.ISUB);
    nest.code().push(1);
    nest.code().op(Opcodes.IADD);
    return nest.code().keep("limit", Local.Type.INT);
  }

  /** `turn += lanes`. */
  static void advance(Loops nest, Local turn) {
    nest.code().load(turn);
    nest.code().load(nest.lanes());
    nest.code().op(Opcodes.IADD);
    nest.code().store(turn);
  }
}
