package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Output;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.Pool;
import adjoint.runtime.tensor.Element;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToIntBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random index equations as they are written, with `else`: what they read and what their gradients are, told by
 * enumeration, in the reference and in every machine form.
 */
class IndexEquationsTest {

  private static final int EQUATIONS = 60;
  private static final Arguments NOTHING = new Arguments(Map.of(), Map.of());

  private final Random random = new Random(5);

  /** A subscript as text, and where it is for values of `i` and `j`. */
  private record Place(String text, ToIntBiFunction<Integer, Integer> at) {}

  @Test
  void readAndSendBackWhatEnumerationSays() {
    StringBuilder program = new StringBuilder();
    for (int number = 0; number < EQUATIONS; number++) {
      program.append(equation(number));
    }
    Compiler.Checked checked = Compiler.check(new Source("equations.nn", program.toString()),
        new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false));
    assertThat(Render.render(checked.problems(), false)).isEmpty();
    Map<String, Graph> tests = checked.lowered().orElseThrow().tests();
    assertThat(tests).hasSize(EQUATIONS);
    tests.forEach((name, graph) -> holds(name, graph, program));
  }

  /** The element is the same in every turn of the inner loop, and yet may only be read where the guard holds. */
  @Test
  void aNumberThatIsNoPositionIsOnlyReadBehindItsGuard() {
    Graph graph = GraphParser.parse("""
        graph numbers
        %0 x: real[W=4, E=40] = data
        %1 k: int[D=4] = data
        %4 y: real[D=4, F=3] = for i2:D=4, i3:F=3 { at(%1[i2]) >= 0 and at(%1[i2]) < 4 ? %0[%1[i2], 3] + at(i3) : 0 }
        output y = %4
        """);
    double[] ones = DoubleStream.generate(() -> 1).limit(160).toArray();
    Arguments arguments = new Arguments(Map.of(), Map.of("x", ones, "k", new double[]{0, -1000, 1000, 3}));
    for (Form form : List.of(Form.SCALAR, Form.VECTOR)) {
      assertThat(outputs(graph, arguments, form).get("y")).containsExactly(1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3);
    }
  }

  /** In a store they are floats: in every form, around the vectors' lanes, they are the whole numbers that they were. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 16, 25, 1021})
  void wholeNumbersOfAStoreArePositions(int count) {
    Graph graph = GraphParser.parse("""
        graph numbers
        %%0 x: real[D=%1$d] = data
        %%1 k: int[D=%1$d] = state
        %%2 b: bool[D=%1$d] = state
        %%4 y: real[D=%1$d] = for i3:D=%1$d { %%2[i3] ? %%0[%%1[i3]] + at(%%1[i3]) : -1 }
        %%6 n: int[D=%1$d] = for i5:D=%1$d { at(%%1[i5]) }
        output y = %%4
        output n = %%6
        """.formatted(count));
    double[] x = random.doubles(count).map(v -> (float) v).toArray();
    double[] k = IntStream.range(0, count).mapToDouble(_ -> random.nextInt(count)).toArray();
    double[] b = IntStream.range(0, count).mapToDouble(i -> i % 2).toArray();
    Arguments arguments = new Arguments(Map.of(), Map.of("x", x, "k", k, "b", b));
    for (Form form : List.of(Form.SCALAR, Form.VECTOR)) {
      var outputs = outputs(graph, arguments, form);
      for (int i = 0; i < count; i++) {
        assertThat(outputs.get("y")[i]).isEqualTo(b[i] == 0 ? -1 : (float) x[(int) k[i]] + (float) k[i]);
        assertThat(outputs.get("n")[i]).isEqualTo((float) k[i]);
      }
    }
  }

  private static void holds(String name, Graph graph, StringBuilder program) {
    Graph simplified = Compiler.simplified(graph);
    Evaluation asWritten = Interpreter.evaluate(graph, NOTHING);
    Evaluation simpler = Interpreter.evaluate(simplified, NOTHING);
    Map<String, float[]> scalar = outputs(simplified, NOTHING, Form.SCALAR);
    Map<String, float[]> vector = outputs(simplified, NOTHING, Form.VECTOR);
    List<String> assertions = graph.outputs().stream().filter(o -> o.value().element() == Element.BOOL)
        .map(Output::name).toList();
    assertThat(assertions).hasSize(2);
    for (String assertion : assertions) {
      isTrue(asWritten.output(assertion)[0], name + " as written", program);
      isTrue(simpler.output(assertion)[0], name + " simplified", program);
      isTrue(scalar.get(assertion)[0], name + " in scalar code", program);
      isTrue(vector.get(assertion)[0], name + " in vector code", program);
    }
  }

  private static Map<String, float[]> outputs(Graph graph, Arguments arguments, Form form) {
    Runs run = Runs.of(graph, arguments, Backend.Options.of(form), Pool.of(1));
    run.run();
    return run.outputs();
  }

  private static void isTrue(double value, String name, StringBuilder program) {
    int from = program.indexOf("test \"" + name.split(" ")[0]);
    assertThat(value).as(() -> name + "\n" + program.substring(from, program.indexOf("}\n}\n", from))).isEqualTo(1);
  }

  /** `y[i, j] = x[…, … else 0]` and its sum weighed by the numbers 1, 2, …, differentiated by x. */
  private String equation(int number) {
    int[] sizes = {random.nextInt(1, 6), random.nextInt(1, 20), random.nextInt(1, 6), random.nextInt(1, 6)};
    List<Place> places = List.of(place(2), place(2));
    long sum = 0;
    long sent = 0;
    for (int i = 0; i < sizes[0]; i++) {
      for (int j = 0; j < sizes[1]; j++) {
        int row = places.get(0).at().applyAsInt(i, j);
        int column = places.get(1).at().applyAsInt(i, j);
        if (row >= 0 && row < sizes[2] && column >= 0 && column < sizes[3]) {
          int weight = 1 + i * sizes[1] + j;
          int element = 1 + row * sizes[3] + column;
          sum += (long) weight * element;
          sent += (long) weight * element * element;
        }
      }
    }
    return """
        fn read%1$d(x: [P%1$d, Q%1$d]) -> [I%1$d, J%1$d] { y[i, j] = x[%2$s, %3$s else 0] }
        test "equation%1$d" {
          dim P%1$d = %6$d
          dim Q%1$d = %7$d
          x = 1 + index[P%1$d] * %7$d + index[Q%1$d]
          total = sum(read%1$d(x) * (1 + index[I%1$d] * %5$d + index[J%1$d]))
          assert total == %8$d
          assert sum(grad(total, x) * x * x) == %9$d
        }
        dim I%1$d = %4$d
        dim J%1$d = %5$d
        """.formatted(number, places.get(0).text(), places.get(1).text(), sizes[0], sizes[1], sizes[2], sizes[3], sum,
        sent);
  }

  /** Sums, multiples, quotients and remainders, by negative numbers too. */
  private Place place(int depth) {
    int number = random.nextInt(1, 5) * (random.nextInt(4) == 0 ? -1 : 1);
    Place inner = depth == 0 ? index() : place(depth - 1);
    Place other = index();
    return switch (random.nextInt(4)) {
      case 0 -> new Place("(" + inner.text() + " * " + number + " + " + other.text() + ")",
          (i, j) -> inner.at().applyAsInt(i, j) * number + other.at().applyAsInt(i, j));
      case 1 -> new Place("(" + inner.text() + " - " + number + ")", (i, j) -> inner.at().applyAsInt(i, j) - number);
      case 2 -> new Place("(" + inner.text() + " // " + number + ")",
          (i, j) -> Math.floorDiv(inner.at().applyAsInt(i, j), number));
      default -> new Place("(" + inner.text() + " % " + number + ")",
          (i, j) -> Math.floorMod(inner.at().applyAsInt(i, j), number));
    };
  }

  private Place index() {
    return random.nextBoolean() ? new Place("i", (i, j) -> i) : new Place("j", (i, j) -> j);
  }
}
