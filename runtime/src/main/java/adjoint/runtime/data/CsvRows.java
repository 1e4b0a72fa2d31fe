package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.text.Words;
import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes the cells of a table as the parser finds them, without a string a cell: numbers are read out of its buffer.
 */
final class CsvRows extends AbstractBaseCsvCallbackHandler<Boolean> {

  /** A cell of a field's row. */
  private record Target(FieldCells cells, int at, FieldCells.Where where, boolean name) {}

  /** Says which cell of this row is meant. */
  private record CellOf(CsvRows rows, List<Integer> positions) implements FieldCells.Where {
    @Override
    public String words(int at) {
      return rows.file + ", line " + rows.line() + ": " + rows.columnName(positions.get(at));
    }
  }

  private static final Target[] NOBODY = {};

  private final String file;
  private final List<Field> fields;
  private final List<FieldCells> cells = new ArrayList<>();
  private final List<FieldCells.Where> wheres = new ArrayList<>();
  private final List<String> first = new ArrayList<>();
  private List<String> header = List.of();
  private Target[][] targets = {};
  private final boolean named;
  private final List<String> missing;
  private final Rows.Cells maker;
  private final boolean remembers;
  private boolean begun;
  private boolean blank;
  private int seen;
  private int kept;
  private int[] lines = new int[256];

  /** What is wrong with a cell of this row; kept until its length is known, since a stray comma shifts every cell. */
  private Optional<UserProblem> wrong = Optional.empty();

  /**
   * @param options whether the first row is a header, and what stands in cells without a value
   * @param maker makes what takes a field's cells
   * @param remembers whether the line of each row is kept
   */
  CsvRows(String file, TableOptions options, List<Field> fields, Rows.Cells maker, boolean remembers) {
    this.file = file;
    this.fields = fields;
    this.named = options.header();
    this.missing = options.missing();
    this.maker = maker;
    this.remembers = remembers;
  }

  @Override
  protected void handleBegin(long line) {
    blank = false;
    first.clear();
  }

  @Override
  protected void handleEmpty() {
    blank = true;
  }

  @Override
  protected void handleComment(char[] buffer, int offset, int length) {
    blank = true;
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    if (!begun) {
      first.add(new String(buffer, offset, length));
      return;
    }
    Target[] here = index < targets.length && wrong.isEmpty() ? targets[index] : NOBODY;
    for (Target target : here) {
      try {
        cell(target, buffer, offset, length);
      } catch (UserProblem problem) {
        wrong = Optional.of(problem);
      }
    }
  }

  private void cell(Target target, char[] buffer, int offset, int length) {
    if (!missing.isEmpty() && missing.contains(new String(buffer, offset, length).strip())) {
      target.cells().missing(target.at(), target.where());
      return;
    }
    if (target.name()) {
      target.cells().name(target.at(), new String(buffer, offset, length).strip(), target.where());
      return;
    }
    double value = Decimal.parse(buffer, offset, length);
    if (!(Math.abs(value) <= Double.MAX_VALUE)) {
      value = checked(target, value, new String(buffer, offset, length).strip());
    }
    target.cells().number(target.at(), value, target.where());
  }

  private static double checked(Target target, double value, String text) {
    if (FieldCells.isMissing(text)) {
      return Double.NaN;
    }
    String what = Double.isNaN(value) ? ", not a number" : ", not a finite number";
    throw UserProblem
        .of(RuntimeProblem.NOT_A_NUMBER, target.where().words(target.at()) + " is " + Words.quoted(text) + what)
        .at(target.cells().field().place());
  }

  /** Whether a row was kept. */
  @Override
  protected Boolean buildRecord() {
    if (blank) {
      return false;
    }
    if (!begun) {
      return begin();
    }
    checkLength(getFieldCount());
    return endRow();
  }

  /** The first line: a header, or the first row of a table without one. */
  private boolean begin() {
    begun = true;
    header = new ArrayList<>();
    for (String cell : first) {
      if (cell.indexOf('\0') >= 0) {
        throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file + " is a binary file, not comma-separated values");
      }
      header.add(named ? cell.strip() : Integer.toString(header.size()));
    }
    targets = new Target[header.size()][0];
    HeaderColumns columns = new HeaderColumns(file, header);
    for (Field field : fields) {
      List<Integer> positions = columns.of(field);
      FieldCells own = maker.of(field, positions.size());
      FieldCells.Where where = new CellOf(this, positions);
      cells.add(own);
      wheres.add(where);
      for (int i = 0; i < positions.size(); i++) {
        add(positions.get(i), new Target(own, i, where, own.readsNames()));
      }
    }
    return !named && replay();
  }

  private void add(int position, Target target) {
    targets[position] = Arrays.copyOf(targets[position], targets[position].length + 1);
    targets[position][targets[position].length - 1] = target;
  }

  private boolean replay() {
    List<String> row = List.copyOf(first);
    for (int i = 0; i < row.size(); i++) {
      handleField(i, row.get(i).toCharArray(), 0, row.get(i).length(), false);
    }
    return endRow();
  }

  private void checkLength(int length) {
    if (length != header.size()) {
      String than = named ? "the header has " : "the first row has ";
      throw UserProblem.of(RuntimeProblem.RAGGED_ROW,
          file + ", line " + line() + ": " + Words.count(length, "cell") + ", but " + than + header.size());
    }
  }

  private boolean endRow() {
    if (wrong.isPresent()) {
      throw wrong.get();
    }
    boolean keep = FieldCells.keep(cells);
    for (int i = 0; i < cells.size(); i++) {
      cells.get(i).endRow(keep, wheres.get(i));
    }
    seen++;
    if (keep && remembers) {
      lines = kept == lines.length ? Arrays.copyOf(lines, kept * 2) : lines;
      lines[kept] = (int) line();
    }
    kept += keep ? 1 : 0;
    return keep;
  }

  long line() {
    return getStartingLineNumber();
  }

  /** Says why there is nothing, where there is. */
  void checkNotEmpty() {
    if (kept == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, seen == 0
          ? file + (begun && named ? " has a header and no rows" : " is empty")
          : "every row of " + file + " has a missing value and was left out");
    }
  }

  /** The lines of the kept rows, which it has remembered. */
  int[] lines() {
    return Arrays.copyOf(lines, kept);
  }

  private String columnName(int column) {
    return named ? header.get(column) : "column " + column;
  }
}
