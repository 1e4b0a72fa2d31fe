package adjoint.repl.plot;

import adjoint.repl.session.TensorValue;
import java.util.OptionalInt;

/**
 * A matrix as an image of block characters, the least number dark and the largest light: two characters an element, so that
 * elements are square. What is larger than a terminal is shown in means.
 */
public final class ImagePlot {

  private static final String SHADES = " ░▒▓█";
  private static final int WIDEST = 48;
  private static final int HIGHEST = 48;

  private ImagePlot() {}

  /** @param width of lines on a terminal */
  public static String draw(TensorValue value, OptionalInt width) {
    return draw(value, value.shape().get(0), value.shape().get(1), width);
  }

  /** A value's numbers in their order as so many rows and columns. */
  public static String draw(TensorValue value, int rows, int columns, OptionalInt width) {
    int widest = width.isPresent() ? Math.max(1, width.getAsInt() / 2) : WIDEST;
    int step = Math.max(1, Math.max((rows + HIGHEST - 1) / HIGHEST, (columns + widest - 1) / widest));
    PlotRange range = PlotRange.of(value);
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < rows; y += step) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < columns; x += step) {
        String shade = shade(range, mean(value, rows, columns, y, x, step));
        line.append(shade).append(shade);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text + "from " + PlotRange.label(range.least()) + " (dark) to " + PlotRange.label(range.most()) + " (light)"
        + (step > 1 ? ", means of " + step + " by " + step : "");
  }

  private static String shade(PlotRange range, double number) {
    if (!Double.isFinite(number)) {
      return "?";
    }
    int shade = (int) (range.place(number) * SHADES.length());
    return SHADES.substring(Math.min(shade, SHADES.length() - 1), Math.min(shade, SHADES.length() - 1) + 1);
  }

  private static double mean(TensorValue value, int rows, int columns, int y, int x, int step) {
    double sum = 0;
    int count = 0;
    for (int i = y; i < Math.min(rows, y + step); i++) {
      for (int j = x; j < Math.min(columns, x + step); j++) {
        sum += value.number(i * columns + j);
        count++;
      }
    }
    return sum / count;
  }
}
