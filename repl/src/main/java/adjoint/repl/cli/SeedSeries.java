package adjoint.repl.cli;

import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import adjoint.runtime.train.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scores of runs that differ in their seeds alone: mean and deviation of each. */
record SeedSeries(int first, List<Report> reports) {

  /** A line for each part of the data, behind a heading. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("mean ± deviation over " + Words.count(reports.size(), "seed") + ", " + first + " to "
        + (first + reports.size() - 1) + ":");
    for (Split.Name part : Split.Name.values()) {
      Map<String, List<Double>> scores = new LinkedHashMap<>();
      reports.forEach(report -> report.scores().getOrDefault(part, Map.of())
          .forEach((name, score) -> scores.computeIfAbsent(name, n -> new ArrayList<>()).add((double) score)));
      if (!scores.isEmpty()) {
        StringBuilder line = new StringBuilder(Words.left(part.word(), 10));
        scores.forEach((name, values) -> line.append("  ").append(name).append(' ').append(spread(values)));
        lines.add(line.toString());
      }
    }
    return lines;
  }

  /** The deviation is that of a sample: what another seed may be expected to differ by. */
  private static String spread(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double deviation = values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1));
    return Words.fixed(mean, 4) + " ± " + Words.fixed(deviation, 4);
  }
}
