package adjoint.compiler.emit.kernel;

import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.plan.Space;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;

/**
 * A value that a procedure computes, typed. Arguments are evaluated in their order, once each; what is used again is a
 * {@link Variable}.
 */
public sealed interface Expression permits Variable, Expression.Constant, Expression.Apply, Expression.Machine,
    Expression.Element, Expression.Choice, Expression.Rarely, Expression.Kept, Expression.Given, Expression.OfFrame {

  Expression ZERO = of(0);
  Expression ONE = of(1);

  DataType type();

  static Expression of(int value) {
    return new Constant(DataType.INT, value);
  }

  static Expression of(float value) {
    return new Constant(DataType.FLOAT, Float.floatToRawIntBits(value));
  }

  /** The number of lanes. */
  static Expression lanes() {
    return new Machine(DataType.INT, Operation.LANES, List.of());
  }

  /** The mask of the lanes k for which from + k is below the end. */
  static Expression inRange(Expression from, Expression end) {
    return new Machine(DataType.MASK, Operation.IN_RANGE, List.of(from, end));
  }

  // Of ints

  default Expression plus(Expression other) {
    return is(0) ? other : other.is(0) ? this : integer(Plain.IADD, other, Integer::sum);
  }

  default Expression plus(int other) {
    return plus(of(other));
  }

  default Expression minus(Expression other) {
    return other.is(0) ? this : integer(Plain.ISUB, other, (a, b) -> a - b);
  }

  default Expression times(Expression other) {
    if (is(0) || other.is(0)) {
      return ZERO;
    }
    return is(1) ? other : other.is(1) ? this : integer(Plain.IMUL, other, (a, b) -> a * b);
  }

  default Expression times(int other) {
    return times(of(other));
  }

  /** Rounded towards zero. */
  default Expression over(Expression other) {
    return other.is(1) ? this : machine(Operation.QUOTIENT, other, (a, b) -> a / b);
  }

  default Expression rest(Expression other) {
    return other.is(1) ? ZERO : machine(Operation.REST, other, (a, b) -> a % b);
  }

  default Expression min(Expression other) {
    return integer(Plain.IMIN, other, Math::min);
  }

  default Expression max(Expression other) {
    return integer(Plain.IMAX, other, Math::max);
  }

  default Expression floorDiv(Expression other) {
    return integer(Plain.FLOOR_DIV, other, Math::floorDiv);
  }

  default Expression floorMod(Expression other) {
    return integer(Plain.FLOOR_MOD, other, Math::floorMod);
  }

  default Expression and(int mask) {
    return integer(Plain.IAND, of(mask), (a, b) -> a & b);
  }

  /** This rounded up to a multiple. */
  default Expression roundedUp(Expression multiple) {
    return plus(multiple).minus(ONE).roundedDown(multiple);
  }

  /** This rounded down to a multiple. */
  default Expression roundedDown(Expression multiple) {
    return over(multiple).times(multiple);
  }

  default boolean is(int value) {
    return this instanceof Constant c && c.type() == DataType.INT && c.bits() == value;
  }

  default Expression less(Expression other) {
    return new Apply(DataType.TRUTH, Plain.ILT, List.of(this, other));
  }

  default Expression atMost(Expression other) {
    return new Apply(DataType.TRUTH, Plain.ILE, List.of(this, other));
  }

  default Expression equal(Expression other) {
    return new Apply(DataType.TRUTH, Plain.IEQ, List.of(this, other));
  }

  default Expression atLeast(Expression other) {
    return new Machine(DataType.TRUTH, Operation.AT_LEAST, List.of(this, other));
  }

  default Expression more(Expression other) {
    return new Machine(DataType.TRUTH, Operation.MORE, List.of(this, other));
  }

  default Expression notZero() {
    return new Machine(DataType.TRUTH, Operation.NOT_ZERO, List.of(this));
  }

  /** A long as an int. */
  default Expression narrow() {
    return new Machine(DataType.INT, Operation.NARROW, List.of(this));
  }

  default Expression wide() {
    return new Machine(DataType.LONG, Operation.WIDEN, List.of(this));
  }

  private Expression integer(Plain operator, Expression other, IntBinaryOperator arithmetic) {
    return folded(other, arithmetic).orElseGet(() -> new Apply(DataType.INT, operator, List.of(this, other)));
  }

  private Expression machine(Operation operation, Expression other, IntBinaryOperator arithmetic) {
    return folded(other, arithmetic).orElseGet(() -> new Machine(DataType.INT, operation, List.of(this, other)));
  }

  private Optional<Expression> folded(Expression other, IntBinaryOperator arithmetic) {
    return this instanceof Constant a && other instanceof Constant b
        ? Optional.of(of(arithmetic.applyAsInt(a.bits(), b.bits())))
        : Optional.empty();
  }

  /** A constant by its bits; truth values are 0 and 1. */
  record Constant(DataType type, int bits) implements Expression {}

  /**
   * An operator of words applied to one number, or to one a lane: of lanes a shift's distance is the same for all.
   *
   * @param type its operator's, or lanes of it
   */
  record Apply(DataType type, Plain operator, List<Expression> arguments) implements Expression {
    public Apply {
      arguments = List.copyOf(arguments);
    }

    public Expression argument(int i) {
      return arguments.get(i);
    }
  }

  /** What only loops and lanes need. */
  record Machine(DataType type, Operation operation, List<Expression> arguments) implements Expression {
    public Machine {
      arguments = List.copyOf(arguments);
    }
  }

  /** Operators beside those of words. */
  enum Operation {
    /** Of ints, rounded towards zero. */
    QUOTIENT, REST,
    /** From int to long and back. */
    WIDEN, NARROW,
    LONG_SUM, LONG_PRODUCT, LONG_AT_LEAST,
    /** Comparisons of ints that words have no operator for. */
    AT_LEAST, MORE,
    NOT_ZERO,
    /** The number of lanes. */
    LANES,
    /** The same number, or truth value, in all lanes. */
    BROADCAST,
    /** FLOAT_LANES of 0. */
    ZEROS,
    /** (x, s): x in lane 0, x + s in lane 1, and so on; s is constant. */
    STEPS,
    /** (from, end): the lanes k for which from + k is below the end. */
    IN_RANGE,
    /** (a, b): where a holds and b doesn't. */
    AND_NOT,
    /** (b, a, condition): a where the condition holds, else b. */
    BLEND,
    FIRST_LANE, ANY_LANE, ALL_LANES,
    /** (x, n): lane k has what lane k + n has in x; n is 8, 4, 2 or 1, and what comes from beyond the end means nothing. */
    LANES_BEHIND,
    /** (a, b, h): lanes of a and of b by turns, of their first halves if h is 0, of their second ones if it is 1. */
    ZIP
  }

  /**
   * An element of an array; of lanes, as many from the place on.
   *
   * @param mask the lanes that load, where not all do; the others are 0
   */
  record Element(DataType type, Variable array, Expression place, Optional<Expression> mask) implements Expression {}

  /** One of two values, of which only one is computed. */
  record Choice(Expression condition, Expression then, Expression otherwise) implements Expression {
    @Override
    public DataType type() {
      return then.type();
    }
  }

  /**
   * Lanes of which a condition hardly ever holds: the rare value is computed only if it does in some lane.
   *
   * @param condition a variable that has its value before or by `given`
   */
  record Rarely(Expression usual, Optional<Instruction.Let> given, Expression condition,
      Expression rare) implements Expression {
    @Override
    public DataType type() {
      return usual.type();
    }
  }

  /** A value that a fresh variable also takes. */
  record Kept(Variable variable, Expression value) implements Expression {
    @Override
    public DataType type() {
      return value.type();
    }
  }

  /** A value for which variables are declared first. */
  record Given(List<Instruction.Let> lets, Expression value) implements Expression {
    public Given {
      lets = List.copyOf(lets);
    }

    @Override
    public DataType type() {
      return value.type();
    }
  }

  /** What is asked of the frame. */
  record OfFrame(Variable frame, Part part) implements Expression {
    @Override
    public DataType type() {
      return switch (part) {
        case Part.Dim _,Part.DrawKey _,Part.Threads _ -> DataType.INT;
        case Part.Array array -> array.type();
      };
    }
  }

  /** A part of the frame. */
  sealed interface Part {

    /** The size of an open dim, by its number in the signature. */
    record Dim(int number) implements Part {}

    /** The first or second key of a site of random draws, in this step. */
    record DrawKey(int site, boolean second) implements Part {}

    /** @param type REALS or WHOLES */
    record Array(Space space, DataType type) implements Part {}

    /** How many threads there are. */
    record Threads() implements Part {}
  }
}
