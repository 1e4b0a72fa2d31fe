package adjoint.repl.plot;

import adjoint.repl.session.TensorValue;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Numbers along one dim as a curve of Braille dots, two across and four down a character. Where there are more numbers
 * than dots, a column of dots shows all that fall into it.
 */
public final class CurvePlot {

  private static final int WIDTH = 64;
  private static final int NARROWEST = 16;
  private static final int WIDEST = 240;
  private static final int HEIGHT = 12;
  /** The bits of a Braille character's dots, by row and column (Unicode 2800 to 28FF). */
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private CurvePlot() {}

  /** @param width of lines on a terminal */
  public static String draw(TensorValue value, OptionalInt width) {
    PlotRange range = PlotRange.of(value);
    int margin = Math.max(PlotRange.label(range.most()).length(), PlotRange.label(range.least()).length());
    int across = width.isPresent() ? Math.clamp(width.getAsInt() - margin - 3L, NARROWEST, WIDEST) : WIDTH;
    int[][] cells = new int[HEIGHT][across];
    int columns = 2 * across;
    int rows = 4 * HEIGHT;
    int count = value.count();
    for (int x = 0; x < columns; x++) {
      double place = (double) x * (count - 1) / (columns - 1);
      mark(cells, x, value, (int) Math.floor(place), (int) Math.ceil((double) (x + 1) * (count - 1) / (columns - 1)),
          place, range, rows);
    }
    return lines(cells, range, value);
  }

  /** The dots of a column: from the curve's least to its largest place there. */
  private static void mark(int[][] cells, int x, TensorValue value, int first, int last, double place, PlotRange range,
      int rows) {
    double here = between(value, place);
    double least = here;
    double most = here;
    for (int i = first + 1; i < last && i < value.count(); i++) {
      least = Math.min(least, value.number(i));
      most = Math.max(most, value.number(i));
    }
    if (!Double.isFinite(least) || !Double.isFinite(most)) {
      return;
    }
    int top = row(most, range, rows);
    int bottom = row(least, range, rows);
    for (int y = top; y <= bottom; y++) {
      cells[y / 4][x / 2] |= DOTS[y % 4][x % 2];
    }
  }

  private static double between(TensorValue value, double place) {
    int left = (int) Math.floor(place);
    int right = Math.min(left + 1, value.count() - 1);
    double part = place - left;
    return part == 0 ? value.number(left) : value.number(left) * (1 - part) + value.number(right) * part;
  }

  private static int row(double number, PlotRange range, int rows) {
    return (int) Math.round((1 - range.place(number)) * (rows - 1));
  }

  private static String lines(int[][] cells, PlotRange range, TensorValue value) {
    int across = cells[0].length;
    List<String> labels = new ArrayList<>();
    for (int y = 0; y < HEIGHT; y++) {
      labels.add(y == 0 ? PlotRange.label(range.most()) : y == HEIGHT - 1 ? PlotRange.label(range.least()) : "");
    }
    int margin = labels.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < HEIGHT; y++) {
      StringBuilder line = new StringBuilder(Words.right(labels.get(y), margin) + " ┤");
      for (int cell : cells[y]) {
        line.append(cell == 0 ? ' ' : (char) (0x2800 + cell));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    String last = Integer.toString(value.count() - 1);
    String dim = value.type().axes().getFirst().dim().shown();
    return text + " ".repeat(margin) + " └" + "─".repeat(across) + "\n" + " ".repeat(margin + 2) + "0"
        + Words.right("", (across - dim.length()) / 2 - 1) + dim
        + Words.right(last, across - 1 - (across - dim.length()) / 2 + 1 - dim.length());
  }
}
