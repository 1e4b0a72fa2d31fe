package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Applies what depends on statistics: replaces missing values by means, standardises, scales, gives categories their
 * positions. The statistics are either taken from the training rows or known from before.
 *
 * <p><i>Numerics</i>: double precision, mean first, then the squares around it, row by row; so that a run repeats bit
 * for bit.
 */
final class Fitting {

  /** A field's final values, with the statistics that made them. */
  record Result(ColumnValues column, Fitted fitted) {}

  private Fitting() {}

  static Result fit(Field field, Table table, Raw.Unfitted raw, BitSet training) {
    List<double[]> numbers = new ArrayList<>();
    Treatment.transform(field, raw.values(), (values, kind) -> {
      double[] next = statistic(values, raw.width(), training, kind, numbers);
      numbers.add(next);
      return next;
    });
    return new Result(narrowed(field, table, raw.values(), raw.width()),
        new Fitted(field.name(), numbers, List.of()));
  }

  static ColumnValues narrowed(Field field, Table table, double[] x, int width) {
    float[] values = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      values[i] = (float) x[i];
      if (!Float.isFinite(values[i])) {
        throw UserProblem.of(RuntimeProblem.NOT_A_NUMBER, table.places().of(i / width) + " becomes " + x[i] + " in "
            + field.name())
            .at(field.place());
      }
    }
    return new ColumnValues.Reals(values, width);
  }

  /** A column that doesn't vary has nothing to divide by: 1. */
  private static double[] statistic(double[] x, int width, BitSet rows, Treatment.Kind kind, List<double[]> before) {
    double[] result = new double[width];
    for (int j = 0; j < width; j++) {
      double last = before.isEmpty() ? 0 : before.get(before.size() - 1)[j];
      switch (kind) {
        case MEAN -> result[j] = mean(x, width, j, rows);
        case DEVIATION -> result[j] = nonZero(deviation(x, width, j, rows, last), last);
        case LEAST -> result[j] = extreme(x, width, j, rows, -1);
        case RANGE -> result[j] = nonZero(extreme(x, width, j, rows, 1) - last, last);
      }
    }
    return result;
  }

  static double nonZero(double value, double scale) {
    return value > 1e-12 * Math.abs(scale) ? value : 1;
  }

  private static double mean(double[] x, int width, int column, BitSet rows) {
    double sum = 0;
    long count = 0;
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      double value = x[row * width + column];
      sum += Double.isNaN(value) ? 0 : value;
      count += Double.isNaN(value) ? 0 : 1;
    }
    return count == 0 ? 0 : sum / count;
  }

  private static double deviation(double[] x, int width, int column, BitSet rows, double mean) {
    double sum = 0;
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      double distance = x[row * width + column] - mean;
      sum += distance * distance;
    }
    return Math.sqrt(sum / rows.cardinality());
  }

  private static double extreme(double[] x, int width, int column, BitSet rows, int sign) {
    double best = Double.NEGATIVE_INFINITY;
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      best = Math.max(best, sign * x[row * width + column]);
    }
    return sign * best;
  }

  static List<String> vocabulary(Field field, Raw.Named named) {
    List<String> names = sorted(named.names());
    long size = field.index().map(Field.IndexDim::size).orElse(Long.MAX_VALUE);
    if (names.size() > size) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_CATEGORY, field.name() + " has " + names.size() + " categories, but "
          + field.index().orElseThrow().dim() + " has " + Words.count(size, "position") + ": " + Words.some(names))
          .at(field.place());
    }
    return List.copyOf(names);
  }

  /** Numbers by their size, then words. */
  static List<String> sorted(List<String> words) {
    List<String> names = new ArrayList<>(words);
    names.sort(Comparator.comparingDouble((String n) -> Decimal.parse(n).orElse(Double.POSITIVE_INFINITY))
        .thenComparing(Comparator.naturalOrder()));
    return names;
  }

  static ColumnValues positions(Field field, Table table, Raw.Named named, List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    names.forEach(n -> places.put(n, places.size()));
    int[] values = new int[named.positions().length];
    for (int i = 0; i < values.length; i++) {
      String name = named.names().get(named.positions()[i]);
      Optional<Integer> place = Optional.ofNullable(places.get(name));
      int row = i / named.width();
      values[i] =
          place.orElseThrow(() -> Treatment.unknown(field, table.places().of(row) + ": " + field.name(), name, names));
    }
    return new ColumnValues.Ints(values, named.width());
  }
}
