package adjoint.compiler.emit.jvm;

import adjoint.compiler.emit.KernelClock;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.ProgramKernels;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Step;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Emits a plan as a class: its kernels, and as a {@link adjoint.runtime.program.CompiledFunction} the method that
 * runs them in order. Of what is longer than one class can hold, the first kernels are in classes of their own.
 */
public final class ProgramEmitter {

  private static final String FUNCTION = "adjoint/runtime/program/CompiledFunction";
  private static final String CLOCK = KernelClock.class.getName().replace('.', '/');
  private static final String SIGNATURE = "Ladjoint/runtime/program/Signature;";

  /** Procedures in one class, whose 65,535 constants would do for some times as many. */
  private static final int PROCEDURES = 1_000;

  private final Plan plan;
  private final KernelClass into;

  private ProgramEmitter(Plan plan, String name, Mode mode) {
    this.plan = plan;
    this.into = new KernelClass(name, mode, source(plan.steps()), "java/lang/Object", FUNCTION);
  }

  /**
   * The bytes of a class with a public constructor that takes the signature, and of those that it uses, by internal names.
   *
   * @param name its internal name, with which the others' begin
   * @param kernels of the plan
   */
  public static Map<String, byte[]> emit(Plan plan, String name, Mode mode, ProgramKernels kernels) {
    ProgramEmitter emitter = new ProgramEmitter(plan, name, mode);
    emitter.constructor();
    emitter.size("workReals", plan.workReals());
    emitter.size("workInts", plan.workInts());
    emitter.run(kernels.entry());
    return emitter.classes(mode, kernels.procedures());
  }

  /** The last procedures are in the class itself, of more than one class can hold the first ones in others. */
  private Map<String, byte[]> classes(Mode mode, List<Procedure> procedures) {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    Map<String, String> owners = new HashMap<>(Map.of(KernelClock.FINISHED.name(), CLOCK));
    int from = 0;
    for (; procedures.size() - from > PROCEDURES; from += PROCEDURES) {
      KernelClass part = new KernelClass(part(classes.size() + 1), mode, source(plan.steps()), "java/lang/Object");
      ProcedureWriter.write(part, procedures.subList(from, from + PROCEDURES), owners);
      classes.put(part.name(), part.bytes());
    }
    ProcedureWriter.write(into, procedures.subList(from, procedures.size()), owners);
    classes.put(into.name(), into.bytes());
    return classes;
  }

  /** A name with the same end: that tells HotSpot's options which classes have vectors. */
  private String part(int number) {
    return into.name() + "_part" + number + into.name().substring(into.name().lastIndexOf('_'));
  }

  /** The file that most of it comes from, for stack traces. */
  private static String source(List<Step> steps) {
    return steps.stream().map(s -> s.origin().own().source().name()).filter(n -> !n.isEmpty()).findFirst()
        .orElse("generated.nn");
  }

  private void constructor() {
    into.field(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "signature", SIGNATURE);
    MethodVisitor code = into.member(Opcodes.ACC_PUBLIC, "<init>", "(" + SIGNATURE + ")V");
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitFieldInsn(Opcodes.PUTFIELD, into.name(), "signature", SIGNATURE);
    end(code, Opcodes.RETURN);
    MethodVisitor getter = into.member(Opcodes.ACC_PUBLIC, "signature", "()" + SIGNATURE);
    getter.visitCode();
    getter.visitVarInsn(Opcodes.ALOAD, 0);
    getter.visitFieldInsn(Opcodes.GETFIELD, into.name(), "signature", SIGNATURE);
    end(getter, Opcodes.ARETURN);
  }

  private void size(String method, Size size) {
    MethodVisitor code = into.member(Opcodes.ACC_PUBLIC, method, "([J)J");
    code.visitCode();
    new SizeCode(code, plan.signature().openDims(), () -> code.visitVarInsn(Opcodes.ALOAD, 1)).push(size);
    end(code, Opcodes.LRETURN);
  }

  private void run(Procedure.Header entry) {
    MethodVisitor code = into.member(Opcodes.ACC_PUBLIC, "run", "(" + KernelClass.FRAME_DESCRIPTOR + ")V");
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, into.name(), entry.name(), "(" + KernelClass.FRAME_DESCRIPTOR + ")V",
        false);
    end(code, Opcodes.RETURN);
  }

  private static void end(MethodVisitor code, int opcode) {
    code.visitInsn(opcode);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
