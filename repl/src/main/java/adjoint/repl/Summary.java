package adjoint.repl;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.inspect.Summarize;
import adjoint.compiler.lower.Lowered;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn summary digits.nn`: layers, shapes, parameters, operations and memory, as formulas and as numbers. */
@Command(
    name = "summary",
    description = "Show layers, shapes, parameters, operations and memory.",
    mixinStandardHelpOptions = true)
final class Summary implements Callable<Integer> {

  private static final long FLOAT_BYTES = 4;

  private final Console console;

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  Summary(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var lowered = Workshop.lower(program, false);
    var recipe = lowered.training().map(Lowered.Training::recipe);
    Map<String, Long> dims = recipe.flatMap(Recipe::batch).map(Summary::dims).orElse(Map.of());
    if (lowered.models().isEmpty() && recipe.isEmpty()) {
      throw new CommandFailure(Trouble.NOTHING_TO_SHOW,
          program.file() + " has neither a model nor a train block to sum up",
          Optional.empty());
    }
    var between = "";
    for (var model : lowered.models().values()) {
      console.out().print(between);
      model(model, lowered, dims);
      between = "\n";
    }
    lowered.training().ifPresent(training -> memory(training.step(), lowered, dims));
    return Exit.OK;
  }

  private static Map<String, Long> dims(Batch batch) {
    return Map.of(batch.dim(), (long) batch.size());
  }

  private void model(Graph graph, Lowered lowered, Map<String, Long> dims) {
    var summary = Summarize.summarize(graph, lowered.layout());
    table(List.of(summary.model(), "shape", "parameters", "operations"), summary.rows().stream()
        .map(row -> List.of(row.name(), shape(row.shape()), number(row.parameters(), dims),
            number(row.operations(), dims)))
        .toList());
    console.out().println(Words.count(summary.parameters().constant(), "parameter") + "; operations of one call: "
        + withNumber(summary.operations(), dims));
  }

  /** Parameters, states and moments, and the values between: what a training step holds at once. */
  private void memory(Graph step, Lowered lowered, Map<String, Long> dims) {
    var plan = Backend.plan(Compiler.simplified(step), lowered.layout(), Backend.Options.DEFAULT);
    var stored = Size.of(lowered.layout().length()).times(FLOAT_BYTES);
    var between = plan.workReals().plus(plan.workInts()).times(FLOAT_BYTES);
    console.out()
        .println("\na training step holds " + withNumber(stored, dims) + " bytes of parameters and optimizer state and "
            + withNumber(between, dims) + " bytes of intermediate values");
  }

  private static String shape(List<Axis> axes) {
    return axes.stream().map(Axis::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String number(Size size, Map<String, Long> dims) {
    return size.equals(Size.ZERO) ? "" : size.isConstant() ? Words.count(size.constant()) : withNumber(size, dims);
  }

  /** `100*Batch = 3,200`. */
  private static String withNumber(Size size, Map<String, Long> dims) {
    Optional<Long> value = size.openDims().stream().allMatch(dims::containsKey)
        ? Optional.of(size.evaluate(dims::get))
        : Optional.empty();
    return value.map(known -> (size.isConstant() ? "" : size + " = ") + Words.count(known)).orElseGet(size::toString);
  }

  private void table(List<String> head, List<List<String>> rows) {
    int[] widths = IntStream.range(0, head.size())
        .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).reduce(head.get(i).length(), Math::max))
        .toArray();
    console.out().println(console.paint("1", line(head, widths)));
    rows.forEach(row -> console.out().println(line(row, widths)));
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%-" + widths[i] + "s", cells.get(i)))
        .collect(Collectors.joining("  ")).stripTrailing();
  }
}
