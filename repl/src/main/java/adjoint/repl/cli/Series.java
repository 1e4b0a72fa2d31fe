package adjoint.repl.cli;

import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import adjoint.runtime.train.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scores of runs that differ in one thing: mean and deviation of each.
 *
 * @param unit what they differ in: `seed`, `fold`
 * @param first of them; the others follow it
 */
record Series(String unit, int first, List<Report> reports) {

  /** Mean and deviation of a score; the deviation is that of a sample: what another run may be expected to differ by. */
  private record Spread(double mean, double deviation) {

    static Spread of(List<Double> values) {
      double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
      double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      return new Spread(mean, values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1)));
    }

    @Override
    public String toString() {
      return Words.fixed(mean, 4) + " ± " + Words.fixed(deviation, 4);
    }
  }

  /** A line for each part of the data, behind a heading. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("mean ± deviation over " + Words.count(reports.size(), unit) + ", " + first + " to "
        + (first + reports.size() - 1) + ":");
    spreads().forEach((part, scores) -> {
      StringBuilder line = new StringBuilder(Words.left(part.word(), 10));
      scores.forEach((name, spread) -> line.append("  ").append(name).append(' ').append(spread));
      lines.add(line.toString());
    });
    return lines;
  }

  /** The same as one JSON object. */
  String json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put(unit + "s", Json.number((long) reports.size()));
    spreads().forEach((part, scores) -> {
      Map<String, Json> spreads = new LinkedHashMap<>();
      scores.forEach((name, spread) -> spreads.put(name, new Json.Members(Map.of("mean", Json.number(spread.mean()),
          "deviation", Json.number(spread.deviation())))));
      members.put(part.word(), new Json.Members(spreads));
    });
    return new Json.Members(members).write();
  }

  /** Of each score of each part that the runs have. */
  private Map<Split.Name, Map<String, Spread>> spreads() {
    Map<Split.Name, Map<String, Spread>> all = new LinkedHashMap<>();
    for (Split.Name part : Split.Name.values()) {
      Map<String, List<Double>> scores = new LinkedHashMap<>();
      reports.forEach(report -> report.scores().getOrDefault(part, Map.of())
          .forEach((name, score) -> scores.computeIfAbsent(name, n -> new ArrayList<>()).add((double) score)));
      if (!scores.isEmpty()) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        scores.forEach((name, values) -> spreads.put(name, Spread.of(values)));
        all.put(part, spreads);
      }
    }
    return all;
  }
}
