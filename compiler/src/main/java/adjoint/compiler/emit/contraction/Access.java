package adjoint.compiler.emit.contraction;

/** How a microkernel finds its operands. */
enum Access {
  /** Both with one stride of depth, and rows of the left one with one stride. */
  STRIDES(""),
  /** The right operand's depth at distances from a table: a window. */
  RIGHT_TABLE("RightTable"),
  /** The left operand's rows and depth at distances from tables. */
  LEFT_TABLE("LeftTable");

  private final String suffix;

  Access(String suffix) {
    this.suffix = suffix;
  }

  /** What the names of its methods end with. */
  String suffix() {
    return suffix;
  }

  boolean hasTable() {
    return this != STRIDES;
  }
}
