package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;

/**
 * A row of tiles of one height. The columns that whole vectors leave over are masked at 16 lanes and scalar at fewer,
 * where masks lose.
 */
final class Strip {

  private static final int[] SCALAR_COLUMNS = {4, 1};

  private final KernelClass into;
  private final int height;
  private final Access access;
  private final Body body;
  private final Tile tile;
  private final Int.Variable columns;

  private Strip(KernelClass into, String method, int height, Access access) {
    this.into = into;
    this.height = height;
    this.access = access;
    this.body = new Body(into, method, Tile.descriptor(access, 1));
    this.tile = new Tile(body, access);
    this.columns = body.argument("columns");
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
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 2, false, access)), column, body.let("pair", lanes.times(2)));
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 1, false, access)), column, lanes);
    body.when(column, Body.Test.LESS, columns, () -> rest(lanes, column));
    body.end();
  }

  private void rest(Int lanes, Int column) {
    Int rest = columns.minus(column);
    String masked = VectorTile.in(into, new VectorTile.Shape(height, 1, true, access));
    body.choose(lanes, Body.Test.EQUAL, Int.of(16),
        () -> tile.call(into.name(), masked, column, rest),
        () -> tile.call(into.name(), Panel.scalarIn(into, access), column, Int.of(height), rest));
  }

  private void scalar() {
    Int.Variable column = body.let("column", Int.ZERO);
    for (int width : SCALAR_COLUMNS) {
      tiles(ScalarTile.in(into, height, width, access), column, Int.of(width));
    }
    body.end();
  }

  /** As many tiles of a width as there are columns for. */
  private void tiles(String method, Int.Variable column, Int width) {
    body.repeat(columns.minus(column), Body.Test.AT_LEAST, width, () -> {
      tile.call(into.name(), method, column);
      body.set(column, column.plus(width));
    });
  }
}
