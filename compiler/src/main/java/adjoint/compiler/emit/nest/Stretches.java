package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.Local;
import adjoint.compiler.graph.Index;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Runs a loop over an index in stretches in which each guard is decided. */
final class Stretches {

  /** Code that advances the index from where it stands to the end of the stretch. */
  interface Body {
    void write(Local turn, Runnable end);
  }

  private Stretches() {}

  static void write(Loops nest, Index index, List<LoopGuard> guards, Body body) {
    MethodCode code = nest.code();
    Runnable size = () -> nest.end(index);
    nest.kernel().scope(() -> {
      nest.first(index);
      Local turn = code.keep(index.name(), Local.Type.INT);
      if (guards.isEmpty()) {
        body.write(turn, size);
      } else {
        code.loop(turn, size, () -> {}, () -> nest.kernel().scope(() -> stretch(nest, index, guards, turn, body)));
      }
    });
  }

  private static void stretch(Loops nest, Index index, List<LoopGuard> guards, Local turn, Body body) {
    MethodCode code = nest.code();
    nest.end(index);
    Local end = code.keep("end", Local.Type.INT);
    guards.forEach(g -> shorten(nest, g, turn, end));
    for (LoopGuard guard : guards) {
      nest.at(index, turn, () -> nest.scalars().emit(guard.comparison()));
      nest.kernel().bind(guard.holds(), code.keep("inside", Local.Type.INT));
    }
    body.write(turn, () -> code.load(end));
  }

  /** `if (turn < place && place < end) end = place`. */
  private static void shorten(Loops nest, LoopGuard guard, Local turn, Local end) {
    MethodCode code = nest.code();
    Label longer = code.label();
    code.load(turn);
    nest.scalars().emit(guard.place());
    code.jump(Opcodes.IF_ICMPGE, longer);
    nest.scalars().emit(guard.place());
    code.load(end);
    code.jump(Opcodes.IF_ICMPGE, longer);
    nest.scalars().emit(guard.place());
    code.store(end);
    code.mark(longer);
  }
}
