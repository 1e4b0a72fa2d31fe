package adjoint.compiler.emit.contraction;

/** How a microkernel finds its operands. */
enum Access {
  /** Both with one stride of depth, and rows of the left one with one stride. */
  STRIDES("", Left.STRIDES, Right.STRIDE),
  /** The right operand's depth at distances from a table: a window. */
  RIGHT_TABLE("RightTable", Left.STRIDES, Right.TABLE),
  /** The left operand's rows and depth at distances from tables. */
  LEFT_TABLE("LeftTable", Left.TABLE, Right.STRIDE),
  /** The left operand as a tile reads it, all its rows of a depth side by side, and the right one as a panel. */
  PACKED("Packed", Left.INTERLEAVED, Right.PANEL);

  private enum Left {
    STRIDES, TABLE, INTERLEAVED
  }

  private enum Right {
    STRIDE, TABLE, PANEL
  }

  private final String suffix;
  private final Left left;
  private final Right right;

  Access(String suffix, Left left, Right right) {
    this.suffix = suffix;
    this.left = left;
    this.right = right;
  }

  /** What the names of its methods end with. */
  String suffix() {
    return suffix;
  }

  boolean leftTable() {
    return left == Left.TABLE;
  }

  boolean isInterleaved() {
    return left == Left.INTERLEAVED;
  }

  boolean rightTable() {
    return right == Right.TABLE;
  }

  /** Whether the right operand's columns of a depth are those of one tile, so that its stride is known. */
  boolean isPanel() {
    return right == Right.PANEL;
  }
}
