package adjoint.compiler.emit.jvm;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** One number a lane, by the Vector API; a mask is one of the floats' species. */
final class LaneCode {

  /**
   * What a masked access counts as, in bytes: it is many calls deep in the Vector API, all of which HotSpot's first compiler
   * must inline. With some 15 in a method it gives up ("out of virtual registers"), and such a method never gets to the
   * second compiler.
   */
  private static final int MASKED = 80;
  private static final String API = "jdk/incubator/vector/";
  private static final String FLOAT = API + "FloatVector";
  private static final String INT = API + "IntVector";
  private static final String VECTOR = "L" + API + "Vector;";
  private static final String MASK = API + "VectorMask";
  private static final String MASK_DESCRIPTOR = "L" + MASK + ";";
  private static final String SPECIES = API + "VectorSpecies";
  private static final String OPERATORS = API + "VectorOperators";

  private final ProcedureWriter writer;
  private final MethodCode code;
  private final String owner;

  LaneCode(ProcedureWriter writer, MethodCode code, String owner) {
    this.writer = writer;
    this.code = code;
    this.owner = owner;
  }

  private void species(String field) {
    code.getStatic(owner, field, KernelClass.SPECIES_DESCRIPTOR);
  }

  private void species(DataType lanes) {
    species(lanes == DataType.INT_LANES ? KernelClass.INTS : KernelClass.FLOATS);
  }

  private static String vector(DataType lanes) {
    return lanes == DataType.INT_LANES ? INT : FLOAT;
  }

  void element(Expression.Element element) {
    String vector = vector(element.type());
    species(element.type());
    writer.push(element.array());
    writer.push(element.place());
    element.mask().ifPresent(mask -> mask(mask, element.type()));
    code.invokeStatic(vector, "fromArray", "(" + KernelClass.SPECIES_DESCRIPTOR + array(element.type()) + "I"
        + (element.mask().isPresent() ? MASK_DESCRIPTOR : "") + ")L" + vector + ";");
  }

  private static String array(DataType lanes) {
    return lanes == DataType.INT_LANES ? "[I" : "[F";
  }

  private void mask(Expression mask, DataType lanes) {
    writer.push(mask);
    code.grow(MASKED);
    if (lanes == DataType.INT_LANES) {
      castMask(KernelClass.INTS);
    }
  }

  private void castMask(String species) {
    species(species);
    code.invokeVirtual(MASK, "cast", "(" + KernelClass.SPECIES_DESCRIPTOR + ")" + MASK_DESCRIPTOR);
  }

  void store(Instruction.Store store) {
    DataType type = store.value().type();
    writer.push(store.value());
    writer.push(store.array());
    writer.push(store.place());
    store.mask().ifPresent(mask -> mask(mask, type));
    code.invokeVirtual(vector(type), "intoArray",
        "(" + array(type) + "I" + (store.mask().isPresent() ? MASK_DESCRIPTOR : "") + ")V");
  }

  void machine(Expression.Machine machine) {
    switch (machine.operation()) {
      case LANES -> {
        species(KernelClass.FLOATS);
        code.invokeInterface(SPECIES, "length", "()I");
      }
      case BROADCAST -> broadcast(machine.type(), machine.arguments().getFirst());
      case ZEROS -> {
        species(KernelClass.FLOATS);
        code.invokeStatic(FLOAT, "zero", "(" + KernelClass.SPECIES_DESCRIPTOR + ")L" + FLOAT + ";");
      }
      case STEPS -> {
        broadcast(DataType.INT_LANES, machine.arguments().getFirst());
        writer.push(machine.arguments().get(1));
        code.invokeVirtual(INT, "addIndex", "(I)L" + INT + ";");
      }
      case IN_RANGE -> {
        species(KernelClass.FLOATS);
        machine.arguments().forEach(writer::push);
        code.invokeInterface(SPECIES, "indexInRange", "(II)" + MASK_DESCRIPTOR);
      }
      case AND_NOT -> masks(machine.arguments(), "andNot");
      case BLEND -> blend(machine);
      case FIRST_LANE -> {
        writer.push(machine.arguments().getFirst());
        code.push(0);
        code.invokeVirtual(FLOAT, "lane", "(I)F");
      }
      case ANY_LANE -> {
        writer.push(machine.arguments().getFirst());
        code.invokeVirtual(MASK, "anyTrue", "()Z");
      }
      case ALL_LANES -> {
        writer.push(machine.arguments().getFirst());
        code.invokeVirtual(MASK, "allTrue", "()Z");
      }
      case LANES_BEHIND -> {
        int apart = ((Expression.Constant) machine.arguments().get(1)).bits();
        writer.push(machine.arguments().getFirst());
        code.getStatic(owner, KernelClass.APART + apart, KernelClass.SHUFFLE_DESCRIPTOR);
        code.invokeVirtual(FLOAT, "rearrange", "(" + KernelClass.SHUFFLE_DESCRIPTOR + ")L" + FLOAT + ";");
      }
      case ZIP -> {
        int half = ((Expression.Constant) machine.arguments().get(2)).bits();
        writer.push(machine.arguments().get(0));
        code.getStatic(owner, KernelClass.ZIP + half, KernelClass.SHUFFLE_DESCRIPTOR);
        writer.push(machine.arguments().get(1));
        code.invokeVirtual(FLOAT, "rearrange", "(" + KernelClass.SHUFFLE_DESCRIPTOR + VECTOR + ")L" + FLOAT + ";");
      }
      case QUOTIENT, REST, WIDEN, NARROW, LONG_SUM, LONG_PRODUCT, LONG_AT_LEAST, AT_LEAST, MORE, NOT_ZERO ->
        throw new IllegalStateException("not of lanes: " + machine.operation());
    }
  }

  private void broadcast(DataType type, Expression number) {
    species(type);
    writer.push(number);
    if (type == DataType.MASK) {
      code.invokeInterface(SPECIES, "maskAll", "(Z)" + MASK_DESCRIPTOR);
      return;
    }
    String one = type == DataType.INT_LANES ? "I" : "F";
    code.invokeStatic(vector(type), "broadcast",
        "(" + KernelClass.SPECIES_DESCRIPTOR + one + ")L" + vector(type) + ";");
  }

  void apply(Expression.Apply apply) {
    switch (apply.operator()) {
      case FADD -> commuting(apply, FLOAT, "add");
      case FSUB -> method(apply, FLOAT, "sub");
      case FMUL -> commuting(apply, FLOAT, "mul");
      case FDIV -> method(apply, FLOAT, "div");
      case FMA -> commuting(apply, FLOAT, "fma");
      case FSQRT -> method(apply, FLOAT, "sqrt");
      case FNEG -> method(apply, FLOAT, "neg");
      case FABS -> method(apply, FLOAT, "abs");
      case FMAX -> commuting(apply, FLOAT, "max");
      case FMIN -> commuting(apply, FLOAT, "min");
      case IADD -> commuting(apply, INT, "add");
      case ISUB -> method(apply, INT, "sub");
      case IMUL -> commuting(apply, INT, "mul");
      case IAND -> commuting(apply, INT, "and");
      case IOR -> commuting(apply, INT, "or");
      case IMAX -> commuting(apply, INT, "max");
      case IMIN -> commuting(apply, INT, "min");
      case IXOR -> exclusiveOr(apply);
      case ISHL -> shift(apply, "LSHL");
      case ISHR -> shift(apply, "ASHR");
      case IUSHR -> shift(apply, "LSHR");
      case TO_FLOAT -> toFloat(apply);
      case BITS -> {
        writer.push(apply.argument(0));
        code.invokeVirtual(FLOAT, "reinterpretAsInts", "()L" + INT + ";");
      }
      case FROM_BITS -> {
        writer.push(apply.argument(0));
        code.invokeVirtual(INT, "reinterpretAsFloats", "()L" + FLOAT + ";");
      }
      case FLT -> compare(apply, FLOAT, "LT");
      case FLE -> compare(apply, FLOAT, "LE");
      case FEQ -> compare(apply, FLOAT, "EQ");
      case FNE -> compare(apply, FLOAT, "NE");
      case ILT -> compare(apply, INT, "LT");
      case ILE -> compare(apply, INT, "LE");
      case IEQ -> compare(apply, INT, "EQ");
      case INE -> compare(apply, INT, "NE");
      case AND -> masks(apply.arguments(), "and");
      case OR -> masks(apply.arguments(), "or");
      case NOT -> {
        writer.push(apply.argument(0));
        code.invokeVirtual(MASK, "not", "()" + MASK_DESCRIPTOR);
      }
      case RARE_SIN -> oneByOne(apply, "sin", "([F)V");
      case RARE_COS -> oneByOne(apply, "cos", "([F)V");
      case RARE_REMAINDER -> oneByOne(apply, "remainder", "([F[F)V");
      case FLOOR_DIV, FLOOR_MOD, CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL, RARELY ->
        throw new IllegalStateException("no operator of lanes: " + apply);
    }
  }

  private void method(Expression.Apply apply, String vector, String name) {
    method(apply.arguments(), vector, name);
  }

  private void method(List<Expression> arguments, String vector, String name) {
    arguments.forEach(writer::push);
    code.invokeVirtual(vector, name, "(" + VECTOR.repeat(arguments.size() - 1) + ")L" + vector + ";");
  }

  /**
   * A method that doesn't care which of its first two vectors comes first. HotSpot inlines it where it knows the class of the
   * first, which it does of what is computed or has one value. Of what a loop carries it knows it only if it has counted the
   * classes there, which is a matter of luck in code that is compiled as early as ours; else all vectors of the loop are objects.
   */
  private void commuting(Expression.Apply apply, String vector, String name) {
    List<Expression> arguments = new ArrayList<>(apply.arguments());
    if (writer.isAssigned(arguments.get(0)) && !writer.isAssigned(arguments.get(1))) {
      Collections.swap(arguments, 0, 1);
    }
    method(arguments, vector, name);
  }

  private void operator(String name, String type) {
    code.getStatic(OPERATORS, name, "L" + OPERATORS + "$" + type + ";");
  }

  private void exclusiveOr(Expression.Apply apply) {
    writer.push(apply.argument(0));
    operator("XOR", "Associative");
    writer.push(apply.argument(1));
    code.invokeVirtual(INT, "lanewise", "(L" + OPERATORS + "$Binary;" + VECTOR + ")L" + INT + ";");
  }

  private void shift(Expression.Apply apply, String name) {
    writer.push(apply.argument(0));
    operator(name, "Binary");
    writer.push(apply.argument(1));
    code.invokeVirtual(INT, "lanewise", "(L" + OPERATORS + "$Binary;I)L" + INT + ";");
  }

  private void toFloat(Expression.Apply apply) {
    writer.push(apply.argument(0));
    operator("I2F", "Conversion");
    code.push(0);
    code.invokeVirtual(INT, "convert", "(L" + OPERATORS + "$Conversion;I)" + VECTOR);
    code.cast(FLOAT);
  }

  private void compare(Expression.Apply apply, String vector, String comparison) {
    writer.push(apply.argument(0));
    operator(comparison, "Comparison");
    writer.push(apply.argument(1));
    code.invokeVirtual(vector, "compare", "(L" + OPERATORS + "$Comparison;" + VECTOR + ")" + MASK_DESCRIPTOR);
    if (vector.equals(INT)) {
      castMask(KernelClass.FLOATS);
    }
  }

  private void masks(List<Expression> arguments, String name) {
    arguments.forEach(writer::push);
    code.invokeVirtual(MASK, name, "(" + MASK_DESCRIPTOR + ")" + MASK_DESCRIPTOR);
  }

  private void blend(Expression.Machine machine) {
    String vector = vector(machine.type());
    machine.arguments().forEach(writer::push);
    if (machine.type() == DataType.INT_LANES) {
      castMask(KernelClass.INTS);
    }
    code.invokeVirtual(vector, "blend", "(" + VECTOR + MASK_DESCRIPTOR + ")L" + vector + ";");
  }

  void rarely(Expression.Rarely rarely) {
    Label end = code.label();
    writer.push(rarely.usual());
    rarely.given().ifPresent(writer::let);
    writer.push(rarely.condition());
    code.invokeVirtual(MASK, "anyTrue", "()Z");
    code.jump(Opcodes.IFEQ, end);
    code.scope(() -> writer.push(rarely.rare()));
    writer.push(rarely.condition());
    code.invokeVirtual(FLOAT, "blend", "(" + VECTOR + MASK_DESCRIPTOR + ")L" + FLOAT + ";");
    code.mark(end);
  }

  /** A vector never crosses a call: its lanes do, in an array. */
  private void oneByOne(Expression.Apply apply, String method, String descriptor) {
    species(KernelClass.FLOATS);
    writer.push(apply.argument(0));
    code.invokeVirtual(FLOAT, "toArray", "()[F");
    code.op(Opcodes.DUP);
    if (apply.arguments().size() > 1) {
      writer.push(apply.argument(1));
      code.invokeVirtual(FLOAT, "toArray", "()[F");
    }
    code.invokeStatic("adjoint/runtime/program/RareArguments", method, descriptor);
    code.push(0);
    code.invokeStatic(FLOAT, "fromArray", "(" + KernelClass.SPECIES_DESCRIPTOR + "[FI)L" + FLOAT + ";");
  }
}
