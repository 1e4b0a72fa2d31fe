package adjoint.compiler.emit.contraction;

/** How a microkernel finds its operands. */
enum Access {
  /** Both with one stride of depth, and rows of the left one with one stride. */
  STRIDES("", false, false, false),
  /** The right operand's depth at distances from a table: a window. */
  RIGHT_TABLE("RightTable", false, true, false),
  /** The left operand's rows and depth at distances from tables. */
  LEFT_TABLE("LeftTable", true, false, false),
  /** The left operand as a tile reads it: all its rows of a depth side by side. */
  INTERLEAVED("Interleaved", false, false, true),
  /** Both. */
  INTERLEAVED_RIGHT_TABLE("InterleavedRightTable", false, true, true);

  private final String suffix;
  private final boolean leftTable;
  private final boolean rightTable;
  private final boolean interleaved;

  Access(String suffix, boolean leftTable, boolean rightTable, boolean interleaved) {
    this.suffix = suffix;
    this.leftTable = leftTable;
    this.rightTable = rightTable;
    this.interleaved = interleaved;
  }

  /** What the names of its methods end with. */
  String suffix() {
    return suffix;
  }

  boolean leftTable() {
    return leftTable;
  }

  boolean rightTable() {
    return rightTable;
  }

  boolean isInterleaved() {
    return interleaved;
  }

  /** How tiles find them once the left operand is interleaved. */
  Access interleaved() {
    return rightTable ? INTERLEAVED_RIGHT_TABLE : INTERLEAVED;
  }
}
