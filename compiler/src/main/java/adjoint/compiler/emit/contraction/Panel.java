package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Mode;

/**
 * The loop over tiles: a block of `rows` times `columns` sums, strip by strip. What rows and columns the large tiles
 * leave over goes to smaller ones.
 */
final class Panel {

  private static final int[] VECTOR_ROWS = {4, 2, 1};
  private static final int[] SCALAR_ROWS = {4, 1};

  private final KernelClass into;
  private final Access access;
  private final Body body;
  private final Tile tile;
  private final Int.Variable rows;
  private final Int.Variable columns;
  private final Int.Variable spare;

  private Panel(KernelClass into, String method, Access access) {
    this.into = into;
    this.access = access;
    this.body = new Body(into, method, descriptor());
    this.tile = new Tile(body, access);
    this.rows = body.argument("rows");
    this.columns = body.argument("columns");
    this.spare = body.argument("spare");
  }

  /** A tile's arguments, the rows, the columns, and the place of a strip's interleaved rows. */
  static String descriptor() {
    return Tile.descriptor(3);
  }

  /** The name of the method of the class's mode. */
  static String in(KernelClass into, Access access) {
    String name = "panel" + access.suffix();
    return into.mode() == Mode.VECTOR
        ? into.shared(name, name, method -> new Panel(into, method, access).vector())
        : scalarIn(into, access);
  }

  static String scalarIn(KernelClass into, Access access) {
    String name = "scalarPanel" + access.suffix();
    return into.shared(name, name, method -> new Panel(into, method, access).scalar());
  }

  /**
   * Sixteen registers hold a tile of four rows and two vectors; of more rows HotSpot spills. Thirty-two, which come with 16 lanes,
   * hold one of twelve rows; sixteen rows are then two times eight rather than twelve and four.
   */
  private void vector() {
    Int lanes = Species.lanes(body, into.name());
    Int none = Int.of(1 << 30);
    Int.Variable twelve = body.let("twelve", none);
    Int.Variable eight = body.let("eight", none);
    Int.Variable six = body.let("six", none);
    body.when(lanes, Body.Test.EQUAL, Int.of(16), () -> {
      Int rest = body.let("rest", rows.rest(Int.of(12)));
      body.set(twelve, rest.plus(12));
      body.when(rest, Body.Test.EQUAL, Int.of(4), () -> body.set(twelve, twelve.plus(12)));
      body.set(eight, Int.of(8));
      body.set(six, Int.of(6));
    });
    strips(12, twelve, Strip.vectorIn(into, 12, access));
    strips(8, eight, Strip.vectorIn(into, 8, access));
    strips(6, six, Strip.vectorIn(into, 6, access));
    for (int height : VECTOR_ROWS) {
      strips(height, Int.of(height), Strip.vectorIn(into, height, access));
    }
    body.end();
  }

  private void scalar() {
    for (int height : SCALAR_ROWS) {
      strips(height, Int.of(height), Strip.scalarIn(into, height, access));
    }
    body.end();
  }

  /** As many strips of a height as there are rows for. */
  private void strips(int height, Int least, String strip) {
    body.repeat(rows, Body.Test.AT_LEAST, least, () -> {
      tile.call(into.name(), strip, 0, Int.ZERO, columns, spare);
      tile.advance(height);
      body.set(rows, rows.minus(Int.of(height)));
    });
  }
}
