package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Code;
import adjoint.compiler.emit.Local;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
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

  /**
   * What is left when no whole vector fits: at 16 lanes at once by a mask, at fewer one by one, which is faster there.
   *
   * @param masked given the mask of the lanes below `end`
   */
  static void rest(Loops nest, Local turn, Runnable end, Consumer<Local> masked, Runnable single) {
    Code code = nest.code();
    Label singly = code.label();
    Label done = code.label();
    code.load(nest.lanes());
    code.push(16);
    code.jump(Opcodes.IF_ICMPLT, singly);
    nest.whenBelow(turn, end, () -> {
      masked.accept(nest.active(turn, end));
      end.run();
      code.store(turn);
    });
    code.jump(Opcodes.GOTO, done);
    code.mark(singly);
    nest.kernel().scope(() -> code.loop(turn, end, () -> code.increment(turn, 1), single));
    code.mark(done);
  }
}
