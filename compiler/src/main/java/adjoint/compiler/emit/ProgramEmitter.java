package adjoint.compiler.emit;

import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Step;
import adjoint.compiler.source.Span;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Emits a plan as a class: its kernels, and as a {@link adjoint.runtime.program.CompiledFunction} the method that
 * runs them in order. A loop's body is a method of its own, and so is each stretch of a long sequence, so that
 * HotSpot compiles all of them; stretches of what is longer than one class can hold are classes of their own.
 */
public final class ProgramEmitter {

  private static final String FUNCTION = "adjoint/runtime/program/CompiledFunction";
  private static final String SIGNATURE = "Ladjoint/runtime/program/Signature;";
  /** Calls in one method; each takes at most 20 bytes, and a loop 60. */
  private static final int CALLS = 80;
  /** Kernels in one class, whose 65,535 constants would do for some times as many. */
  private static final int KERNELS = 1_000;

  private final Plan plan;
  private final Mode mode;
  private final StepEmitter kernels;
  private final KernelClass into;
  /** What is finished, by internal names. */
  private final Map<String, byte[]> classes;

  private ProgramEmitter(Plan plan, KernelClass into, StepEmitter kernels, Map<String, byte[]> classes) {
    this.plan = plan;
    this.mode = into.mode();
    this.kernels = kernels;
    this.into = into;
    this.classes = classes;
  }

  /**
   * The bytes of a class with a public constructor that takes the signature, and of those that it uses, by internal names.
   *
   * @param name its internal name, with which the others' begin
   * @param kernels emits all leaves of the plan
   */
  public static Map<String, byte[]> emit(Plan plan, String name, Mode mode, StepEmitter kernels) {
    KernelClass whole = new KernelClass(name, mode, source(plan.steps()), "java/lang/Object", FUNCTION);
    Map<String, byte[]> classes = new LinkedHashMap<>();
    ProgramEmitter emitter = new ProgramEmitter(plan, whole, kernels, classes);
    emitter.constructor();
    emitter.size("workReals", plan.workReals());
    emitter.size("workInts", plan.workInts());
    emitter.sequence(Opcodes.ACC_STATIC, "steps", plan.steps(), List.of());
    emitter.run();
    classes.put(name, whole.bytes());
    return classes;
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

  private void run() {
    MethodVisitor code = into.member(Opcodes.ACC_PUBLIC, "run", "(" + KernelClass.FRAME_DESCRIPTOR + ")V");
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, into.name(), "steps", "(" + KernelClass.FRAME_DESCRIPTOR + ")V", false);
    end(code, Opcodes.RETURN);
  }

  /** A method that runs steps in order, in several methods where they are many. */
  private void sequence(int access, String method, List<Step> steps, List<Index> loops) {
    if (steps.size() > CALLS) {
      MethodVisitor code = begin(access, method, loops);
      boolean apart = steps.size() > KERNELS;
      int stretch = Math.max(apart ? KERNELS : CALLS, (steps.size() + CALLS - 1) / CALLS);
      for (int i = 0; i < steps.size(); i += stretch) {
        String part = into.unused(method + "_from" + i);
        List<Step> some = steps.subList(i, Math.min(steps.size(), i + stretch));
        if (apart) {
          call(code, classOf(part, some, loops), part, loops);
        } else {
          sequence(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, part, some, loops);
          call(code, into.name(), part, loops);
        }
      }
      end(code, Opcodes.RETURN);
      return;
    }
    List<String> methods = steps.stream().map(s -> define(s, loops)).toList();
    MethodVisitor code = begin(access, method, loops);
    for (int i = 0; i < steps.size(); i++) {
      line(code, steps.get(i).origin().own());
      if (steps.get(i) instanceof Step.Loop loop) {
        loop(code, loop, methods.get(i), loops);
      } else {
        call(code, into.name(), methods.get(i), loops);
      }
    }
    end(code, Opcodes.RETURN);
  }

  /** A class of its own with a method that runs steps in order. */
  private String classOf(String method, List<Step> steps, List<Index> loops) {
    KernelClass part = new KernelClass(into.name() + "_" + method, mode, source(plan.steps()), "java/lang/Object");
    new ProgramEmitter(plan, part, kernels, classes).sequence(Opcodes.ACC_STATIC, method, steps, loops);
    classes.put(part.name(), part.bytes());
    return part.name();
  }

  /** Emits the method of a step and returns its name. */
  private String define(Step step, List<Index> loops) {
    String method = into.unused(KernelNames.of(step));
    if (step instanceof Step.Loop loop) {
      sequence(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, method, loop.children(), inside(loops, loop));
    } else {
      kernels.emit(into, method, step, new Context(plan, mode, loops));
    }
    return method;
  }

  private static List<Index> inside(List<Index> loops, Step.Loop loop) {
    List<Index> all = new ArrayList<>(loops);
    all.add(loop.index());
    return List.copyOf(all);
  }

  /** `for (int turn = 0; turn < range; turn++) body(frame, …, turn)`, or downwards. */
  private void loop(MethodVisitor code, Step.Loop loop, String body, List<Index> loops) {
    int turn = loops.size() + 1;
    int range = turn + 1;
    new SizeCode(code, plan.signature().openDims(), () -> {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, KernelClass.FRAME, "dims", "[J");
    }).push(loop.index().size());
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "toIntExact", "(J)I", false);
    code.visitVarInsn(Opcodes.ISTORE, range);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, turn);
    Label top = new Label();
    Label done = new Label();
    code.visitLabel(top);
    code.visitVarInsn(Opcodes.ILOAD, turn);
    code.visitVarInsn(Opcodes.ILOAD, range);
    code.visitJumpInsn(Opcodes.IF_ICMPGE, done);
    arguments(code, loops);
    if (loop.reverse()) {
      code.visitVarInsn(Opcodes.ILOAD, range);
      code.visitInsn(Opcodes.ICONST_1);
      code.visitInsn(Opcodes.ISUB);
      code.visitVarInsn(Opcodes.ILOAD, turn);
      code.visitInsn(Opcodes.ISUB);
    } else {
      code.visitVarInsn(Opcodes.ILOAD, turn);
    }
    invoke(code, into.name(), body, loops.size() + 1);
    code.visitIincInsn(turn, 1);
    code.visitJumpInsn(Opcodes.GOTO, top);
    code.visitLabel(done);
  }

  private MethodVisitor begin(int access, String method, List<Index> loops) {
    MethodVisitor code = into.member(access, method, new Context(plan, mode, loops).descriptor());
    code.visitCode();
    return code;
  }

  private static void call(MethodVisitor code, String owner, String method, List<Index> loops) {
    arguments(code, loops);
    invoke(code, owner, method, loops.size());
  }

  private static void arguments(MethodVisitor code, List<Index> loops) {
    code.visitVarInsn(Opcodes.ALOAD, 0);
    for (int i = 0; i < loops.size(); i++) {
      code.visitVarInsn(Opcodes.ILOAD, i + 1);
    }
  }

  private static void invoke(MethodVisitor code, String owner, String method, int loops) {
    String descriptor = "(" + KernelClass.FRAME_DESCRIPTOR + "I".repeat(loops) + ")V";
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, false);
  }

  private static void line(MethodVisitor code, Span span) {
    if (!span.source().text().isEmpty()) {
      Label here = new Label();
      code.visitLabel(here);
      code.visitLineNumber(span.line(), here);
    }
  }

  private static void end(MethodVisitor code, int opcode) {
    code.visitInsn(opcode);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
