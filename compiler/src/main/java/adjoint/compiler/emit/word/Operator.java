package adjoint.compiler.emit.word;

import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Space;

/**
 * What makes a {@link Word} from its arguments. There are few, each an instruction or two of the JVM and of the Vector
 * API with exactly the same bits, since all that a kernel computes is written in them.
 */
public sealed interface Operator {

  /** The kind of the result. */
  Kind kind();

  /** A constant, by its bits; BOOLs are 0 and 1. */
  record Number(Kind kind, int bits) implements Operator {}

  /** The running value of a loop's index. */
  record Position(Index index) implements Operator {
    @Override
    public Kind kind() {
      return Kind.INT;
    }
  }

  /** What the emitter of the kernel has in a local: a contraction's sum, a value of an earlier statement. */
  record Register(int number, String name, Kind kind) implements Operator {}

  /** The size of an open dim, by its number in the signature. */
  record Dim(int number, String name) implements Operator {
    @Override
    public Kind kind() {
      return Kind.INT;
    }
  }

  /** The first or second key of a site of random draws, in this step. */
  record DrawKey(int site, boolean second) implements Operator {
    @Override
    public Kind kind() {
      return Kind.INT;
    }
  }

  /**
   * The element of an array at an address, its only argument.
   *
   * @param space the array
   * @param kind FLOAT or INT
   * @param safe whether the address is known to lie in the tensor, whatever guards stand around it
   */
  record Load(Space space, Kind kind, boolean safe) implements Operator {}

  /** Operators whose arguments are all evaluated, and CHOOSE. */
  enum Plain implements Operator {
    /** Float arithmetic of IEEE 754; none is ever fused with another, FMA(a, b, c) = a·b + c rounds once. */
    FADD(Kind.FLOAT), FSUB(Kind.FLOAT), FMUL(Kind.FLOAT), FDIV(Kind.FLOAT), FMA(Kind.FLOAT), FSQRT(Kind.FLOAT),
    FNEG(Kind.FLOAT), FABS(Kind.FLOAT),
    /** NaN wins, and +0 is above -0: independent of the order. */
    FMAX(Kind.FLOAT), FMIN(Kind.FLOAT),
    /** 32-bit arithmetic that wraps; shifts by a constant. */
    IADD(Kind.INT), ISUB(Kind.INT), IMUL(Kind.INT), IAND(Kind.INT), IOR(Kind.INT), IXOR(Kind.INT),
    ISHL(Kind.INT), ISHR(Kind.INT), IUSHR(Kind.INT), IMAX(Kind.INT), IMIN(Kind.INT),
    /** Rounded down; only of what is the same for all lanes. */
    FLOOR_DIV(Kind.INT), FLOOR_MOD(Kind.INT),
    /** An integer as a float, rounded to nearest. */
    TO_FLOAT(Kind.FLOAT),
    /** The same bits as another kind. */
    BITS(Kind.INT), FROM_BITS(Kind.FLOAT),
    /** Comparisons; false with a NaN, but for FNE. */
    FLT(Kind.BOOL), FLE(Kind.BOOL), FEQ(Kind.BOOL), FNE(Kind.BOOL),
    ILT(Kind.BOOL), ILE(Kind.BOOL), IEQ(Kind.BOOL), INE(Kind.BOOL),
    AND(Kind.BOOL), OR(Kind.BOOL), NOT(Kind.BOOL),
    /** CHOOSE(c, a, b) is a where c holds, else b; the other is evaluated only where it is {@link Word#isSafe}. */
    CHOOSE_FLOAT(Kind.FLOAT), CHOOSE_INT(Kind.INT), CHOOSE_BOOL(Kind.BOOL),
    /** CHOOSE_FLOAT whose condition hardly ever holds: in vector form a is computed only if it does in some lane. */
    RARELY(Kind.FLOAT),
    /** What {@link adjoint.runtime.program.RareArguments} computes, one number at a time. */
    RARE_SIN(Kind.FLOAT), RARE_COS(Kind.FLOAT), RARE_REMAINDER(Kind.FLOAT);

    private final Kind kind;

    Plain(Kind kind) {
      this.kind = kind;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    /** Whether it is one of the three CHOOSE, or RARELY. */
    public boolean isChoice() {
      return this == CHOOSE_FLOAT || this == CHOOSE_INT || this == CHOOSE_BOOL || this == RARELY;
    }
  }
}
