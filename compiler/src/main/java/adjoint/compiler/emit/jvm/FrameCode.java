package adjoint.compiler.emit.jvm;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.plan.Space;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;

/** What is asked of a frame, and of the threads that it has. */
final class FrameCode {

  private static final String DRAWS = "adjoint/runtime/program/Draws";
  private static final String POOL = "adjoint/runtime/program/Pool";
  private static final String POOL_DESCRIPTOR = "L" + POOL + ";";
  private static final String PART = POOL + "$Part";
  private static final Handle METAFACTORY = new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/LambdaMetafactory",
      "metafactory", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
          + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
          + "Ljava/lang/invoke/CallSite;",
      false);
  private static final org.objectweb.asm.Type PART_TYPE = org.objectweb.asm.Type.getMethodType("(JJ)V");

  private final ProcedureWriter writer;
  private final MethodCode code;

  FrameCode(ProcedureWriter writer, MethodCode code) {
    this.writer = writer;
    this.code = code;
  }

  /**
   * `frame.pool.loop(count, (from, to) -> procedure(arguments…, from, to))`.
   *
   * @param owner the class of the procedure
   */
  void share(Instruction.Share share, String owner) {
    pool(share.frame());
    writer.push(share.count());
    share.arguments().forEach(writer::push);
    List<DataType> captured = share.arguments().stream().map(Expression::type).toList();
    Handle part = new Handle(Opcodes.H_INVOKESTATIC, owner, share.procedure().name(),
        ProcedureWriter.descriptor(share.procedure()), false);
    code.visitor().visitInvokeDynamicInsn("run", ProcedureWriter.descriptor(captured) + "L" + PART + ";", METAFACTORY,
        PART_TYPE, part,
        PART_TYPE);
    code.grow(5);
    code.invokeVirtual(POOL, "loop", "(JL" + PART + ";)V");
  }

  private void pool(Variable frame) {
    code.load(writer.local(frame));
    code.getField(KernelClass.FRAME, "pool", POOL_DESCRIPTOR);
  }

  void push(Expression.OfFrame of) {
    Local frame = writer.local(of.frame());
    switch (of.part()) {
      case Part.Dim dim -> {
        field(frame, "dims", "[J");
        code.push(dim.number());
        code.ops(Opcodes.LALOAD, Opcodes.L2I);
      }
      case Part.DrawKey key -> {
        field(frame, "seed", "I");
        field(frame, "step", "I");
        code.push(key.site());
        code.invokeStatic(DRAWS, "key", "(III)I");
        if (key.second()) {
          code.invokeStatic(DRAWS, "secondKey", "(I)I");
        }
      }
      case Part.Array array -> array(frame, array);
      case Part.Threads _ -> {
        field(frame, "pool", POOL_DESCRIPTOR);
        code.invokeVirtual(POOL, "threads", "()I");
      }
    }
  }

  private void field(Local frame, String name, String descriptor) {
    code.load(frame);
    code.getField(KernelClass.FRAME, name, descriptor);
  }

  private void array(Local frame, Part.Array array) {
    switch (array.space()) {
      case Space.Store _ -> field(frame, "store", "[F");
      case Space.Work _ -> field(frame, "work", "[F");
      case Space.Settings _ -> field(frame, "settings", "[F");
      case Space.WorkInts _ -> field(frame, "workInts", "[I");
      case Space.Port port -> {
        boolean real = array.type() == DataType.REALS;
        field(frame, real ? "reals" : "ints", real ? "[[F" : "[[I");
        code.push(port.number());
        code.op(Opcodes.AALOAD);
      }
    }
  }
}
