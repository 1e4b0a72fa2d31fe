package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Examples in memory. Where fields read a series, example `e` reads rows from `e` on, so neighbours share rows. */
public final class Dataset {

  private final List<Field> fields;
  private final List<ColumnValues> columns;
  private final List<Reach> reaches;
  private final int examples;

  private Dataset(List<Field> fields, List<ColumnValues> columns, List<Reach> reaches, int examples) {
    this.fields = fields;
    this.columns = columns;
    this.reaches = reaches;
    this.examples = examples;
  }

  static Dataset of(List<Field> fields, List<ColumnValues> columns, int rows, String source) {
    List<Integer> widths = new ArrayList<>();
    columns.forEach(c -> widths.add(c.width()));
    return new Dataset(fields, columns, Reach.of(fields, widths), examples(fields, widths, rows, source));
  }

  /**
   * How many examples a table gives.
   *
   * @throws UserProblem where a series is shorter than one window and what follows it
   */
  static int examples(List<Field> fields, List<Integer> widths, int rows, String source) {
    int reach =
        Reach.longest(fields, widths, Field.Series.WINDOW, 1) + Reach.longest(fields, widths, Field.Series.AFTER, 0);
    int examples = rows - reach + 1;
    if (examples < 1) {
      throw UserProblem.of(RuntimeProblem.SERIES_TOO_SHORT, source + " has " + Words.count(rows, "row")
          + ", too few for one window: " + reach + " are needed").at(fields.get(0).place());
    }
    return examples;
  }

  /** The rows that some examples read. */
  static BitSet rows(List<Field> fields, List<Integer> widths, int[] examples) {
    BitSet rows = new BitSet();
    for (Reach reach : Reach.of(fields, widths)) {
      for (int example : examples) {
        rows.set(example + reach.first(), example + reach.first() + reach.rows());
      }
    }
    return rows;
  }

  public List<Field> fields() {
    return fields;
  }

  public int examples() {
    return examples;
  }

  /** The position of a field, -1 where there is none of that name. */
  public int field(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Copies a field of some examples into a batch, one after another.
   *
   * @param order the examples' numbers; those from `from` to `to` are taken
   * @param reals where REAL fields go; untouched by others
   * @param ints where INT and BOOL fields go
   */
  public void copy(int field, int[] order, int from, int to, float[] reals, int[] ints) {
    ColumnValues column = columns.get(field);
    Reach reach = reaches.get(field);
    column.gather(order, from, to, reach.first(), reach.rows() * column.width(), reals, ints);
  }
}
