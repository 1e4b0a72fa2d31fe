package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a field's values row by row: checks them and replaces missing ones. While training data are read, what needs
 * statistics has to wait; with what was learnt from them, new data are treated at once.
 */
final class FieldCells {

  /** As other programs write them: R, spreadsheets, databases, pandas, Python. */
  private static final Set<String> MISSING = Set.of("", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan", "-nan",
      "NULL", "null", "None", "?");

  private final Field field;
  private final Optional<Fitted> known;
  private final Map<String, Integer> members = new LinkedHashMap<>();
  private final boolean collects;
  private final boolean text;
  private final Optional<Tokens> tokens;
  private String sentence = "";
  private final boolean readsNames;
  private final boolean waits;
  private final boolean hasMean;
  private final double[] row;
  private final GrowingNumbers numbers;
  private boolean dropped;

  /**
   * @param width the cells of a row
   * @param known what the field learnt; empty while training data are read
   * @param into where rows go
   */
  FieldCells(Field field, int width, Optional<Fitted> known, GrowingNumbers into) {
    this.field = field;
    this.known = known;
    this.row = new double[width];
    this.text = TextCells.readsText(field);
    this.tokens = text && known.isPresent()
        ? Optional.of(new Tokens(field, TextCells.of(field), known.get().names()))
        : Optional.empty();
    this.collects = isCategorical(field) || text;
    boolean fits = needsStatistics(field);
    this.waits = fits && known.isEmpty();
    this.hasMean = fits && field.missing() instanceof Missing.Mean;
    this.numbers = into;
    for (String member : collects && known.isPresent() && !text ? known.get().names() : declared(field)) {
      members.put(member, members.size());
    }
    this.readsNames = readsNames(field);
  }

  private static List<String> declared(Field field) {
    return field.index().isPresent() ? field.index().get().members() : List.of();
  }

  private static boolean isCategorical(Field field) {
    for (Transform transform : field.transforms()) {
      if (transform instanceof Transform.Categories) {
        return true;
      }
    }
    return false;
  }

  /** Whether its values depend on statistics of the training data. */
  static boolean needsStatistics(Field field) {
    boolean needs = field.missing() instanceof Missing.Mean;
    for (Transform transform : field.transforms()) {
      needs |= PlainTransforms.needsStatistics(transform);
    }
    return needs && field.element() == Element.REAL;
  }

  /** Whether a field's cells are words rather than numbers. */
  static boolean readsNames(Field field) {
    return isCategorical(field) || TextCells.readsText(field) || !declared(field).isEmpty()
        || field.element() == Element.BOOL;
  }

  /** Whether its cells are words rather than numbers. */
  boolean readsNames() {
    return readsNames;
  }

  /** Whether it gathers the words that it meets. */
  boolean collects() {
    return collects;
  }

  /** Whether these are whole texts. */
  boolean readsText() {
    return text;
  }

  static boolean isMissing(String cell) {
    return MISSING.contains(cell);
  }

  /** A cell that is a number; NaN where it is missing. */
  void number(int at, double value, Where where) {
    if (Double.isNaN(value)) {
      missing(at, where);
    } else {
      row[at] = value;
    }
  }

  /** A cell that is a word. */
  void name(int at, String cell, Where where) {
    boolean known = members.containsKey(cell);
    if (text ? cell.isEmpty() : isMissing(cell) && !known) {
      missing(at, where);
    } else if (tokens.isPresent()) {
      sentence = cell;
    } else if (collects) {
      row[at] = category(cell, where, at);
    } else if (field.element() == Element.BOOL) {
      row[at] = Truths.of(field, cell, where.words(at));
    } else {
      row[at] = position(cell, where, at);
    }
  }

  private int category(String cell, Where where, int at) {
    Integer known = members.get(cell);
    if (known != null) {
      return known;
    }
    if (this.known.isPresent()) {
      throw Treatment.unknown(field, where.words(at), cell, members());
    }
    members.put(cell, members.size());
    return members.size() - 1;
  }

  /** A cell without a value. */
  void missing(int at, Where where) {
    if (field.missing() instanceof Missing.Drop) {
      dropped = true;
    } else if (field.missing() instanceof Missing.Constant constant) {
      row[at] = replaced(constant.value(), where, at);
    } else if (hasMean) {
      row[at] = Double.NaN;
    } else {
      throw isMissing(field, where.words(at));
    }
  }

  static UserProblem isMissing(Field field, String where) {
    String why = field.missing() instanceof Missing.Mean
        ? " is missing, and " + field.name() + " has no mean"
        : " is missing";
    return UserProblem.of(RuntimeProblem.MISSING_VALUE, where + why).at(field.place())
        .hint("say what to do with missing values: column(\"…\", missing = drop), missing = mean or missing = 0");
  }

  static UserProblem notFinite(Field field, String where, double value) {
    return UserProblem.of(RuntimeProblem.NOT_A_NUMBER, where + " becomes " + value + " in " + field.name()
        + (Double.isFinite(value) ? ", which is too large for 32 bits" : "")).at(field.place());
  }

  /** What stands in the place of a missing value: a number, or a position, which must be one. */
  private double replaced(double constant, Where where, int at) {
    if (collects) {
      return category(Words.number(constant), where, at);
    }
    if (readsNames) {
      checkWhole(constant, where, at);
    }
    return constant;
  }

  boolean dropped() {
    return dropped;
  }

  /** Whether a row stays, of which some fields take cells: none of them wants it dropped. */
  static boolean keep(List<FieldCells> row) {
    for (FieldCells cells : row) {
      if (cells.dropped) {
        return false;
      }
    }
    return true;
  }

  /** Keeps the row, or forgets it. */
  void endRow(boolean keep, Where where) {
    dropped = false;
    if (!keep) {
      numbers.forget();
      return;
    }
    if (tokens.isPresent()) {
      numbers.append(tokens.get().row(sentence, where));
      return;
    }
    if (!waits && !readsNames) {
      if (known.isPresent()) {
        Treatment.transform(field, row, known.get());
      } else {
        PlainTransforms.apply(field.transforms(), row);
      }
      check(where);
    }
    numbers.append(row);
  }

  private void check(Where where) {
    if (field.element() == Element.REAL) {
      int at = firstNotFinite(row);
      if (at < row.length) {
        throw notFinite(field, where.words(at), row[at]);
      }
      return;
    }
    for (int i = 0; i < row.length; i++) {
      checkWhole(row[i], where, i);
    }
  }

  private static int firstNotFinite(double[] row) {
    int at = 0;
    while (at < row.length && Math.abs(row[at]) <= Float.MAX_VALUE) {
      at++;
    }
    return at;
  }

  private void checkWhole(double value, Where where, int at) {
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw UserProblem
          .of(RuntimeProblem.NOT_A_NUMBER, where.words(at) + " is " + Words.number(value) + ", not a whole number")
          .at(field.place());
    }
    if (field.element() == Element.BOOL && value != 0 && value != 1) {
      throw UserProblem.of(RuntimeProblem.NOT_A_NUMBER, where.words(at) + " is " + Words.number(value)
          + ", which is neither true (1) nor false (0)").at(field.place());
    }
    if (field.index().isPresent() && (value < 0 || value >= field.index().get().size())) {
      Field.IndexDim index = field.index().get();
      throw UserProblem.of(RuntimeProblem.INDEX_OUT_OF_RANGE, where.words(at) + " is " + Words.number(value) + ", but "
          + index.dim() + " has " + Words.count(index.size(), "position") + ": 0 to " + (index.size() - 1))
          .at(field.place());
    }
  }

  private double position(String cell, Where where, int at) {
    Integer position = members.get(cell);
    if (position != null) {
      return position;
    }
    Optional<Double> number = Decimal.parse(cell);
    if (number.isPresent()) {
      checkWhole(number.get(), where, at);
      return number.get();
    }
    Field.IndexDim index = field.index().orElseThrow();
    UserProblem problem =
        UserProblem.of(RuntimeProblem.UNKNOWN_CATEGORY, where.words(at) + " is " + Words.quoted(cell) + ", but "
            + index.dim() + " is {" + Words.some(index.members()) + "}").at(field.place());
    throw Similar.nearest(cell, index.members()).map(n -> problem.hint("did you mean " + n + "?")).orElse(problem);
  }

  /** The numbers of a row. */
  int width() {
    return row.length;
  }

  /** What its words are positions of, in the order in which they were met. */
  List<String> members() {
    return List.copyOf(members.keySet());
  }

  Field field() {
    return field;
  }

  /** Says which cell of a field's row is meant: `iris.csv, line 3: species`. */
  interface Where {
    String words(int at);
  }
}
