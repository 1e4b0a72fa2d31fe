package adjoint.compiler.emit;

import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The body of one generated method: named locals in scopes, counted loops, line numbers, and a count of its bytes. The
 * names of the locals get into the class file, so that a listing of the bytecode reads like a program.
 */
public final class MethodCode {

  /** The most bytes that a method may have: HotSpot leaves methods above 8,000 bytes to the interpreter. */
  public static final int METHOD_LIMIT = 6_000;

  private static final Pattern FORBIDDEN = Pattern.compile("[.;\\[/<>:']");

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
  public static MethodCode of(KernelClass into, String method, String descriptor) {
    return new MethodCode(into.method(method, descriptor));
  }

  /** Code that goes nowhere: for measuring how large it gets. */
  public static MethodCode measuring() {
    return new MethodCode(new MethodVisitor(Opcodes.ASM9) {
    });
  }

  /** At least as many bytes as the instructions so far have. */
  public int size() {
    return size;
  }

  /** The visitor, for what this class has no word for; tell {@link #grow} about the bytes. */
  public MethodVisitor visitor() {
    return visitor;
  }

  public void grow(int bytes) {
    size += bytes;
  }

  /** The instructions that follow come from this place in the user's program. */
  public void line(Span span) {
    if (span.source().text().isEmpty() || span.line() == line) {
      return;
    }
    line = span.line();
    visitor.visitLineNumber(line, here());
  }

  /** Declares a local variable, visible until its scope ends. */
  public Local local(String name, Local.Type type) {
    Local local = new Local(readable(name), type, nextSlot);
    nextSlot += type.slots();
    visible.add(new Declared(local, new Label()));
    return local;
  }

  /** Declares a parameter of the method: it has a value from the start. */
  public Local parameter(String name, Local.Type type) {
    Local local = local(name, type);
    begin(visible.getLast());
    return local;
  }

  /** Declares a local and gives it what is on the stack. */
  public Local keep(String name, Local.Type type) {
    Local local = local(name, type);
    store(local);
    return local;
  }

  /** Locals declared inside end after it, and their slots are used again. */
  public void scope(Runnable body) {
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

  public void load(Local local) {
    variable(local.type().load(), local);
  }

  public void store(Local local) {
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

  public void increment(Local local, int by) {
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

  public void push(int value) {
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

  public void push(float value) {
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
  public void op(int opcode) {
    visitor.visitInsn(opcode);
    size += 1;
  }

  public void ops(int... opcodes) {
    for (int opcode : opcodes) {
      op(opcode);
    }
  }

  public void invokeStatic(String owner, String method, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, false);
    size += 3;
  }

  public void invokeVirtual(String owner, String method, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, method, descriptor, false);
    size += 3;
  }

  public void invokeInterface(String owner, String method, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKEINTERFACE, owner, method, descriptor, true);
    size += 5;
  }

  public void getField(String owner, String field, String descriptor) {
    visitor.visitFieldInsn(Opcodes.GETFIELD, owner, field, descriptor);
    size += 3;
  }

  public void getStatic(String owner, String field, String descriptor) {
    visitor.visitFieldInsn(Opcodes.GETSTATIC, owner, field, descriptor);
    size += 3;
  }

  public void cast(String type) {
    visitor.visitTypeInsn(Opcodes.CHECKCAST, type);
    size += 3;
  }

  public Label label() {
    return new Label();
  }

  public void mark(Label label) {
    visitor.visitLabel(label);
  }

  /** A jump, of any of the jumping opcodes. */
  public void jump(int opcode, Label to) {
    visitor.visitJumpInsn(opcode, to);
    size += 3;
  }

  private Label here() {
    Label label = new Label();
    visitor.visitLabel(label);
    return label;
  }

  /**
   * `for (int name = from; name < to; name += step) body`, where `from` and `to` push an int. `to` is pushed at every
   * turn, so it should be a constant or a local.
   */
  public void loop(String name, Runnable from, Runnable to, int step, Consumer<Local> body) {
    scope(() -> {
      from.run();
      Local turn = keep(name, Local.Type.INT);
      loop(turn, to, () -> increment(turn, step), () -> body.accept(turn));
    });
  }

  /** `for (; turn < to; advance) body`, of a local that has its first value already and keeps its last one. */
  public void loop(Local turn, Runnable to, Runnable advance, Runnable body) {
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
  public void end() {
    end(Opcodes.RETURN);
  }

  /** Ends the method with some kind of return. */
  public void end(int returning) {
    op(returning);
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
    return name.isEmpty() ? "value" : FORBIDDEN.matcher(name).replaceAll("_");
  }
}
