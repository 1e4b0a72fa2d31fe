package adjoint.runtime.picture;

/**
 * A picture, its samples from 0 to 255, row by row, the channels of a pixel together.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 */
public record Pixels(int rows, int columns, int channels, byte[] values) {

  /** The sample at a place. */
  int at(int row, int column, int channel) {
    return values[(row * columns + column) * channels + channel] & 255;
  }

  /** A part of it, which may reach beyond its edges: black there. */
  Pixels part(int top, int left, int height, int width) {
    byte[] part = new byte[height * width * channels];
    int from = Math.max(0, -left);
    int to = Math.min(width, columns - left);
    for (int row = Math.max(0, -top); row < Math.min(height, rows - top) && from < to; row++) {
      System.arraycopy(values, ((top + row) * columns + left + from) * channels, part,
          (row * width + from) * channels, (to - from) * channels);
    }
    return new Pixels(height, width, channels, part);
  }

  /** The nearest sample of a number. */
  static byte rounded(double value) {
    return (byte) Math.max(0, Math.min(255, (int) Math.rint(value)));
  }
}
