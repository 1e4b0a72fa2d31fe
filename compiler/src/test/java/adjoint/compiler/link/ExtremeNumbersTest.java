package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random sums, products and quotients of numbers from 1e-30 to 1e30, and zeros of both signs: what single precision can
 * compute as it is written it can compute simplified.
 */
class ExtremeNumbersTest {

  private static final int PROGRAMS = 150;
  /** Each a float, so that the reference means the same numbers: 2⁷⁰ and 2¹⁰⁰ among them. */
  private static final List<String> NUMBERS = List.of("0", "1", "-1", "2", "-2", "0.5", "3", "0.0078125", "-0.375",
      "1180591620717411303424", "8.470329472543003e-22", "-1267650600228229401496703205376",
      "1267650600228229401496703205376", "size(N)");
  private static final double[] VALUES =
      {0, -0.0, 1, -1, 3, 0.1, 1e-10, -1e-10, 1e10, -1e10, 1e20, -1e20, 1e-20, -1e-20,
        1e30, -1e30, 1e-30};

  /** All pairs of them. */
  private static final int COUNT = VALUES.length * VALUES.length;

  /** What is this far from the largest and the smallest floats is to be kept. */
  private static final double RIM = 0x1p100;

  private final Random random = new Random(11);
  private int compared;
  private int zeros;

  @Test
  void whatCanBeComputedAsWrittenStays() {
    for (int number = 0; number < PROGRAMS; number++) {
      check(expression(4));
    }
    assertThat(compared).isGreaterThan(PROGRAMS);
    assertThat(zeros).isGreaterThan(PROGRAMS);
  }

  /** Numbers that meet, and zeros whose sign a simpler form would turn. */
  @Test
  void samplesStay() {
    for (String text : List.of("%0[i3] * 1e20 * 1e20", "%0[i3] * 1e-30 * 1e-30", "1e30 * (%0[i3] * 1e30)",
        "%0[i3] / 1e-30 / 1e-30", "%0[i3] * (1e20 * %1[i3]) * 1e-30", "%0[i3] * (%1[i3] * (2 * %2[i3]))",
        "2 * (%0[i3] / %1[i3]) * %2[i3]", "0 - %0[i3]", "%0[i3] + 0", "%0[i3] - 0",
        "%0[i3] * -2 - 2 * %1[i3]", "%0[i3] * -2 + %1[i3] * -2", "%0[i3] + -%1[i3]", "-%0[i3] + %1[i3]")) {
      check(text);
    }
  }

  private void check(String text) {
    Graph graph = GraphParser.parse("""
        graph numbers
        %%0 x: real[N=%1$d] = data
        %%1 y: real[N=%1$d] = data
        %%2 z: real[N=%1$d] = data
        %%4 result: real[N=%1$d] = for i3:N=%1$d { %2$s }
        output result = %%4
        """.formatted(COUNT, text.replace("size(N)", "size(" + COUNT + ")")));
    Graph simplified = Compiler.simplified(graph);
    Arguments arguments = new Arguments(Map.of(), Map.of("x", values(i -> i % VALUES.length),
        "y", values(i -> i / VALUES.length), "z", values(i -> random.nextInt(VALUES.length))));
    Evaluation exact = Interpreter.evaluateWithMagnitudes(graph, arguments);
    List<double[]> parts = parts(graph, arguments);
    float[] written = run(graph, arguments);
    float[] simpler = run(simplified, arguments);
    for (int i = 0; i < COUNT; i++) {
      int at = i;
      double right = exact.output("result")[i];
      double bound = 64 * 0x1p-24 * exact.magnitude("result")[i];
      if (Math.abs(written[i] - right) <= bound && parts.stream().allMatch(p -> isInside(p[at]))) {
        String what = "%s is %s simplified, %s as written, at %s in\n%s".formatted(text, simpler[i], written[i],
            arguments.inputs().values().stream().map(v -> v[at]).toList(), GraphPrinter.print(simplified));
        assertThat(Math.abs(simpler[i] - right)).as(what).isLessThanOrEqualTo(bound);
        boolean turned = right == 0 && Float.floatToIntBits(simpler[i]) != Float.floatToIntBits(written[i]);
        assertThat(turned).as(what).isFalse();
        zeros += right == 0 ? 1 : 0;
        compared++;
      }
    }
  }

  private static boolean isInside(double x) {
    return x == 0 || Math.abs(x) < RIM && Math.abs(x) > 1 / RIM;
  }

  /** The values of every part of the expression. */
  private static List<double[]> parts(Graph graph, Arguments arguments) {
    Operation.Comprehension body = (Operation.Comprehension) graph.definitions().getFirst().operation();
    List<double[]> all = new ArrayList<>();
    body.body().nodes().filter(s -> s instanceof Scalar.Apply).forEach(part -> {
      Graph alone = graph.with(List.of(graph.definitions().getFirst().with(body.with(part))));
      all.add(Interpreter.evaluate(alone, arguments).output("result"));
    });
    return all;
  }

  private static float[] run(Graph graph, Arguments arguments) {
    Runs run = Runs.of(graph, arguments, Backend.Options.of(Form.SCALAR), Pool.of(1));
    run.run();
    return run.outputs().get("result");
  }

  private static double[] values(IntUnaryOperator which) {
    return IntStream.range(0, COUNT).mapToDouble(i -> (float) VALUES[which.applyAsInt(i)]).toArray();
  }

  private String expression(int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return random.nextBoolean() ? "%" + random.nextInt(3) + "[i3]" : NUMBERS.get(random.nextInt(NUMBERS.size()));
    }
    String a = expression(depth - 1);
    String b = expression(depth - 1);
    List<String> operators = Arrays.asList("+", "-", "*", "*", "/");
    return random.nextInt(8) == 0
        ? "-(" + a + ")"
        : "(" + a + " " + operators.get(random.nextInt(operators.size())) + " " + b + ")";
  }
}
