package adjoint.compiler.lower.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
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
import org.junit.jupiter.api.Test;
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
    assertSplit(model(expression), 1);
  }

  private static Graph model(String expression) {
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
    return checked.lowered().orElseThrow().models().get("M");
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @Test
  void aMeanOverExamplesIsKnownAsOne() {
    assertThat(isMean("mean(x * z) - 2 * mean(y) / 3 + 1")).isTrue();
    assertThat(isMean("-mean(x[Batch, T] * w) * 3")).isTrue();
    assertThat(isMean("sum(x)")).isFalse();
    assertThat(isMean("sqrt(mean(x * x))")).isFalse();
    assertThat(isMean("mean(x) * mean(z)")).isFalse();
    assertThat(isMean("mean(x[Batch, Batch'] * z[Batch as Batch'])")).isFalse();
  }

  private static boolean isMean(String expression) {
    Graph graph = model(expression);
    return new RowSplit(graph, "Batch", graph.next()).isMean(graph.outputs().getFirst().value());
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
    assertMeans(graph, inputs, whole);
    for (Output output : graph.outputs()) {
      assertThat(cut.output(output.name())).as(() -> output.name() + " of\n" + GraphPrinter.print(graph))
          .usingComparatorWithPrecision(1e-9)
          .containsExactly(whole.output(output.name()));
    }
  }

  /** A value that is said to be a mean over examples is the mean of the batches, by their examples. */
  private static void assertMeans(Graph graph, Map<String, double[]> inputs, Evaluation whole) {
    RowSplit split = new RowSplit(graph, "Batch", graph.next());
    for (Output output : graph.outputs()) {
      if (split.isMean(output.value())) {
        double sum = 0;
        for (int from = 0; from < EXAMPLES; from += BATCH) {
          int to = Math.min(EXAMPLES, from + BATCH);
          sum += (to - from) * evaluate(graph, to - from, batch(graph, inputs, from, to)).output(output.name())[0];
        }
        assertThat(sum / EXAMPLES).as(output.name()).isCloseTo(whole.output(output.name())[0], within(1e-9));
      }
    }
  }

  private static Map<String, double[]> batch(Graph graph, Map<String, double[]> inputs, int from, int to) {
    Map<String, double[]> own = new HashMap<>();
    graph.inputs().forEach(i -> own.put(i.name(), part(i.value(), inputs.get(i.name()), from, to)));
    return own;
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
      Evaluation given = evaluate(rows, to - from, batch(rows, inputs, from, to));
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
