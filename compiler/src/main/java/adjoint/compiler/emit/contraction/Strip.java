package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;

/**
 * A row of tiles of one height. The columns that whole vectors leave over are masked at 16 lanes and scalar at fewer,
 * where masks lose.
 */
final class Strip {

  /** So many vectors of columns repay copying the rows of a tile where its places come from a table. */
  private static final int INTERLEAVED_VECTORS = 8;
  /** Else there have to be so many vectors in the right operand: rows near each other are as good as copied. */
  private static final int INTERLEAVED_PANEL = 4096;
  /** More masked accesses in one method are too many for HotSpot's first compiler. */
  private static final int MASKED_ROWS = 4;
  /** The least height at which the copy is worth it. */
  private static final int INTERLEAVED_ROWS = 4;
  private static final int[] SCALAR_COLUMNS = {4, 1};

  private final KernelClass into;
  private final int height;
  private final Access access;
  private final Body body;
  private final Tile tile;
  private final Int.Variable columns;
  private final Int.Variable spare;

  private Strip(KernelClass into, String method, int height, Access access) {
    this.into = into;
    this.height = height;
    this.access = access;
    this.body = new Body(into, method, Tile.descriptor(2));
    this.tile = new Tile(body, access);
    this.columns = body.argument("columns");
    this.spare = body.argument("spare");
  }

  static String vectorIn(KernelClass into, int height, Access access) {
    String name = "strip" + height + access.suffix();
    return into.shared(name, name, method -> new Strip(into, method, height, access).vector());
  }

  static String scalarIn(KernelClass into, int height, Access access) {
    String name = "scalarStrip" + height + access.suffix();
    return into.shared(name, name, method -> new Strip(into, method, height, access).scalar());
  }

  private void vector() {
    Int lanes = Species.lanes(body, into.name());
    Int.Variable column = body.let("column", Int.ZERO);
    if (height >= INTERLEAVED_ROWS) {
      body.when(columns, Body.Test.AT_LEAST, lanes.times(INTERLEAVED_VECTORS), () -> {
        if (access.leftTable()) {
          interleaved(lanes, column);
        } else {
          body.when(columns.times(tile.depth), Body.Test.AT_LEAST, lanes.times(INTERLEAVED_PANEL),
              () -> interleaved(lanes, column));
        }
      });
    }
    vectors(lanes, column, access, method -> tile.call(into.name(), method, 0, column));
    body.when(column, Body.Test.LESS, columns, () -> rest(lanes, column));
    body.end();
  }

  private void interleaved(Int lanes, Int.Variable column) {
    tile.call(into.name(), Interleaving.in(into, height, access), 0, Int.ZERO, spare);
    vectors(lanes, column, access.interleaved(),
        method -> tile.callInterleaved(into.name(), method, spare, column));
  }

  private interface Call {
    void tile(String method);
  }

  private void vectors(Int lanes, Int.Variable column, Access access, Call call) {
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 2, false, access)), column, lanes.times(2), call);
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 1, false, access)), column, lanes, call);
  }

  /** The columns that fill no vector. */
  private void rest(Int lanes, Int.Variable column) {
    Int rest = columns.minus(column);
    int rows = height % MASKED_ROWS == 0 ? MASKED_ROWS : Math.min(height, 2);
    String masked = VectorTile.in(into, new VectorTile.Shape(rows, 1, true, access));
    body.choose(lanes, Body.Test.EQUAL, Int.of(16), () -> {
      for (int row = 0; row < height; row += rows) {
        tile.call(into.name(), masked, row, column, rest);
      }
    }, () -> tile.call(into.name(), Panel.scalarIn(into, access), 0, column, Int.of(height), rest, spare));
  }

  private void scalar() {
    Int.Variable column = body.let("column", Int.ZERO);
    for (int width : SCALAR_COLUMNS) {
      tiles(ScalarTile.in(into, height, width, access), column, Int.of(width),
          method -> tile.call(into.name(), method, 0, column));
    }
    body.end();
  }

  /** As many tiles of a width as there are columns for. */
  private void tiles(String method, Int.Variable column, Int width, Call call) {
    body.repeat(columns.minus(column), Body.Test.AT_LEAST, width, () -> {
      call.tile(method);
      body.set(column, column.plus(width));
    });
  }
}
