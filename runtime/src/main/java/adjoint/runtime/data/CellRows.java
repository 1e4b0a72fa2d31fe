package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hands rows of a table, whose cells are texts, to the fields that read them. */
final class CellRows {

  /** What a field reads of a row, and where that is. */
  private final class Target implements FieldCells.Where {
    private final FieldCells cells;
    private final List<Integer> positions;

    Target(FieldCells cells, List<Integer> positions) {
      this.cells = cells;
      this.positions = positions;
    }

    @Override
    public String words(int at) {
      String column = header.get(positions.get(at));
      return places.of(line) + ": " + (Character.isDigit(column.charAt(0)) ? "column " : "") + column;
    }
  }

  private final List<String> header;
  private final Table.Places places;
  private final List<Target> targets = new ArrayList<>();
  private final List<FieldCells> cells = new ArrayList<>();
  private int line;
  private int kept;
  private int[] lines = new int[256];

  /** @param maker makes what takes a field's cells */
  CellRows(String file, List<String> header, List<Field> fields, Rows.Cells maker) {
    this(file, header, fields, maker, line -> file + ", line " + line);
  }

  /** @param places what a row is called by its number */
  CellRows(String file, List<String> header, List<Field> fields, Rows.Cells maker, Table.Places places) {
    this.header = header;
    this.places = places;
    HeaderColumns columns = new HeaderColumns(file, header);
    for (Field field : fields) {
      List<Integer> positions = columns.of(field);
      FieldCells own = maker.of(field, positions.size());
      cells.add(own);
      targets.add(new Target(own, positions));
    }
  }

  /**
   * Takes a row.
   *
   * @param texts a cell for each name of the header
   * @return whether it was kept
   */
  boolean row(int number, List<String> texts) {
    line = number;
    for (Target target : targets) {
      for (int i = 0; i < target.positions.size(); i++) {
        cell(target, i, texts.get(target.positions.get(i)).strip());
      }
    }
    boolean keep = FieldCells.keep(cells);
    for (Target target : targets) {
      target.cells.endRow(keep, target);
    }
    if (keep) {
      lines = kept == lines.length ? Arrays.copyOf(lines, kept * 2) : lines;
      lines[kept++] = number;
    }
    return keep;
  }

  private static void cell(Target target, int at, String text) {
    if (target.cells.readsNames()) {
      target.cells.name(at, text, target);
      return;
    }
    double value = FieldCells.isMissing(text) ? Double.NaN : Decimal.parse(text).orElse(Double.NaN);
    if (Double.isNaN(value) && !FieldCells.isMissing(text)) {
      throw UserProblem
          .of(RuntimeProblem.NOT_A_NUMBER, target.words(at) + " is " + Words.quoted(text) + ", not a number")
          .at(target.cells.field().place());
    }
    target.cells.number(at, value, target);
  }

  /** The lines of the rows that were kept. */
  int[] lines() {
    return Arrays.copyOf(lines, kept);
  }
}
