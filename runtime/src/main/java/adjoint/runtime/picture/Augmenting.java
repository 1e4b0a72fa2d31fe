package adjoint.runtime.picture;

import adjoint.runtime.program.Draws;
import adjoint.runtime.recipe.Transform.Augmentation;
import java.util.Arrays;

/**
 * Changes a picture by chance. What is drawn is a function of seed, epoch and example, so that it is the same whenever and
 * wherever it is computed; fields of one example are changed alike, so that a mask goes with its picture.
 */
public final class Augmenting {

  /** A site that no layer of a model has. */
  private static final int SITE = 0x41554754;

  private static final int DRAWS = 16;

  private static final int FLIP = 0;
  private static final int CROP = 1;
  private static final int ROTATE = 3;
  private static final int SHIFT = 4;
  private static final int BRIGHTNESS = 6;
  private static final int CONTRAST = 7;
  private static final int ERASE = 8;

  private final Augmentation change;
  private final PictureAxes axes;
  private final int key;
  private final int second;
  private final int example;

  private Augmenting(Augmentation change, PictureAxes axes, int seed, int epoch, int example) {
    this.change = change;
    this.axes = axes;
    this.key = Draws.key(seed, epoch, SITE);
    this.second = Draws.secondKey(key);
    this.example = example;
  }

  /**
   * An example's picture in an epoch.
   *
   * @param values as {@link Pixels} lays them out; they stay
   */
  public static byte[] changed(byte[] values, Augmentation change, PictureAxes axes, int seed, int epoch, int example) {
    return new Augmenting(change, axes, seed, epoch, example).changed(values);
  }

  /** From 0 to 1. */
  private double uniform(int draw) {
    return Draws.uniform(key, second, example * DRAWS + draw);
  }

  /** From -1 to 1. */
  private double either(int draw) {
    return 2 * uniform(draw) - 1;
  }

  /** One of the whole numbers below a limit. */
  private int below(int draw, int limit) {
    return (int) (uniform(draw) * limit);
  }

  private byte[] changed(byte[] values) {
    Pixels picture = new Pixels(axes.rows(), axes.columns(), axes.channels(), values);
    if (change.crop() > 0) {
      int places = 2 * change.crop() + 1;
      picture = picture.part(below(CROP, places) - change.crop(), below(CROP + 1, places) - change.crop(), axes.rows(),
          axes.columns());
    }
    if (change.rotate() > 0 || change.shift() > 0) {
      picture = moved(picture);
    }
    byte[] result = change.flip() && uniform(FLIP) < 0.5 ? mirrored(picture) : picture.values().clone();
    shade(result);
    if (change.erase() > 0) {
      erase(result);
    }
    return result;
  }

  /** Turned around the middle, then shifted; between pixels their means. */
  private Pixels moved(Pixels picture) {
    double angle = Math.toRadians(change.rotate() * either(ROTATE));
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double down = change.shift() * axes.rows() * either(SHIFT);
    double right = change.shift() * axes.columns() * either(SHIFT + 1);
    double middleRow = (axes.rows() - 1) / 2.0;
    double middleColumn = (axes.columns() - 1) / 2.0;
    byte[] values = new byte[axes.count()];
    for (int row = 0; row < axes.rows(); row++) {
      for (int column = 0; column < axes.columns(); column++) {
        double y = row - middleRow - down;
        double x = column - middleColumn - right;
        between(picture, cos * y - sin * x + middleRow, sin * y + cos * x + middleColumn, values,
            (row * axes.columns() + column) * axes.channels());
      }
    }
    return new Pixels(axes.rows(), axes.columns(), axes.channels(), values);
  }

  private static void between(Pixels picture, double row, double column, byte[] to, int at) {
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    double below = row - top;
    double beside = column - left;
    for (int channel = 0; channel < picture.channels(); channel++) {
      double upper = sample(picture, top, left, channel) * (1 - beside)
          + sample(picture, top, left + 1, channel) * beside;
      double lower = sample(picture, top + 1, left, channel) * (1 - beside)
          + sample(picture, top + 1, left + 1, channel) * beside;
      to[at + channel] = Pixels.rounded(upper * (1 - below) + lower * below);
    }
  }

  private static double sample(Pixels picture, int row, int column, int channel) {
    boolean inside = row >= 0 && row < picture.rows() && column >= 0 && column < picture.columns();
    return inside ? picture.at(row, column, channel) : 0;
  }

  private static byte[] mirrored(Pixels picture) {
    int channels = picture.channels();
    byte[] values = new byte[picture.values().length];
    for (int i = 0; i < values.length; i += channels) {
      int column = i / channels % picture.columns();
      System.arraycopy(picture.values(), i + (picture.columns() - 1 - 2 * column) * channels, values, i, channels);
    }
    return values;
  }

  /** Brightness, then contrast. */
  private void shade(byte[] values) {
    if (change.brightness() == 0 && change.contrast() == 0) {
      return;
    }
    double brightness = 1 + change.brightness() * either(BRIGHTNESS);
    double contrast = 1 + change.contrast() * either(CONTRAST);
    long sum = 0;
    for (byte value : values) {
      sum += value & 255;
    }
    double mean = brightness * sum / values.length;
    for (int i = 0; i < values.length; i++) {
      values[i] = Pixels.rounded(mean + contrast * (brightness * (values[i] & 255) - mean));
    }
  }

  /** <i>Source</i>: cutout, DeVries and Taylor 2017. */
  private void erase(byte[] values) {
    int top = below(ERASE, axes.rows()) - change.erase() / 2;
    int left = below(ERASE + 1, axes.columns()) - change.erase() / 2;
    for (int row = Math.max(0, top); row < Math.min(axes.rows(), top + change.erase()); row++) {
      for (int column = Math.max(0, left); column < Math.min(axes.columns(), left + change.erase()); column++) {
        int at = (row * axes.columns() + column) * axes.channels();
        Arrays.fill(values, at, at + axes.channels(), (byte) 0);
      }
    }
  }
}
