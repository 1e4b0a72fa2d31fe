package adjoint.repl.report;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.inspect.Summarize;
import adjoint.compiler.lower.program.Lowered;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A program summed up: layers, shapes, parameters, operations and memory, as formulas and as numbers. */
public final class SummaryText {

  private static final long FLOAT_BYTES = 4;

  private final Lowered lowered;
  private final Map<String, Long> dims;
  private final UnaryOperator<String> bold;
  private final List<String> lines = new ArrayList<>();

  private SummaryText(Lowered lowered, UnaryOperator<String> bold) {
    this.lowered = lowered;
    this.dims = lowered.recipe().flatMap(Recipe::batch).map(SummaryText::dims)
        .orElse(Map.of());
    this.bold = bold;
  }

  /**
   * The lines of a summary; none where there is neither a model nor a train block.
   *
   * @param bold shows a head
   */
  public static List<String> of(Lowered lowered, UnaryOperator<String> bold) {
    var text = new SummaryText(lowered, bold);
    lowered.models().values().forEach(text::model);
    lowered.training().ifPresent(training -> text.memory(training.step()));
    return List.copyOf(text.lines);
  }

  private static Map<String, Long> dims(Batch batch) {
    return Map.of(batch.dim(), (long) batch.size());
  }

  private void model(Graph graph) {
    between();
    var summary = Summarize.summarize(graph, lowered.layout());
    table(List.of(summary.model(), "shape", "parameters", "operations"), summary.rows().stream()
        .map(row -> List.of(row.name(), shape(row.shape()), number(row.parameters()),
            number(row.operations())))
        .toList());
    lines.add(Words.count(summary.parameters().constant(), "parameter") + "; operations of one call: "
        + withNumber(summary.operations()));
  }

  private void between() {
    if (!lines.isEmpty()) {
      lines.add("");
    }
  }

  /** Parameters, states and moments, and the values between: what a training step holds at once. */
  private void memory(Graph step) {
    var plan = Backend.plan(Compiler.simplified(step), lowered.layout(), Backend.Options.DEFAULT);
    var stored = Size.of(lowered.layout().length()).times(FLOAT_BYTES);
    var between = plan.workReals().plus(plan.workInts()).times(FLOAT_BYTES);
    between();
    lines.add("a training step holds " + withNumber(stored) + " bytes of parameters and optimizer state and "
        + withNumber(between) + " bytes of intermediate values");
  }

  private static String shape(List<Axis> axes) {
    return axes.stream().map(Axis::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  private String number(Size size) {
    return size.equals(Size.ZERO) ? "" : size.isConstant() ? Words.count(size.constant()) : withNumber(size);
  }

  /** `100*Batch = 3,200`. */
  private String withNumber(Size size) {
    Optional<Long> value = size.openDims().stream().allMatch(dims::containsKey)
        ? Optional.of(size.evaluate(dims::get))
        : Optional.empty();
    return value.map(known -> (size.isConstant() ? "" : size + " = ") + Words.count(known)).orElseGet(size::toString);
  }

  private void table(List<String> head, List<List<String>> rows) {
    int[] widths = IntStream.range(0, head.size())
        .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).reduce(head.get(i).length(), Math::max))
        .toArray();
    lines.add(bold.apply(line(head, widths)));
    rows.forEach(row -> lines.add(line(row, widths)));
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%-" + widths[i] + "s", cells.get(i)))
        .collect(Collectors.joining("  ")).stripTrailing();
  }
}
