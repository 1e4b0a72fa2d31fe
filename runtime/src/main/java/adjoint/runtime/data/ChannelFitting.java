package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Applies arithmetic and statistics to pictures. A sample is one of 256, so that a table by value and channel holds all results,
 * and how often each value occurs in the training examples holds all statistics.
 */
final class ChannelFitting {

  private static final int VALUES = 256;

  private ChannelFitting() {}

  static Fitting.Result fit(Field field, Raw.PictureSamples pictures, BitSet training) {
    List<double[]> numbers = new ArrayList<>();
    long[] counts = FieldCells.needsStatistics(field) ? counts(pictures, training) : new long[0];
    int channels = pictures.axes().channels();
    ColumnValues column = column(field, pictures, (values, kind) -> {
      double[] next = new double[channels];
      for (int channel = 0; channel < channels; channel++) {
        double last = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1)[channel];
        next[channel] = statistic(values, counts, channel, channels, kind, last);
      }
      numbers.add(next);
      return next;
    });
    return new Fitting.Result(column, new Fitted(field.name(), numbers, List.of()));
  }

  private static long[] counts(Raw.PictureSamples pictures, BitSet training) {
    int channels = pictures.axes().channels();
    long[] counts = new long[VALUES * channels];
    training.stream().forEach(row -> {
      byte[] samples = pictures.pictures().of(row);
      for (int i = 0; i < samples.length; i++) {
        counts[(samples[i] & 255) * channels + i % channels]++;
      }
    });
    return counts;
  }

  private static double statistic(double[] values, long[] counts, int channel, int channels, Treatment.Kind kind,
      double last) {
    double sum = 0;
    double count = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = channel; i < counts.length; i += channels) {
      double far = kind == Treatment.Kind.DEVIATION ? (values[i] - last) * (values[i] - last) : values[i];
      sum += counts[i] == 0 ? 0 : counts[i] * far;
      count += counts[i];
      least = counts[i] == 0 ? least : Math.min(least, values[i]);
      most = counts[i] == 0 ? most : Math.max(most, values[i]);
    }
    return switch (kind) {
      case MEAN -> sum / count;
      case DEVIATION -> Fitting.nonZero(Math.sqrt(sum / count), last);
      case LEAST -> least;
      case RANGE -> Fitting.nonZero(most - last, last);
    };
  }

  /** The pictures with what becomes of their samples. */
  static ColumnValues column(Field field, Raw.PictureSamples pictures, Treatment.Statistics statistics) {
    int channels = pictures.axes().channels();
    double[] values = new double[VALUES * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / channels;
    }
    Treatment.transform(field, values, statistics, 1);
    float[] table = new float[values.length];
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) values[i];
      if (!Float.isFinite(table[i])) {
        throw UserProblem.of(RuntimeProblem.NOT_A_NUMBER, "a sample of " + i / channels + " becomes " + values[i]
            + " in " + field.name()).at(field.place());
      }
    }
    return new ColumnValues.Pictured(pictures.pictures(), pictures.rows(), pictures.axes(), table,
        MediaCells.picture(field).orElseThrow().change());
  }
}
