package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.MethodCode;
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

  /** `turn += (end - turn) / lanes * lanes`. */
  static void skipWhole(Loops nest, Local turn, Runnable end) {
    MethodCode code = nest.code();
    end.run();
    code.load(turn);
    code.op(Opcodes.ISUB);
    code.load(nest.lanes());
    code.op(Opcodes.IDIV);
    code.load(nest.lanes());
    code.op(Opcodes.IMUL);
    code.load(turn);
    code.op(Opcodes.IADD);
    code.store(turn);
  }

  /**
   * What is left when no whole vector fits, at 16 lanes: at once by a mask. Masks at fewer lanes lose to single steps.
   *
   * @param body given the mask of the lanes below `end`
   */
  static void masked(Loops nest, Local turn, Runnable end, Consumer<Local> body) {
    atLanes(nest, Opcodes.IF_ICMPLT, () -> nest.whenBelow(turn, end, () -> body.accept(nest.active(turn, end))));
  }

  /** What is left, at fewer than 16 lanes. */
  static void single(Loops nest, Local turn, Runnable end, Runnable body) {
    MethodCode code = nest.code();
    atLanes(nest, Opcodes.IF_ICMPGE,
        () -> nest.kernel().scope(() -> code.loop(turn, end, () -> code.increment(turn, 1), body)));
  }

  private static void atLanes(Loops nest, int unless, Runnable body) {
    MethodCode code = nest.code();
    Label end = code.label();
    code.load(nest.lanes());
    code.push(16);
    code.jump(unless, end);
    body.run();
    code.mark(end);
  }
}
