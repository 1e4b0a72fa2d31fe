package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Local;
import java.util.function.IntBinaryOperator;
import org.objectweb.asm.Opcodes;

/** An `int` expression of generated code. */
sealed interface Int {

  Int ZERO = new Constant(0);
  Int ONE = new Constant(1);

  record Constant(int value) implements Int {}

  record Variable(Local local) implements Int {}

  record Binary(Operator operator, Int left, Int right) implements Int {}

  /** The size of an open dim, by its position in the frame. */
  record Dim(Local frame, int position) implements Int {}

  enum Operator {
    PLUS(Opcodes.IADD, Integer::sum),
    MINUS(Opcodes.ISUB, (a, b) -> a - b),
    TIMES(Opcodes.IMUL, (a, b) -> a * b),
    /** Rounded towards zero. */
    OVER(Opcodes.IDIV, (a, b) -> a / b),
    REST(Opcodes.IREM, (a, b) -> a % b),
    MIN("min", Math::min),
    MAX("max", Math::max),
    FLOOR_DIV("floorDiv", Math::floorDiv),
    FLOOR_MOD("floorMod", Math::floorMod);

    final int opcode;
    final String method;
    final IntBinaryOperator arithmetic;

    Operator(int opcode, IntBinaryOperator arithmetic) {
      this.opcode = opcode;
      this.method = "";
      this.arithmetic = arithmetic;
    }

    Operator(String method, IntBinaryOperator arithmetic) {
      this.opcode = Opcodes.INVOKESTATIC;
      this.method = method;
      this.arithmetic = arithmetic;
    }
  }

  static Int of(int value) {
    return new Constant(value);
  }

  default Int plus(Int other) {
    return is(0) ? other : other.is(0) ? this : binary(Operator.PLUS, other);
  }

  default Int plus(int other) {
    return plus(of(other));
  }

  default Int minus(Int other) {
    return other.is(0) ? this : binary(Operator.MINUS, other);
  }

  default Int times(Int other) {
    if (is(0) || other.is(0)) {
      return ZERO;
    }
    return is(1) ? other : other.is(1) ? this : binary(Operator.TIMES, other);
  }

  default Int times(int other) {
    return times(of(other));
  }

  default Int over(Int other) {
    return other.is(1) ? this : binary(Operator.OVER, other);
  }

  default Int rest(Int other) {
    return other.is(1) ? ZERO : binary(Operator.REST, other);
  }

  default Int min(Int other) {
    return binary(Operator.MIN, other);
  }

  default Int max(Int other) {
    return binary(Operator.MAX, other);
  }

  /** This rounded up to a multiple. */
  default Int roundedUp(Int multiple) {
    return plus(multiple).minus(ONE).roundedDown(multiple);
  }

  /** This rounded down to a multiple. */
  default Int roundedDown(Int multiple) {
    return over(multiple).times(multiple);
  }

  default boolean is(int value) {
    return this instanceof Constant c && c.value() == value;
  }

  default Int binary(Operator operator, Int other) {
    return this instanceof Constant a && other instanceof Constant b
        ? of(operator.arithmetic.applyAsInt(a.value(), b.value()))
        : new Binary(operator, this, other);
  }
}
