package adjoint.compiler.emit.kernel;

import adjoint.compiler.emit.word.Kind;

/** What a value of a procedure is. */
public enum DataType {
  INT("int"), LONG("long"), FLOAT("float"), TRUTH("bool"),
  /** The arrays of a frame. */
  REALS("float[]"), WHOLES("int[]"),
  /** What a procedure works on. */
  FRAME("frame"),
  /** One number a lane, and which of the lanes take part. */
  FLOAT_LANES("floats"), INT_LANES("ints"), MASK("mask");

  private final String word;

  DataType(String word) {
    this.word = word;
  }

  /** One value of a kind. */
  public static DataType of(Kind kind) {
    return switch (kind) {
      case FLOAT -> FLOAT;
      case INT -> INT;
      case BOOL -> TRUTH;
    };
  }

  /** A value of a kind a lane. */
  public static DataType lanes(Kind kind) {
    return switch (kind) {
      case FLOAT -> FLOAT_LANES;
      case INT -> INT_LANES;
      case BOOL -> MASK;
    };
  }

  /** Whether it has a value a lane. */
  public boolean isLanes() {
    return this == FLOAT_LANES || this == INT_LANES || this == MASK;
  }

  @Override
  public String toString() {
    return word;
  }
}
