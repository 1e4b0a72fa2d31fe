package adjoint.repl.command;

import adjoint.repl.session.Value;

/**
 * A matrix as an image of block characters, the least number dark and the largest light: two characters an element, so that
 * elements are square. What is larger than a terminal is shown in means.
 */
final class Image {

  private static final String SHADES = " ░▒▓█";
  private static final int WIDEST = 48;
  private static final int HIGHEST = 48;

  private Image() {}

  static String draw(Value value) {
    int rows = value.shape().get(0);
    int columns = value.shape().get(1);
    int step = Math.max(1, Math.max((rows + HIGHEST - 1) / HIGHEST, (columns + WIDEST - 1) / WIDEST));
    Range range = Range.of(value);
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < rows; y += step) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < columns; x += step) {
        String shade = shade(range, mean(value, y, x, step));
        line.append(shade).append(shade);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text + "from " + Range.label(range.least()) + " (dark) to " + Range.label(range.most()) + " (light)"
        + (step > 1 ? ", means of " + step + " by " + step : "");
  }

  private static String shade(Range range, double number) {
    if (!Double.isFinite(number)) {
      return "?";
    }
    int shade = (int) (range.place(number) * SHADES.length());
    return SHADES.substring(Math.min(shade, SHADES.length() - 1), Math.min(shade, SHADES.length() - 1) + 1);
  }

  private static double mean(Value value, int y, int x, int step) {
    int rows = value.shape().get(0);
    int columns = value.shape().get(1);
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
