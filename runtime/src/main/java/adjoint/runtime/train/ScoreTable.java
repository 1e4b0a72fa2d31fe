package adjoint.runtime.train;

import adjoint.runtime.text.Words;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;

/** The scores of metrics of several numbers, `report.recall.setosa`: a table for each, with a row for each last word. */
final class ScoreTable {

  private ScoreTable() {}

  /** Whether a score is one of several of its metric. */
  static boolean isPart(String name) {
    return name.indexOf('.') >= 0;
  }

  static List<String> lines(Map<String, Float> scores, DoubleFunction<String> written) {
    Map<String, Map<String, Float>> metrics = new LinkedHashMap<>();
    scores.forEach((name, score) -> {
      if (isPart(name)) {
        metrics.computeIfAbsent(name.substring(0, name.indexOf('.')), unused -> new LinkedHashMap<>()).put(name, score);
      }
    });
    List<String> lines = new ArrayList<>();
    metrics.forEach((metric, parts) -> table(metric, parts, written, lines));
    return lines;
  }

  private static void table(String metric, Map<String, Float> parts, DoubleFunction<String> written,
      List<String> lines) {
    Set<String> rows = new LinkedHashSet<>();
    Set<String> columns = new LinkedHashSet<>();
    for (String name : parts.keySet()) {
      rows.add(name.substring(name.lastIndexOf('.') + 1));
      columns.add(name.substring(0, name.lastIndexOf('.')));
    }
    int width = rows.stream().mapToInt(String::length).reduce(metric.length(), Math::max);
    StringBuilder head = new StringBuilder("  " + Words.left(metric, width));
    columns.forEach(column -> head.append(cell(column, column.substring(column.lastIndexOf('.') + 1))));
    lines.add(columns.size() == 1 ? "  " + metric : head.toString());
    for (String row : rows) {
      StringBuilder line = new StringBuilder("  " + Words.left(row, width));
      columns.forEach(column -> line.append(cell(column, number(parts, column + "." + row, written))));
      lines.add(line.toString());
    }
  }

  private static String number(Map<String, Float> parts, String name, DoubleFunction<String> written) {
    return parts.containsKey(name) ? written.apply(parts.get(name)) : "";
  }

  private static String cell(String column, String text) {
    return "  " + Words.right(text, Math.max(9, column.length() - column.lastIndexOf('.') - 1));
  }
}
