package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Examples in memory. Where fields read a series, example `e` reads rows from `e` on, so neighbours share rows. */
public final class Dataset {

  private final List<Field> fields;
  private final List<ColumnValues> columns;
  private final List<Reach> reaches;
  private final int examples;
  private final int stride;
  private final int apart;
  private final boolean[] open;
  private final List<PicturesAhead> ahead = new ArrayList<>();

  private Dataset(List<Field> fields, List<ColumnValues> columns, List<Reach> reaches, int examples, int stride,
      int apart) {
    this.fields = fields;
    this.columns = columns;
    this.reaches = reaches;
    this.examples = examples;
    this.stride = stride;
    this.apart = apart;
    this.open = new boolean[fields.size()];
    for (int i = 0; i < open.length; i++) {
      open[i] = fields.get(i).open().isPresent();
      ahead.add(new PicturesAhead());
    }
  }

  static Dataset of(List<Field> fields, List<ColumnValues> columns, int rows, String source) {
    List<Integer> widths = new ArrayList<>();
    columns.forEach(c -> widths.add(c.width()));
    return new Dataset(fields, columns, Reach.of(fields, widths), examples(fields, widths, rows, source, "row"), 1, 1);
  }

  /**
   * Of a running text, of which each token is a row.
   *
   * @param stride the rows from one example to the next
   */
  static Dataset running(List<Field> fields, List<ColumnValues> columns, int rows, String source, int stride) {
    List<Integer> widths = new ArrayList<>();
    columns.forEach(c -> widths.add(c.width()));
    int examples = (examples(fields, widths, rows, source, "token") + stride - 1) / stride;
    int apart = (Reach.window(fields, widths) + stride - 1) / stride;
    return new Dataset(fields, columns, Reach.of(fields, widths), examples, stride, apart);
  }

  /**
   * How many examples a table gives.
   *
   * @param row what a row is called
   * @throws UserProblem where a series is shorter than one window and what follows it
   */
  static int examples(List<Field> fields, List<Integer> widths, int rows, String source, String row) {
    int reach = Reach.window(fields, widths) + Reach.behind(fields, widths);
    int examples = rows - reach + 1;
    if (examples < 1) {
      throw UserProblem.of(RuntimeProblem.SERIES_TOO_SHORT, source + " has " + Words.count(rows, row)
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

  /** How many examples there are from one to the next that reads no token of it: 1 unless they are blocks of a text. */
  int apart() {
    return apart;
  }

  /** The length of the longest of some examples of a field with an open dim. */
  public int longest(int field, int[] order, int from, int to) {
    ColumnValues.OfLengths column = (ColumnValues.OfLengths) columns.get(field);
    int longest = 1;
    for (int i = from; i < to; i++) {
      longest = Math.max(longest, column.length(order[i]));
    }
    return longest;
  }

  /** How long an example is, over all fields with open dims; empty where none has one. */
  Optional<IntUnaryOperator> lengths() {
    List<ColumnValues.OfLengths> ragged = new ArrayList<>();
    for (int i = 0; i < open.length; i++) {
      if (open[i]) {
        ragged.add((ColumnValues.OfLengths) columns.get(i));
      }
    }
    return ragged.isEmpty()
        ? Optional.empty()
        : Optional.of(example -> ragged.stream().mapToInt(column -> column.length(example)).sum());
  }

  /** The largest sizes that the open dims of fields have in some examples, by name. */
  public Map<String, Long> sizes(int[] examples) {
    Map<String, Long> sizes = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).open().isPresent()) {
        sizes.merge(fields.get(i).open().get(), (long) longest(i, examples, 0, examples.length), Math::max);
      }
    }
    return sizes;
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
   * @param length of the field's open dim in this batch; of one without any
   * @param reals where REAL fields go; untouched by others
   * @param ints where INT and BOOL fields go
   */
  public void copy(int field, int[] order, int from, int to, int length, float[] reals, int[] ints) {
    ColumnValues column = columns.get(field);
    Reach reach = reaches.get(field);
    int count = open[field] ? length * column.width() : reach.rows() * column.width();
    column.gather(order, from, to, stride, reach.first(), count, reals, ints);
  }

  /**
   * Copies a field of some examples as they are scored, or as an epoch of training has them, which may change them by chance.
   *
   * @see #copy(int, int[], int, int, int, float[], int[])
   */
  public void copy(int field, int[] order, int from, int to, int length, Optional<Epoch> epoch, float[] reals,
      int[] ints) {
    if (columns.get(field) instanceof ColumnValues.Pictured pictures) {
      pictures.put(ahead.get(field).take(pictures, order, from, to, epoch), reals);
    } else {
      copy(field, order, from, to, length, reals, ints);
    }
  }

  /** Says which examples are copied next, so that what takes long can begin on another thread. */
  public void ahead(int[] order, int from, int to, Optional<Epoch> epoch) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i) instanceof ColumnValues.Pictured pictures) {
        ahead.get(i).begin(pictures, order, from, to, epoch);
      }
    }
  }
}
