package adjoint.compiler.lower.train;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Value;
import adjoint.compiler.graph.Verifier;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.plan.RandomGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.compiler.source.Source;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a graph says of all examples at once, it says too where it is cut and its first half runs batch by batch. */
class RowSplitTest {

  private static final int EXAMPLES = 7;
  private static final int BATCH = 3;
  private static final Size ROWS = Size.open("Batch");

  @ParameterizedTest
  @ValueSource(strings = {
    "sum((x[Batch, Batch'] - x[Batch as Batch'])^2)",
    "sum(x * sum[Batch'](x[Batch, Batch']))",
    "sum(max[Batch'](x[Batch, Batch']) * x)",
    "sum(x * size[Batch])",
    "mean(where(x[Batch, Batch'] > x[Batch as Batch'], 1, 0))",
    "sum(softmax[Batch](x) * x)",
    "sqrt(mean((x - mean(x))^2))",
    "sum(where(argmax[Batch'](x[Batch, Batch']) == 0, x, 2 * x))",
    "sum(z * z) + sum(x * w[Batch])",
    "sum(z[Batch as Batch'] * y[Batch, Batch'])",
    "sum(y) + max(x) * min(z)",
  })
  void expressions(String expression) {
    Source source = new Source("rows.nn", """
        dim Batch
        dim T = 3
        model M(x: [Batch], w: [Batch]) -> real {
          z = x * 2 + 1
          y = fold(x)
          %s
        }
        fn fold(x: [Batch]) -> [Batch] {
          steps = scan t in T, h = zeros[Batch] {
            h <- tanh(h + x)
            yield h * x
          }
          sum[T](steps)
        }
        fn softmax[D](x: [.., D]) -> [.., D] { exp(x) / sum[D](exp(x)) }
        """.formatted(expression));
    Compiler.Checked checked = Compiler.check(source,
        new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false));
    assertThat(Render.render(checked.problems(), false)).isEmpty();
    assertSplit(checked.lowered().orElseThrow().models().get("M"), 1);
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomGraphs(int seed) {
    assertSplit(RandomGraphs.of(seed, 3 + seed % 6), seed);
  }

  private static void assertSplit(Graph graph, int seed) {
    RowSplit.Halves halves = RowSplit.split(graph, "Batch", graph.next());
    Map<String, double[]> inputs = inputs(graph, new Random(seed));
    Evaluation whole = evaluate(graph, EXAMPLES, inputs);
    Evaluation cut = evaluate(halves.reduce(), EXAMPLES, stacked(halves.rows(), inputs));
    for (Output output : graph.outputs()) {
      assertThat(cut.output(output.name())).as(() -> output.name() + " of\n" + GraphPrinter.print(graph))
          .usingComparatorWithPrecision(1e-9)
          .containsExactly(whole.output(output.name()));
    }
  }

  private static Evaluation evaluate(Graph graph, int examples, Map<String, double[]> inputs) {
    return Interpreter.evaluate(Verifier.verified(graph), new Arguments(Map.of("Batch", (long) examples), inputs));
  }

  private static Map<String, double[]> inputs(Graph graph, Random random) {
    Map<String, double[]> inputs = new HashMap<>();
    graph.inputs().forEach(i -> inputs.put(i.name(),
        DoubleStream.generate(() -> random.nextGaussian()).limit(count(i.value(), EXAMPLES)).toArray()));
    return inputs;
  }

  private static int count(Value value, int examples) {
    return value.axes().stream().mapToInt(a -> size(a, examples)).reduce(1, (a, b) -> a * b);
  }

  private static int size(Axis axis, int examples) {
    return axis.size().isConstant() ? (int) axis.size().constant() : examples;
  }

  /** The inputs of the second half: what the first gave of each batch, one after the other. */
  private static Map<String, double[]> stacked(Graph rows, Map<String, double[]> inputs) {
    Map<String, double[]> all = new HashMap<>(inputs);
    for (int from = 0; from < EXAMPLES; from += BATCH) {
      int to = Math.min(EXAMPLES, from + BATCH);
      Map<String, double[]> own = new HashMap<>();
      for (Input input : rows.inputs()) {
        own.put(input.name(), part(input.value(), inputs.get(input.name()), from, to));
      }
      Evaluation given = evaluate(rows, to - from, own);
      rows.outputs().forEach(o -> all.merge(o.name(), given.output(o.name()),
          (a, b) -> DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray()));
    }
    return all;
  }

  private static double[] part(Value value, double[] all, int from, int to) {
    List<Axis> axes = value.axes();
    int at = IntStream.range(0, axes.size()).filter(i -> axes.get(i).size().equals(ROWS)).findFirst().orElse(-1);
    if (at < 0) {
      return all;
    }
    int inner = axes.subList(at + 1, axes.size()).stream().mapToInt(a -> size(a, EXAMPLES)).reduce(1, (a, b) -> a * b);
    return IntStream.range(0, all.length).filter(i -> i / inner % EXAMPLES >= from && i / inner % EXAMPLES < to)
        .mapToDouble(i -> all[i]).toArray();
  }
}
