package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Writes words as plain JVM code, one number at a time; only the chosen branch of a choice runs. */
public final class ScalarForm implements Form {

  private static final String MATH = "java/lang/Math";
  private static final String RARE = "adjoint/runtime/program/RareArguments";
  private static final String DRAWS = "adjoint/runtime/program/Draws";

  private final Kernel kernel;
  private final MethodCode code;
  private final Map<Word, Integer> uses = new HashMap<>();

  public ScalarForm(Kernel kernel) {
    this.kernel = kernel;
    this.code = kernel.code();
  }

  @Override
  public void plan(List<Word> roots) {
    uses.putAll(Kernel.uses(roots));
  }

  /** Pushes the value of a word; a truth value as 0 or 1. */
  @Override
  public void emit(Word word) {
    Local known = kernel.scalars().get(word);
    if (known != null) {
      code.load(known);
      return;
    }
    compute(word);
    if (uses.getOrDefault(word, 1) > 1 && !isTrivial(word)) {
      code.op(Opcodes.DUP);
      kernel.bind(word, code.keep(name(word), type(word.kind())));
    }
  }

  @Override
  public void hoist(Word word) {
    if (!kernel.scalars().containsKey(word) && !isTrivial(word)) {
      compute(word);
      kernel.bind(word, code.keep(name(word), type(word.kind())));
    }
  }

  /** Whether pushing it anew costs no more than a local. */
  public static boolean isTrivial(Word word) {
    return word.operator() instanceof Operator.Number || word.operator() instanceof Operator.Position;
  }

  @Override
  public Local.Type type(Kind kind) {
    return kind == Kind.FLOAT ? Local.Type.FLOAT : Local.Type.INT;
  }

  @Override
  public void bind(Word word, Local local) {
    kernel.bind(word, local);
  }

  @Override
  public void store(Local array, Word address, Word value) {
    code.load(array);
    emit(address);
    emit(value);
    code.op(value.kind() == Kind.FLOAT ? Opcodes.FASTORE : Opcodes.IASTORE);
  }

  private static String name(Word word) {
    return switch (word.operator()) {
      case Operator.Number n -> "constant";
      case Operator.Position p -> p.index().name();
      case Operator.Register r -> r.name();
      case Operator.Dim d -> d.name();
      case Operator.DrawKey k -> k.second() ? "secondKey" : "key";
      case Operator.Load l -> "element" + word.id();
      case Plain p -> (word.kind() == Kind.INT ? "n" : word.kind() == Kind.FLOAT ? "x" : "is") + word.id();
    };
  }

  private void compute(Word word) {
    switch (word.operator()) {
      case Operator.Number n -> number(n);
      case Operator.Position p -> throw new IllegalStateException("no loop over " + p.index().name() + " around here");
      case Operator.Register r -> throw new IllegalStateException("nothing is in the register " + r.name());
      case Operator.Dim d -> dim(d);
      case Operator.DrawKey k -> key(k);
      case Operator.Load l -> load(word, l);
      case Plain p -> plain(word, p);
    }
  }

  private void number(Operator.Number number) {
    if (number.kind() == Kind.FLOAT) {
      code.push(Float.intBitsToFloat(number.bits()));
    } else {
      code.push(number.bits());
    }
  }

  private void dim(Operator.Dim dim) {
    code.load(kernel.frame());
    code.getField(KernelClass.FRAME, "dims", "[J");
    code.push(dim.number());
    code.ops(Opcodes.LALOAD, Opcodes.L2I);
  }

  private void key(Operator.DrawKey key) {
    code.load(kernel.frame());
    code.getField(KernelClass.FRAME, "seed", "I");
    code.load(kernel.frame());
    code.getField(KernelClass.FRAME, "step", "I");
    code.push(key.site());
    code.invokeStatic(DRAWS, "key", "(III)I");
    if (key.second()) {
      code.invokeStatic(DRAWS, "secondKey", "(I)I");
    }
  }

  private void load(Word word, Operator.Load load) {
    code.load(kernel.array(load.space(), load.kind()));
    emit(word.argument(0));
    code.op(load.kind() == Kind.FLOAT ? Opcodes.FALOAD : Opcodes.IALOAD);
  }

  private void plain(Word word, Plain plain) {
    switch (plain) {
      case FADD -> operate(word, Opcodes.FADD);
      case FSUB -> operate(word, Opcodes.FSUB);
      case FMUL -> operate(word, Opcodes.FMUL);
      case FDIV -> operate(word, Opcodes.FDIV);
      case FNEG -> operate(word, Opcodes.FNEG);
      case FMA -> fma(word);
      case FSQRT -> squareRoot(word);
      case FABS -> call(word, MATH, "abs", "(F)F");
      case FMAX -> call(word, MATH, "max", "(FF)F");
      case FMIN -> call(word, MATH, "min", "(FF)F");
      case IADD -> operate(word, Opcodes.IADD);
      case ISUB -> operate(word, Opcodes.ISUB);
      case IMUL -> operate(word, Opcodes.IMUL);
      case IAND -> operate(word, Opcodes.IAND);
      case IOR -> operate(word, Opcodes.IOR);
      case IXOR -> operate(word, Opcodes.IXOR);
      case ISHL -> operate(word, Opcodes.ISHL);
      case ISHR -> operate(word, Opcodes.ISHR);
      case IUSHR -> operate(word, Opcodes.IUSHR);
      case IMAX -> call(word, MATH, "max", "(II)I");
      case IMIN -> call(word, MATH, "min", "(II)I");
      case FLOOR_DIV -> call(word, MATH, "floorDiv", "(II)I");
      case FLOOR_MOD -> call(word, MATH, "floorMod", "(II)I");
      case TO_FLOAT -> operate(word, Opcodes.I2F);
      case BITS -> call(word, "java/lang/Float", "floatToRawIntBits", "(F)I");
      case FROM_BITS -> call(word, "java/lang/Float", "intBitsToFloat", "(I)F");
      case FLT, FLE, FEQ, FNE, ILT, ILE, IEQ, INE, AND, OR, NOT -> truth(word);
      case CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL, RARELY -> choose(word);
      case RARE_SIN -> call(word, RARE, "sin", "(F)F");
      case RARE_COS -> call(word, RARE, "cos", "(F)F");
      case RARE_REMAINDER -> call(word, RARE, "remainder", "(FF)F");
    }
  }

  private void operate(Word word, int opcode) {
    word.arguments().forEach(this::emit);
    code.op(opcode);
  }

  private void call(Word word, String owner, String method, String descriptor) {
    word.arguments().forEach(this::emit);
    code.invokeStatic(owner, method, descriptor);
  }

  /** The one place where scalar code multiplies and adds with one rounding. */
  private void fma(Word word) {
    call(word, MATH, "fma", "(FFF)F");
  }

  /** By way of double, which has more than twice the bits and so rounds the same. */
  private void squareRoot(Word word) {
    emit(word.argument(0));
    code.op(Opcodes.F2D);
    code.invokeStatic(MATH, "sqrt", "(D)D");
    code.op(Opcodes.D2F);
  }

  private void truth(Word word) {
    Label no = code.label();
    Label end = code.label();
    jumpUnless(word, no);
    code.push(1);
    code.jump(Opcodes.GOTO, end);
    code.mark(no);
    code.push(0);
    code.mark(end);
  }

  private void choose(Word word) {
    shared(word);
    Label otherwise = code.label();
    Label end = code.label();
    jumpUnless(word.argument(0), otherwise);
    kernel.scope(() -> emit(word.argument(1)));
    code.jump(Opcodes.GOTO, end);
    code.mark(otherwise);
    kernel.scope(() -> emit(word.argument(2)));
    code.mark(end);
  }

  /** What a branch shares with code outside of it, and may be evaluated there, is computed before. */
  private void shared(Word choice) {
    for (Word word : Kernel.reachable(choice.arguments().subList(1, 3))) {
      boolean outside = uses.getOrDefault(word, 1) > 1 && word.isSafe();
      if (outside && !word.isChoice() && word.kind() != Kind.BOOL) {
        hoist(word);
      }
    }
  }

  /** Jumps where a truth value is false, goes on where it is true. */
  public void jumpUnless(Word word, Label no) {
    Local known = kernel.scalars().get(word);
    if (known != null || !(word.operator() instanceof Plain plain)) {
      emit(word);
      code.jump(Opcodes.IFEQ, no);
      return;
    }
    switch (plain) {
      case FLT -> compare(word, Opcodes.FCMPG, Opcodes.IFGE, no);
      case FLE -> compare(word, Opcodes.FCMPG, Opcodes.IFGT, no);
      case FEQ -> compare(word, Opcodes.FCMPL, Opcodes.IFNE, no);
      case FNE -> compare(word, Opcodes.FCMPL, Opcodes.IFEQ, no);
      case ILT -> compare(word, Opcodes.IF_ICMPGE, no);
      case ILE -> compare(word, Opcodes.IF_ICMPGT, no);
      case IEQ -> compare(word, Opcodes.IF_ICMPNE, no);
      case INE -> compare(word, Opcodes.IF_ICMPEQ, no);
      case AND -> both(word, no);
      case OR -> either(word, no);
      case NOT -> {
        emit(word.argument(0));
        code.jump(Opcodes.IFNE, no);
      }
      default -> {
        emit(word);
        code.jump(Opcodes.IFEQ, no);
      }
    }
  }

  private void compare(Word word, int comparison, int jump, Label no) {
    operate(word, comparison);
    code.jump(jump, no);
  }

  private void compare(Word word, int jump, Label no) {
    word.arguments().forEach(this::emit);
    code.jump(jump, no);
  }

  private void both(Word word, Label no) {
    jumpUnless(word.argument(0), no);
    kernel.scope(() -> jumpUnless(word.argument(1), no));
  }

  private void either(Word word, Label no) {
    Label yes = code.label();
    emit(word.argument(0));
    code.jump(Opcodes.IFNE, yes);
    kernel.scope(() -> jumpUnless(word.argument(1), no));
    code.mark(yes);
  }
}
