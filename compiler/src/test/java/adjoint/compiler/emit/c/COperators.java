package adjoint.compiler.emit.c;

import adjoint.compiler.emit.kernel.Expression.Machine;
import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.List;
import java.util.Locale;

/** Operators as C: by its signs where it has them, else by the functions of `kernels.h`. */
final class COperators {

  private COperators() {}

  /** @param lanes whether its arguments are of lanes */
  static String of(Plain operator, boolean lanes, List<String> a) {
    return switch (operator) {
      case FADD, IADD -> infix(a, "+");
      case FSUB, ISUB -> infix(a, "-");
      case FMUL, IMUL -> infix(a, "*");
      case FDIV -> infix(a, "/");
      case IAND, AND -> infix(a, "&");
      case IOR, OR -> infix(a, "|");
      case IXOR -> infix(a, "^");
      case ISHL -> infix(a, "<<");
      case ISHR -> infix(a, ">>");
      case FLT, ILT -> infix(a, "<");
      case FLE, ILE -> infix(a, "<=");
      case FEQ, IEQ -> infix(a, "==");
      case FNE, INE -> infix(a, "!=");
      case NOT -> (lanes ? "(~" : "(!") + a.getFirst() + ")";
      case FMA, FSQRT, FNEG, FABS, FMAX, FMIN, IUSHR, IMAX, IMIN, FLOOR_DIV, FLOOR_MOD, TO_FLOAT, BITS, FROM_BITS,
          RARE_SIN, RARE_COS, RARE_REMAINDER ->
        call((lanes ? "lanes_" : "one_") + operator.name().toLowerCase(Locale.ROOT), a);
      case CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL, RARELY -> throw new IllegalStateException("a choice: " + operator);
    };
  }

  static String of(Machine machine, List<String> a) {
    Operation operation = machine.operation();
    return switch (operation) {
      case QUOTIENT -> infix(a, "/");
      case REST -> infix(a, "%");
      case WIDEN -> "((int64_t) " + a.getFirst() + ")";
      case NARROW -> "((int) " + a.getFirst() + ")";
      case LONG_SUM -> infix(a, "+");
      case LONG_PRODUCT -> infix(a, "*");
      case AT_LEAST, LONG_AT_LEAST -> infix(a, ">=");
      case MORE -> infix(a, ">");
      case NOT_ZERO -> "(" + a.getFirst() + " != 0)";
      case LANES -> "LANES";
      case AND_NOT -> "(" + a.get(0) + " & ~" + a.get(1) + ")";
      case BROADCAST -> call("broadcast_" + type(machine.type()), a);
      case BLEND -> call("blend_" + type(machine.type()), a);
      case ZEROS, STEPS, IN_RANGE, FIRST_LANE, ANY_LANE, ALL_LANES, LANES_BEHIND, ZIP ->
        call(operation.name().toLowerCase(Locale.ROOT), a);
    };
  }

  private static String infix(List<String> arguments, String sign) {
    return "(" + arguments.get(0) + " " + sign + " " + arguments.get(1) + ")";
  }

  static String call(String function, List<String> arguments) {
    return function + "(" + String.join(", ", arguments) + ")";
  }

  static String type(DataType type) {
    return switch (type) {
      case INT, TRUTH -> "int";
      case LONG -> "int64_t";
      case FLOAT -> "float";
      case REALS -> "float *";
      case WHOLES -> "int *";
      case FRAME -> "Frame *";
      case FLOAT_LANES -> "floats";
      case INT_LANES -> "ints";
      case MASK -> "mask";
    };
  }

  static String constant(DataType type, int bits) {
    float real = Float.intBitsToFloat(bits);
    return switch (type) {
      case FLOAT -> Float.isFinite(real) ? "(" + Float.toHexString(real) + "f)" : "one_from_bits(" + bits + ")";
      case INT, TRUTH -> bits == Integer.MIN_VALUE ? "INT32_MIN" : "(" + bits + ")";
      case LONG -> "INT64_C(" + bits + ")";
      case REALS, WHOLES, FRAME, FLOAT_LANES, INT_LANES, MASK ->
        throw new IllegalStateException("no constants of " + type);
    };
  }
}
