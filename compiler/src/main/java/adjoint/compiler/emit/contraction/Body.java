package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** A static method being written: variables, loops and branches in terms of {@link Int} expressions. */
final class Body {

  /** A comparison between two ints. */
  enum Test {
    LESS(Opcodes.IF_ICMPGE),
    AT_LEAST(Opcodes.IF_ICMPLT),
    MORE(Opcodes.IF_ICMPLE),
    EQUAL(Opcodes.IF_ICMPNE);

    private final int jumpIfNot;

    Test(int jumpIfNot) {
      this.jumpIfNot = jumpIfNot;
    }
  }

  final MethodCode code;

  Body(KernelClass into, String method, String descriptor) {
    this.code = MethodCode.of(into, method, descriptor);
  }

  Local argument(String name, Local.Type type) {
    return code.parameter(name, type);
  }

  /** Declares the next argument of the method. */
  Int.Variable argument(String name) {
    return new Int.Variable(argument(name, Local.Type.INT));
  }

  Int.Variable let(String name, Int value) {
    push(value);
    return new Int.Variable(code.keep(name, Local.Type.INT));
  }

  /** The value in a variable, unless it is a constant. */
  Int fix(String name, Int value) {
    return value instanceof Int.Constant || value instanceof Int.Variable ? value : let(name, value);
  }

  /** The value in a variable, even a constant. */
  Int.Variable variable(String name, Int value) {
    return value instanceof Int.Variable v ? v : let(name, value);
  }

  void set(Int.Variable variable, Int value) {
    push(value);
    code.store(variable.local());
  }

  void push(Int value) {
    switch (value) {
      case Int.Constant c -> code.push(c.value());
      case Int.Variable v -> code.load(v.local());
      case Int.Dim d -> dim(d);
      case Int.Binary b -> {
        push(b.left());
        push(b.right());
        if (b.operator().opcode == Opcodes.INVOKESTATIC) {
          code.invokeStatic("java/lang/Math", b.operator().method, "(II)I");
        } else {
          code.op(b.operator().opcode);
        }
      }
    }
  }

  private void dim(Int.Dim dim) {
    code.load(dim.frame());
    code.getField(KernelClass.FRAME, "dims", "[J");
    code.push(dim.position());
    code.ops(Opcodes.LALOAD, Opcodes.L2I);
  }

  /** `for (name = from; name < to; name += step)`. */
  void loop(String name, Int from, Int to, Int step, Consumer<Int.Variable> body) {
    code.scope(() -> {
      Int.Variable turn = let(name, from);
      code.loop(turn.local(), () -> push(to), () -> advance(turn, step), () -> body.accept(turn));
    });
  }

  private void advance(Int.Variable turn, Int step) {
    if (step instanceof Int.Constant c) {
      code.increment(turn.local(), c.value());
    } else {
      set(turn, turn.plus(step));
    }
  }

  /** `while (left test right) body`. */
  void repeat(Int left, Test test, Int right, Runnable body) {
    Label head = new Label();
    Label end = new Label();
    code.mark(head);
    jumpUnless(left, test, right, end);
    code.scope(body);
    code.jump(Opcodes.GOTO, head);
    code.mark(end);
  }

  void when(Int left, Test test, Int right, Runnable then) {
    Label end = new Label();
    jumpUnless(left, test, right, end);
    code.scope(then);
    code.mark(end);
  }

  /** One of two, which may leave values on the stack. */
  void choose(Int left, Test test, Int right, Runnable then, Runnable otherwise) {
    Label no = new Label();
    Label end = new Label();
    jumpUnless(left, test, right, no);
    code.scope(then);
    code.jump(Opcodes.GOTO, end);
    code.mark(no);
    code.scope(otherwise);
    code.mark(end);
  }

  /** A fresh variable that is one of two values. */
  Int.Variable letEither(String name, Int left, Test test, Int right, Int then, Int otherwise) {
    choose(left, test, right, () -> push(then), () -> push(otherwise));
    return new Int.Variable(code.keep(name, Local.Type.INT));
  }

  private void jumpUnless(Int left, Test test, Int right, Label target) {
    push(left);
    push(right);
    code.jump(test.jumpIfNot, target);
  }

  void end() {
    code.end();
  }
}
