package adjoint.runtime.data;

import java.util.ArrayList;
import java.util.List;

/** Where the rows of a table come from that is read from several files. */
final class Origins implements Table.Places {

  private final String unit;
  private final List<String> files = new ArrayList<>();
  private final List<int[]> lines = new ArrayList<>();

  Origins() {
    this("line");
  }

  /** @param unit what has a number in these files */
  Origins(String unit) {
    this.unit = unit;
  }

  /** Adds a file's rows by their lines. */
  void add(String file, int[] rows) {
    files.add(file);
    lines.add(rows);
  }

  int rows() {
    int rows = 0;
    for (int[] each : lines) {
      rows = GrowingNumbers.fitting((long) rows + each.length);
    }
    return rows;
  }

  @Override
  public String of(int row) {
    int file = 0;
    int at = row;
    while (at >= lines.get(file).length) {
      at -= lines.get(file++).length;
    }
    return files.get(file) + ", " + unit + " " + lines.get(file)[at];
  }
}
