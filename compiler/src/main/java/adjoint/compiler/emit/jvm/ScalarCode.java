package adjoint.compiler.emit.jvm;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** One number at a time as plain JVM code. */
final class ScalarCode {

  private static final String MATH = "java/lang/Math";
  private static final String RARE = "adjoint/runtime/program/RareArguments";

  private final ProcedureWriter writer;
  private final MethodCode code;

  ScalarCode(ProcedureWriter writer, MethodCode code) {
    this.writer = writer;
    this.code = code;
  }

  void store(Instruction.Store store) {
    writer.push(store.array());
    writer.push(store.place());
    writer.push(store.value());
    code.op(store.value().type() == DataType.FLOAT ? Opcodes.FASTORE : Opcodes.IASTORE);
  }

  void element(Expression.Element element) {
    writer.push(element.array());
    writer.push(element.place());
    code.op(element.type() == DataType.FLOAT ? Opcodes.FALOAD : Opcodes.IALOAD);
  }

  void machine(Expression.Machine machine) {
    machine.arguments().forEach(writer::push);
    switch (machine.operation()) {
      case QUOTIENT -> code.op(Opcodes.IDIV);
      case REST -> code.op(Opcodes.IREM);
      case WIDEN -> code.op(Opcodes.I2L);
      case NARROW -> code.op(Opcodes.L2I);
      case LONG_SUM -> code.op(Opcodes.LADD);
      case LONG_PRODUCT -> code.op(Opcodes.LMUL);
      case AT_LEAST, MORE, NOT_ZERO, LONG_AT_LEAST, LANES, BROADCAST, ZEROS, STEPS, IN_RANGE, AND_NOT, BLEND,
          FIRST_LANE, ANY_LANE, ALL_LANES,
          LANES_BEHIND, ZIP ->
        throw new IllegalStateException("no number: " + machine.operation());
    }
  }

  void apply(Expression.Apply apply) {
    switch (apply.operator()) {
      case FADD -> operate(apply, Opcodes.FADD);
      case FSUB -> operate(apply, Opcodes.FSUB);
      case FMUL -> operate(apply, Opcodes.FMUL);
      case FDIV -> operate(apply, Opcodes.FDIV);
      case FNEG -> operate(apply, Opcodes.FNEG);
      case FMA -> call(apply, MATH, "fma", "(FFF)F");
      case FSQRT -> squareRoot(apply);
      case FABS -> call(apply, MATH, "abs", "(F)F");
      case FMAX -> call(apply, MATH, "max", "(FF)F");
      case FMIN -> call(apply, MATH, "min", "(FF)F");
      case IADD -> operate(apply, Opcodes.IADD);
      case ISUB -> operate(apply, Opcodes.ISUB);
      case IMUL -> operate(apply, Opcodes.IMUL);
      case IAND -> operate(apply, Opcodes.IAND);
      case IOR -> operate(apply, Opcodes.IOR);
      case IXOR -> operate(apply, Opcodes.IXOR);
      case ISHL -> operate(apply, Opcodes.ISHL);
      case ISHR -> operate(apply, Opcodes.ISHR);
      case IUSHR -> operate(apply, Opcodes.IUSHR);
      case IMAX -> call(apply, MATH, "max", "(II)I");
      case IMIN -> call(apply, MATH, "min", "(II)I");
      case FLOOR_DIV -> call(apply, MATH, "floorDiv", "(II)I");
      case FLOOR_MOD -> call(apply, MATH, "floorMod", "(II)I");
      case TO_FLOAT -> operate(apply, Opcodes.I2F);
      case BITS -> call(apply, "java/lang/Float", "floatToRawIntBits", "(F)I");
      case FROM_BITS -> call(apply, "java/lang/Float", "intBitsToFloat", "(I)F");
      case FLT, FLE, FEQ, FNE, ILT, ILE, IEQ, INE, AND, OR, NOT -> truth(apply);
      case RARE_SIN -> call(apply, RARE, "sin", "(F)F");
      case RARE_COS -> call(apply, RARE, "cos", "(F)F");
      case RARE_REMAINDER -> call(apply, RARE, "remainder", "(FF)F");
      case CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL, RARELY ->
        throw new IllegalStateException("a choice is no operator of numbers: " + apply);
    }
  }

  private void operate(Expression.Apply apply, int opcode) {
    apply.arguments().forEach(writer::push);
    code.op(opcode);
  }

  private void call(Expression.Apply apply, String owner, String method, String descriptor) {
    apply.arguments().forEach(writer::push);
    code.invokeStatic(owner, method, descriptor);
  }

  /** By way of double, which has more than twice the bits and so rounds the same. */
  private void squareRoot(Expression.Apply apply) {
    writer.push(apply.argument(0));
    code.op(Opcodes.F2D);
    code.invokeStatic(MATH, "sqrt", "(D)D");
    code.op(Opcodes.D2F);
  }

  private void truth(Expression.Apply apply) {
    Label no = code.label();
    Label end = code.label();
    jumpUnless(apply, no);
    code.push(1);
    code.jump(Opcodes.GOTO, end);
    code.mark(no);
    code.push(0);
    code.mark(end);
  }

  /** Jumps where a truth value is false, goes on where it is true. */
  void jumpUnless(Expression condition, Label no) {
    if (condition instanceof Expression.Apply apply && !apply.type().isLanes()) {
      jumpUnless(apply, no);
    } else if (condition instanceof Expression.Machine machine) {
      jumpUnless(machine, no);
    } else {
      writer.push(condition);
      code.jump(Opcodes.IFEQ, no);
    }
  }

  private void jumpUnless(Expression.Machine machine, Label no) {
    machine.arguments().forEach(writer::push);
    switch (machine.operation()) {
      case AT_LEAST -> code.jump(Opcodes.IF_ICMPLT, no);
      case MORE -> code.jump(Opcodes.IF_ICMPLE, no);
      case NOT_ZERO -> code.jump(Opcodes.IFEQ, no);
      case LONG_AT_LEAST -> {
        code.op(Opcodes.LCMP);
        code.jump(Opcodes.IFLT, no);
      }
      case QUOTIENT, REST, WIDEN, NARROW, LONG_SUM, LONG_PRODUCT, LANES, BROADCAST, ZEROS, STEPS, IN_RANGE, AND_NOT,
          BLEND, FIRST_LANE, ANY_LANE, ALL_LANES, LANES_BEHIND, ZIP ->
        throw new IllegalStateException("no truth value: " + machine.operation());
    }
  }

  private void jumpUnless(Expression.Apply apply, Label no) {
    switch (apply.operator()) {
      case FLT -> compare(apply, Opcodes.FCMPG, Opcodes.IFGE, no);
      case FLE -> compare(apply, Opcodes.FCMPG, Opcodes.IFGT, no);
      case FEQ -> compare(apply, Opcodes.FCMPL, Opcodes.IFNE, no);
      case FNE -> compare(apply, Opcodes.FCMPL, Opcodes.IFEQ, no);
      case ILT -> compare(apply, Opcodes.IF_ICMPGE, no);
      case ILE -> compare(apply, Opcodes.IF_ICMPGT, no);
      case IEQ -> compare(apply, Opcodes.IF_ICMPNE, no);
      case INE -> compare(apply, Opcodes.IF_ICMPEQ, no);
      case AND -> {
        jumpUnless(apply.argument(0), no);
        code.scope(() -> jumpUnless(apply.argument(1), no));
      }
      case OR -> either(apply, no);
      case NOT -> {
        writer.push(apply.argument(0));
        code.jump(Opcodes.IFNE, no);
      }
      case FADD, FSUB, FMUL, FDIV, FMA, FSQRT, FNEG, FABS, FMAX, FMIN, IADD, ISUB, IMUL, IAND, IOR, IXOR, ISHL, ISHR,
          IUSHR, IMAX, IMIN, FLOOR_DIV, FLOOR_MOD, TO_FLOAT, BITS, FROM_BITS, CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL,
          RARELY, RARE_SIN, RARE_COS, RARE_REMAINDER ->
        throw new IllegalStateException("no truth value: " + apply);
    }
  }

  private void compare(Expression.Apply apply, int comparison, int jump, Label no) {
    operate(apply, comparison);
    code.jump(jump, no);
  }

  private void compare(Expression.Apply apply, int jump, Label no) {
    apply.arguments().forEach(writer::push);
    code.jump(jump, no);
  }

  private void either(Expression.Apply apply, Label no) {
    Label yes = code.label();
    writer.push(apply.argument(0));
    code.jump(Opcodes.IFNE, yes);
    code.scope(() -> jumpUnless(apply.argument(1), no));
    code.mark(yes);
  }
}
