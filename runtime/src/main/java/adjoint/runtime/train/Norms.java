package adjoint.runtime.train;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Port;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows what a step tells besides its losses. An output named `gradient/linear1.weight` stands in the row
 * `linear1.weight` and the column `gradient`; a scalar is shown as it is, any other tensor by its Euclidean norm.
 */
final class Norms {

  private Norms() {}

  /**
   * A table, line by line; empty where nothing is watched.
   *
   * @param steps that were run; a later one has newer norms
   */
  static List<String> table(List<BoundFunction> steps, Recipe recipe, boolean all) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    Set<String> kinds = new LinkedHashSet<>();
    steps.forEach(step -> add(step.function(), step.frame(), recipe, all, rows, kinds));
    return lines(rows, kinds);
  }

  private static void add(CompiledFunction step, Frame frame, Recipe recipe, boolean all,
      Map<String, Map<String, String>> rows, Set<String> kinds) {
    List<Port> outputs = step.signature().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      Port port = outputs.get(i);
      boolean shown = !BoundFunction.isLoss(port) && port.element() == Element.REAL
          && (all || recipe.watch().contains(port.name()));
      if (shown) {
        int slash = port.name().indexOf('/');
        String kind = slash > 0 ? port.name().substring(0, slash) : "value";
        String path = port.name().substring(slash + 1);
        kinds.add(kind);
        rows.computeIfAbsent(path, p -> new LinkedHashMap<>())
            .put(kind, Words.scientific(norm(port, step, frame, i)));
      }
    }
  }

  private static double norm(Port port, CompiledFunction step, Frame frame, int output) {
    float[] values = frame.reals[step.signature().inputs().size() + output];
    List<String> open = step.signature().openDims();
    if (port.axes().isEmpty()) {
      return values[0];
    }
    long count = port.axes().stream().mapToLong(a -> a.size().evaluate(name -> frame.dims[open.indexOf(name)]))
        .reduce(1, Math::multiplyExact);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  private static List<String> lines(Map<String, Map<String, String>> rows, Set<String> kinds) {
    List<String> lines = new ArrayList<>();
    if (rows.isEmpty()) {
      return lines;
    }
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder head = new StringBuilder(" ".repeat(width));
    kinds.forEach(kind -> head.append("  ").append(Words.right(kind, 12)));
    lines.add(head.toString());
    rows.forEach((path, values) -> {
      StringBuilder line = new StringBuilder(path + " ".repeat(width - path.length()));
      kinds.forEach(kind -> line.append("  ").append(Words.right(values.getOrDefault(kind, ""), 12)));
      lines.add(line.toString().stripTrailing());
    });
    return lines;
  }
}
