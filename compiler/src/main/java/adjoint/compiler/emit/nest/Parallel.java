package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Runs the turns of a nest's outermost loop on several threads, where they are work enough. */
final class Parallel {

  /** How many words a nest computes, an element each, for which waking threads pays. */
  private static final long ENOUGH = 1_000_000;

  private static final String POOL = "adjoint/runtime/program/Pool";
  private static final String POOL_DESCRIPTOR = "L" + POOL + ";";
  private static final String PART = POOL + "$Part";
  private static final Type PART_TYPE = Type.getMethodType("(JJ)V");
  private static final Handle METAFACTORY = new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/LambdaMetafactory",
      "metafactory", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
          + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
          + "Ljava/lang/invoke/CallSite;",
      false);

  private Parallel() {}

  /** The index whose turns may be shared out; none where there can't be work enough. */
  static Optional<Index> index(Loops nest, List<Index> outer, List<Piece> pieces) {
    Optional<Index> first = outer.isEmpty() && pieces.size() == 1
        ? pieces.getFirst().outermost()
        : outer.stream().findFirst();
    boolean small = pieces.stream().mapToLong(p -> known(nest, outer, p)).sum() < ENOUGH;
    return small ? Optional.empty() : first;
  }

  private static List<Word> factors(Loops nest, List<Index> outer, Piece piece) {
    List<Word> factors = new ArrayList<>();
    outer.forEach(i -> factors.add(nest.size(i)));
    factors.addAll(piece.sizes());
    return factors;
  }

  private static int words(Piece piece) {
    return Kernel.reachable(piece.roots()).size();
  }

  /** The work, as far as sizes are known; open ones may be large. */
  private static long known(Loops nest, List<Index> outer, Piece piece) {
    long work = words(piece);
    for (Word factor : factors(nest, outer, piece)) {
      work = factor.constant().isPresent() ? work * factor.constant().get() : ENOUGH;
      if (work >= ENOUGH) {
        return ENOUGH;
      }
    }
    return work;
  }

  /**
   * The whole body of the nest's method.
   *
   * @param turns the method `void (Frame, int…, long from, long to)` that runs some turns
   * @param descriptor of the nest's method
   */
  static void entry(Loops nest, Index index, List<Index> outer, List<Piece> pieces, List<Local> loops, String turns,
      String descriptor) {
    MethodCode code = nest.code();
    Label alone = code.label();
    Label end = code.label();
    Local frame = nest.kernel().frame();
    String wide = descriptor.replace(")V", "JJ)V");
    pool(code, frame);
    code.invokeVirtual(POOL, "threads", "()I");
    code.push(1);
    code.jump(Opcodes.IF_ICMPLE, alone);
    work(nest, outer, pieces);
    code.push((int) ENOUGH);
    code.ops(Opcodes.I2L, Opcodes.LCMP);
    code.jump(Opcodes.IFLT, alone);
    pool(code, frame);
    size(nest, index);
    code.load(frame);
    loops.forEach(code::load);
    Handle part = new Handle(Opcodes.H_INVOKESTATIC, nest.owner().name(), turns, wide, false);
    code.visitor().visitInvokeDynamicInsn("run", descriptor.replace(")V", ")L" + PART + ";"), METAFACTORY, PART_TYPE,
        part, PART_TYPE);
    code.grow(5);
    code.invokeVirtual(POOL, "loop", "(JL" + PART + ";)V");
    code.jump(Opcodes.GOTO, end);
    code.mark(alone);
    code.load(frame);
    loops.forEach(code::load);
    code.push(0);
    code.op(Opcodes.I2L);
    size(nest, index);
    code.invokeStatic(nest.owner().name(), turns, wide);
    code.mark(end);
  }

  private static void pool(MethodCode code, Local frame) {
    code.load(frame);
    code.getField(KernelClass.FRAME, "pool", POOL_DESCRIPTOR);
  }

  private static void size(Loops nest, Index index) {
    nest.scalars().emit(nest.size(index));
    nest.code().op(Opcodes.I2L);
  }

  /** Pushes the number of words that are computed. */
  private static void work(Loops nest, List<Index> outer, List<Piece> pieces) {
    MethodCode code = nest.code();
    code.push(0);
    code.op(Opcodes.I2L);
    for (Piece piece : pieces) {
      code.push(words(piece));
      code.op(Opcodes.I2L);
      for (Word factor : factors(nest, outer, piece)) {
        nest.scalars().emit(factor);
        code.ops(Opcodes.I2L, Opcodes.LMUL);
      }
      code.op(Opcodes.LADD);
    }
  }
}
