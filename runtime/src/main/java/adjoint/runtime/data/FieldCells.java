package adjoint.runtime.data;

import adjoint.runtime.Problem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Collects a field's values row by row: checks them, replaces missing ones, applies what needs no statistics. */
final class FieldCells {

  private static final Set<String> MISSING = Set.of("", "NA", "N/A", "NaN", "nan", "null", "?");

  private final Field field;
  private final Map<String, Integer> members = new LinkedHashMap<>();
  private final boolean collects;
  private final boolean readsNames;
  private final boolean waits;
  private final double[] row;
  private final Numbers numbers;
  private boolean dropped;

  FieldCells(Field field, int width) {
    this.field = field;
    this.row = new double[width];
    this.collects = field.transforms().stream().anyMatch(t -> t instanceof Transform.Categories);
    boolean real = field.element() == Element.REAL;
    this.waits = real
        && (field.missing() instanceof Missing.Mean || field.transforms().stream()
            .anyMatch(Arithmetic::needsStatistics));
    this.numbers = waits ? new Numbers.Doubles() : real ? new Numbers.Floats() : new Numbers.Ints();
    field.index().ifPresent(i -> i.members().forEach(m -> members.put(m, members.size())));
    this.readsNames = collects || !members.isEmpty() || field.element() == Element.BOOL;
  }

  /** Whether its cells are words rather than numbers. */
  boolean readsNames() {
    return readsNames;
  }

  /** Whether it gathers its own vocabulary. */
  boolean collects() {
    return collects;
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
    if (isMissing(cell)) {
      missing(at, where);
    } else if (collects) {
      row[at] = members.computeIfAbsent(cell, c -> members.size());
    } else if (field.element() == Element.BOOL) {
      row[at] = truth(cell, where.words(at));
    } else {
      row[at] = position(cell, where.words(at));
    }
  }

  private void missing(int at, Where where) {
    if (field.missing() instanceof Missing.Drop) {
      dropped = true;
    } else if (field.missing() instanceof Missing.Constant constant) {
      row[at] = replaced(constant.value(), () -> where.words(at));
    } else if (waits && field.missing() instanceof Missing.Mean) {
      row[at] = Double.NaN;
    } else {
      String why = field.missing() instanceof Missing.Mean
          ? " is missing, and " + field.name() + " has no mean"
          : " is missing";
      throw UserProblem.of(Problem.MISSING_VALUE, where.words(at) + why).at(field.place())
          .hint("say what to do with missing values: column(\"…\", missing = drop), missing = mean or missing = 0");
    }
  }

  /** What stands in the place of a missing value: a number, or a position, which must be one. */
  private double replaced(double constant, Supplier<String> where) {
    if (collects) {
      return members.computeIfAbsent(Words.number(constant), c -> members.size());
    }
    if (readsNames) {
      checkWhole(constant, where);
    }
    return constant;
  }

  boolean dropped() {
    return dropped;
  }

  /** Keeps the row, or forgets it. */
  void endRow(boolean keep, Where where) {
    dropped = false;
    if (!keep) {
      return;
    }
    if (!waits && !readsNames) {
      Arithmetic.apply(field.transforms(), row);
      check(where);
    }
    numbers.append(row);
  }

  private void check(Where where) {
    if (field.element() == Element.REAL) {
      int at = firstNotFinite(row);
      if (at < row.length) {
        throw UserProblem.of(Problem.NOT_A_NUMBER, where.words(at) + " becomes " + row[at] + " in " + field.name())
            .at(field.place());
      }
      return;
    }
    for (int i = 0; i < row.length; i++) {
      int at = i;
      checkWhole(row[at], () -> where.words(at));
    }
  }

  private static int firstNotFinite(double[] row) {
    int at = 0;
    while (at < row.length && Math.abs(row[at]) <= Float.MAX_VALUE) {
      at++;
    }
    return at;
  }

  private void checkWhole(double value, Supplier<String> where) {
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw UserProblem.of(Problem.NOT_A_NUMBER, where.get() + " is " + Words.number(value) + ", not a whole number")
          .at(field.place());
    }
    if (field.element() == Element.BOOL && value != 0 && value != 1) {
      throw UserProblem.of(Problem.NOT_A_NUMBER, where.get() + " is " + Words.number(value)
          + ", which is neither true (1) nor false (0)").at(field.place());
    }
    field.index().filter(i -> value < 0 || value >= i.size()).ifPresent(index -> {
      throw UserProblem.of(Problem.INDEX_OUT_OF_RANGE, where.get() + " is " + Words.number(value) + ", but "
          + index.dim() + " has " + Words.count(index.size(), "position") + ": 0 to " + (index.size() - 1))
          .at(field.place());
    });
  }

  private double position(String cell, String where) {
    Integer position = members.get(cell);
    if (position != null) {
      return position;
    }
    Optional<Double> number = Decimal.parse(cell);
    if (number.isPresent()) {
      checkWhole(number.get(), () -> where);
      return number.get();
    }
    Field.IndexDim index = field.index().orElseThrow();
    UserProblem problem = UserProblem.of(Problem.UNKNOWN_CATEGORY, where + " is " + Words.quoted(cell) + ", but "
        + index.dim() + " is {" + Words.some(index.members()) + "}").at(field.place());
    throw Similar.nearest(cell, index.members()).map(n -> problem.hint("did you mean " + n + "?")).orElse(problem);
  }

  private double truth(String cell, String where) {
    switch (cell.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "1.0" -> {
        return 1;
      }
      case "0", "false", "no", "0.0" -> {
        return 0;
      }
      default -> throw UserProblem.of(Problem.NOT_A_NUMBER,
          where + " is " + Words.quoted(cell) + ", which is neither true nor false").at(field.place())
          .hint("a bool is 1, true or yes; 0, false or no");
    }
  }

  Raw finish() {
    if (numbers instanceof Numbers.Doubles doubles) {
      return new Raw.Unfitted(doubles.values(), row.length);
    }
    if (numbers instanceof Numbers.Floats floats) {
      return new Raw.Ready(new Column.Reals(floats.values(), row.length));
    }
    int[] ints = ((Numbers.Ints) numbers).values();
    return collects
        ? new Raw.Named(ints, row.length, List.copyOf(new ArrayList<>(members.keySet())))
        : new Raw.Ready(new Column.Ints(ints, row.length));
  }

  Field field() {
    return field;
  }

  /** Says which cell of a field's row is meant: `iris.csv, line 3: species`. */
  interface Where {
    String words(int at);
  }
}
