package adjoint.compiler.emit.jvm;

import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The body of one generated method: named locals in scopes, counted loops, line numbers, and a count of its bytes. The
 * names of the locals get into the class file, so that a listing of the bytecode reads like a program.
 */
final class MethodCode {

  private static final String FORBIDDEN = ".;[/<>:'";

  private record Declared(Local local, Label from) {}

  private record Finished(Local local, Label from, Label to) {}

  private final MethodVisitor visitor;
  private final List<Declared> visible = new ArrayList<>();
  private final List<Finished> finished = new ArrayList<>();
  private final Set<Local> begun = new HashSet<>();
  private int nextSlot;
  private int size;
  private int line;

  private MethodCode(MethodVisitor visitor) {
    this.visitor = visitor;
    visitor.visitCode();
  }

  /** The code of a new static method of a class; its parameters are declared next, in order. */
  static MethodCode of(KernelClass into, String method, String descriptor) {
    return new MethodCode(into.method(method, descriptor));
  }

  /** Code that goes nowhere: for measuring how large it gets. */
  static MethodCode measuring() {
    return new MethodCode(new MethodVisitor(Opcodes.ASM9) {
    });
  }

  /** At least as many bytes as the instructions so far have. */
  int size() {
    return size;
  }

  /** The visitor, for what this class has no word for; tell {@link #grow} about the bytes. */
  MethodVisitor visitor() {
    return visitor;
  }

  void grow(int bytes) {
    size += bytes;
  }

  /** The instructions that follow come from this place in the user's program. */
  void line(Span span) {
    if (span.source().text().isEmpty() || span.line() == line) {
      return;
    }
    line = span.line();
    visitor.visitLineNumber(line, here());
  }

  /** Declares a local variable, visible until its scope ends. */
  private Local local(String name, Local.Type type) {
    Local local = new Local(readable(name), type, nextSlot);
    nextSlot += type.slots();
    visible.add(new Declared(local, new Label()));
    return local;
  }

  /** Declares a parameter of the method: it has a value from the start. */
  Local parameter(String name, Local.Type type) {
    Local local = local(name, type);
    begin(visible.getLast());
    return local;
  }

  /** Declares a local and gives it what is on the stack. */
  Local keep(String name, Local.Type type) {
    Local local = local(name, type);
    store(local);
    return local;
  }

  /** Locals declared inside end after it, and their slots are used again. */
  void scope(Runnable body) {
    int before = visible.size();
    int slot = nextSlot;
    body.run();
    endScope(before);
    nextSlot = slot;
  }

  private void endScope(int before) {
    Label end = here();
    while (visible.size() > before) {
      Declared ended = visible.removeLast();
      if (begun.remove(ended.local())) {
        finished.add(new Finished(ended.local(), ended.from(), end));
      }
    }
  }

  void load(Local local) {
    variable(local.type().load(), local);
  }

  void store(Local local) {
    variable(local.type().store(), local);
    visible.stream().filter(d -> d.local() == local && !begun.contains(d.local())).forEach(this::begin);
  }

  private void begin(Declared declared) {
    visitor.visitLabel(declared.from());
    begun.add(declared.local());
  }

  private void variable(int opcode, Local local) {
    visitor.visitVarInsn(opcode, local.slot());
    size += local.slot() < 4 ? 1 : local.slot() < 256 ? 2 : 4;
  }

  void increment(Local local, int by) {
    if (by >= Short.MIN_VALUE && by <= Short.MAX_VALUE) {
      visitor.visitIincInsn(local.slot(), by);
      size += 6;
      return;
    }
    load(local);
    push(by);
    op(Opcodes.IADD);
    store(local);
  }

  void push(int value) {
    if (value >= -1 && value <= 5) {
      op(Opcodes.ICONST_0 + value);
    } else if (value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE) {
      visitor.visitIntInsn(Opcodes.BIPUSH, value);
      size += 2;
    } else if (value >= Short.MIN_VALUE && value <= Short.MAX_VALUE) {
      visitor.visitIntInsn(Opcodes.SIPUSH, value);
      size += 3;
    } else {
      visitor.visitLdcInsn(value);
      size += 3;
    }
  }

  void push(float value) {
    if (Float.floatToRawIntBits(value) == 0) {
      op(Opcodes.FCONST_0);
    } else if (value == 1 || value == 2) {
      op(Opcodes.FCONST_0 + (int) value);
    } else {
      visitor.visitLdcInsn(value);
      size += 3;
    }
  }

  /** An instruction without operands. */
  void op(int opcode) {
    visitor.visitInsn(opcode);
    size += 1;
  }

  void ops(int... opcodes) {
    for (int opcode : opcodes) {
      op(opcode);
    }
  }

  void invokeStatic(String owner, String method, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, false);
    size += 3;
  }

  void invokeVirtual(String owner, String method, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, method, descriptor, false);
    size += 3;
  }

  void invokeInterface(String owner, String method, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKEINTERFACE, owner, method, descriptor, true);
    size += 5;
  }

  void getField(String owner, String field, String descriptor) {
    visitor.visitFieldInsn(Opcodes.GETFIELD, owner, field, descriptor);
    size += 3;
  }

  void getStatic(String owner, String field, String descriptor) {
    visitor.visitFieldInsn(Opcodes.GETSTATIC, owner, field, descriptor);
    size += 3;
  }

  void cast(String type) {
    visitor.visitTypeInsn(Opcodes.CHECKCAST, type);
    size += 3;
  }

  Label label() {
    return new Label();
  }

  void mark(Label label) {
    visitor.visitLabel(label);
  }

  /** A jump, of any of the jumping opcodes. */
  void jump(int opcode, Label to) {
    visitor.visitJumpInsn(opcode, to);
    size += 3;
  }

  private Label here() {
    Label label = new Label();
    visitor.visitLabel(label);
    return label;
  }

  /** `for (; turn < to; advance) body`, of a local that has its first value already and keeps its last one. */
  void loop(Local turn, Runnable to, Runnable advance, Runnable body) {
    Label top = label();
    Label end = label();
    mark(top);
    load(turn);
    to.run();
    jump(Opcodes.IF_ICMPGE, end);
    scope(body);
    advance.run();
    jump(Opcodes.GOTO, top);
    mark(end);
  }

  /** Ends the method: with a return, the names of its locals, and its frames computed. */
  void end() {
    op(Opcodes.RETURN);
    endScope(0);
    for (Finished f : finished) {
      visitor.visitLocalVariable(f.local().name(), f.local().type().descriptor(), null, f.from(), f.to(),
          f.local().slot());
    }
    visitor.visitMaxs(0, 0);
    visitor.visitEnd();
  }

  /** A name that the class file format allows. */
  private static String readable(String name) {
    String text = name.isEmpty() ? "value" : name;
    for (int i = 0; i < FORBIDDEN.length(); i++) {
      text = text.replace(FORBIDDEN.charAt(i), '_');
    }
    return text;
  }
}
