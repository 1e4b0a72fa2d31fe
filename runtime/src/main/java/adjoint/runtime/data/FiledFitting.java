package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The statistics of numbers that lie in a file, row by row: the same bits as {@link Fitting} has of those in memory. A pass over
 * the training rows gives one statistic; what comes before it is computed again on the way.
 */
final class FiledFitting {

  private final Field field;
  private final NumberFile numbers;
  private final int width;
  private final List<double[]> learnt = new ArrayList<>();

  private FiledFitting(Field field, NumberFile numbers, int width) {
    this.field = field;
    this.numbers = numbers;
    this.width = width;
  }

  static Fitting.Result fit(Field field, Table table, NumberFile numbers, int width, BitSet training) {
    FiledFitting fitting = new FiledFitting(field, numbers, width);
    for (Optional<double[]> next = fitting.pass(training); next.isPresent(); next = fitting.pass(training)) {
      fitting.learnt.add(next.get());
    }
    Fitted fitted = new Fitted(field.name(), fitting.learnt, List.of());
    return new Fitting.Result(treated(field, table, numbers, width, fitted), fitted);
  }

  /** With what was learnt; each number is looked at once, so that what isn't finite is told before training. */
  static ColumnValues treated(Field field, Table table, NumberFile numbers, int width, Fitted fitted) {
    double[] row = new double[width];
    for (long i = 0; i < numbers.count(); i += width) {
      read(numbers, i, row, 0, width);
      Treatment.transform(field, row, fitted);
      for (double value : row) {
        if (!Float.isFinite((float) value)) {
          throw FieldCells.notFinite(field, table.places().of((int) (i / width)), value);
        }
      }
    }
    return new ColumnValues.Treated(numbers, width, field, fitted);
  }

  static void read(NumberFile numbers, long from, double[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = numbers.at(from + i);
    }
  }

  /** The first statistic that isn't known yet; empty where all are. */
  private Optional<double[]> pass(BitSet training) {
    Sums sums = new Sums(width, learnt.isEmpty() ? new double[width] : learnt.get(learnt.size() - 1));
    double[] row = new double[width];
    for (int at = training.nextSetBit(0); at >= 0; at = training.nextSetBit(at + 1)) {
      read(numbers, (long) at * width, row, 0, width);
      int[] asked = {0};
      Treatment.transform(field, row, (values, kind) -> {
        int which = asked[0]++;
        if (which == learnt.size()) {
          sums.add(values, kind);
        }
        return which < learnt.size() ? learnt.get(which) : sums.neutral();
      });
      if (asked[0] == learnt.size()) {
        return Optional.empty();
      }
    }
    return sums.result(training.cardinality());
  }

  /** A statistic as it gathers. */
  private static final class Sums {
    private final double[] last;
    private final double[] sums;
    private final long[] counts;
    private final double[] ones;
    private Optional<Treatment.Kind> kind = Optional.empty();

    Sums(int width, double[] last) {
      this.last = last;
      this.sums = new double[width];
      this.counts = new long[width];
      this.ones = new double[width];
      Arrays.fill(ones, 1);
    }

    /** Stands where a statistic isn't known, and changes nothing that counts. */
    double[] neutral() {
      return ones;
    }

    void add(double[] values, Treatment.Kind asked) {
      boolean first = kind.isEmpty();
      kind = Optional.of(asked);
      for (int j = 0; j < values.length; j++) {
        double value = values[j];
        switch (asked) {
          case MEAN -> {
            sums[j] += Double.isNaN(value) ? 0 : value;
            counts[j] += Double.isNaN(value) ? 0 : 1;
          }
          case DEVIATION -> sums[j] += (value - last[j]) * (value - last[j]);
          case LEAST -> sums[j] = first ? value : Math.min(sums[j], value);
          case RANGE -> sums[j] = first ? value : Math.max(sums[j], value);
        }
      }
    }

    Optional<double[]> result(int rows) {
      if (kind.isEmpty()) {
        return Optional.empty();
      }
      double[] result = new double[sums.length];
      for (int j = 0; j < result.length; j++) {
        result[j] = switch (kind.get()) {
          case MEAN -> counts[j] == 0 ? 0 : sums[j] / counts[j];
          case DEVIATION -> Fitting.nonZero(Math.sqrt(sums[j] / rows), last[j]);
          case LEAST -> sums[j];
          case RANGE -> Fitting.nonZero(sums[j] - last[j], last[j]);
        };
      }
      return Optional.of(result);
    }
  }
}
