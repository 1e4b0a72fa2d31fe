package adjoint.runtime.picture;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Transform;
import java.util.Arrays;

/**
 * Brings a picture to the size of its field. Each pixel is a mean of those around it, weighted by a triangle as wide as a pixel
 * of the smaller of both pictures, as in Pillow.
 *
 * <p><i>Numerics</i>: in double precision, columns before rows, then rounded; the same everywhere.
 */
final class Resizing {

  /** Pictures of more pixels aren't decoded. */
  private static final long MOST_PIXELS = 1L << 28;

  private Resizing() {}

  /**
   * Refuses a picture that can't come to a size.
   *
   * @param field what it is to be, for messages: `image is [Row=28, Column=28]`
   */
  static void check(String name, int rows, int columns, Transform.Fit fit, PictureAxes axes, String field) {
    String size = name + " is an image of " + rows + " rows and " + columns + " columns";
    if (fit.resized() && (long) rows * columns > MOST_PIXELS) {
      throw UserProblem.of(RuntimeProblem.TOO_LARGE, size + ", more than are decoded: " + MOST_PIXELS + " pixels");
    }
    boolean whole = fit.resized() && fit.side() == 0;
    boolean same = rows == axes.rows() && columns == axes.columns();
    if (whole || same && !fit.resized()) {
      return;
    }
    double scale = fit.resized() ? (double) fit.side() / Math.min(rows, columns) : 1;
    boolean large = Math.rint(rows * scale) >= axes.rows() && Math.rint(columns * scale) >= axes.columns();
    if (!fit.cropped() || !large) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, size + (fit.cropped() ? ", too few for its middle part" : "")
          + ", but " + field).hint("resize(image) brings all to the size of the field, crop(resize(image, "
              + Math.max(axes.rows(), axes.columns()) + ")) keeps their proportions");
    }
  }

  /** At the size of a field. */
  static Pixels fitted(Pixels picture, Transform.Fit fit, PictureAxes axes) {
    Pixels resized = picture;
    if (fit.resized() && fit.side() == 0) {
      resized = resized(picture, axes.rows(), axes.columns());
    } else if (fit.resized()) {
      double scale = (double) fit.side() / Math.min(picture.rows(), picture.columns());
      resized = resized(picture, (int) Math.rint(picture.rows() * scale), (int) Math.rint(picture.columns() * scale));
    }
    return resized.rows() == axes.rows() && resized.columns() == axes.columns()
        ? resized
        : resized.part((resized.rows() - axes.rows()) / 2, (resized.columns() - axes.columns()) / 2, axes.rows(),
            axes.columns());
  }

  static Pixels resized(Pixels picture, int rows, int columns) {
    if (picture.rows() == rows && picture.columns() == columns) {
      return picture;
    }
    int channels = picture.channels();
    double[] wide = new double[picture.rows() * columns * channels];
    Taps across = Taps.of(picture.columns(), columns);
    for (int row = 0; row < picture.rows(); row++) {
      for (int i = 0; i < columns * channels; i++) {
        wide[row * columns * channels + i] = across.sum(i / channels,
            from(picture, row * picture.columns() * channels + i % channels, channels));
      }
    }
    byte[] values = new byte[rows * columns * channels];
    Taps down = Taps.of(picture.rows(), rows);
    for (int i = 0; i < values.length; i++) {
      int column = i % (columns * channels);
      values[i] = Pixels.rounded(down.sum(i / (columns * channels), at -> wide[at * columns * channels + column]));
    }
    return new Pixels(rows, columns, channels, values);
  }

  private static Samples from(Pixels picture, int first, int stride) {
    return at -> picture.values()[first + at * stride] & 255;
  }

  /** A line of samples. */
  private interface Samples {
    double at(int place);
  }

  /**
   * Which samples of a line a sample of the resized line is a mean of.
   *
   * @param first of each, the first one
   * @param weights of each, from that on; their sum is 1
   */
  private record Taps(int[] first, double[][] weights) {

    static Taps of(int from, int to) {
      double scale = (double) from / to;
      double reach = Math.max(1, scale);
      int[] first = new int[to];
      double[][] weights = new double[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = Math.max(0, (int) (centre - reach + 0.5));
        int end = Math.min(from, (int) (centre + reach + 0.5));
        weights[i] = new double[end - first[i]];
        for (int j = 0; j < weights[i].length; j++) {
          weights[i][j] = Math.max(0, 1 - Math.abs(first[i] + j + 0.5 - centre) / reach);
        }
        double sum = Arrays.stream(weights[i]).sum();
        for (int j = 0; j < weights[i].length; j++) {
          weights[i][j] /= sum;
        }
      }
      return new Taps(first, weights);
    }

    double sum(int to, Samples samples) {
      double sum = 0;
      for (int j = 0; j < weights[to].length; j++) {
        sum += weights[to][j] * samples.at(first[to] + j);
      }
      return sum;
    }
  }
}
