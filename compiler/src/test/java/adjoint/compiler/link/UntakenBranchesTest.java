package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Samples;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random programs that choose, and whose other branch is infinite or no number: its share of the gradient is exactly 0, at
 * first and second order. The same program on numbers that are harmless wherever the branch isn't taken says what is right.
 */
class UntakenBranchesTest {

  private static final int PROGRAMS = Samples.of(56);
  private static final Arguments NOTHING = new Arguments(Map.of(), Map.of());
  /** Of moderate positive numbers they make such ones, and of others what is infinite or none. */
  private static final List<String> STEPS = List.of("sqrt(V)", "log(V) + 4", "1 / V", "V ^ 0.3", "V * sqrt(V)", "V / U",
      "exp(V) / 2", "V * W", "log1p(V)", "tanh(V)", "V * V + 0.1", "sqrt(V * V)", "V + U", "exp(-V)", "abs(V) / V");
  private static final List<String> BAD = List.of("0", "-1", "300", "1e30", "-1e30");

  private final Random random = new Random(3);

  /**
   * @param good where the branch is taken
   * @param chosen what is made of the branch `V`
   * @param safely the same by `good`, where another condition chooses
   * @param bad what the numbers may be elsewhere
   * @param type what is made of them
   */
  private record Choice(String good, String chosen, String safely, List<String> bad, String type) {

    Choice(String good, String chosen, String safely, List<String> bad) {
      this(good, chosen, safely, bad, chosen.contains("[C](") ? chosen.contains("[C](V, M") ? "R, H" : "R" : "R, C");
    }

    static Choice of(String good, String chosen) {
      return new Choice(good, chosen, chosen, BAD);
    }

    /** What rows share is bad where nothing of a row is taken. */
    static Choice shared(String chosen, String type) {
      return new Choice(ROWS, chosen, chosen, BAD, type);
    }
  }

  private static final String ANYWHERE = "(index[R] * 3 + index[C] * 5) % 4 > 0";
  private static final String ROWS = "(index[R] + index[C] * 0) % 2 > 0";
  private static final String LATER = "index[C] + index[R] * 0 > 1";
  private static final List<String> ZERO = List.of("0");

  private static final List<Choice> CHOICES = List.of(
      Choice.of(ANYWHERE, "where(x < 1 and x > 0.1, V, 2 * x)"),
      Choice.of(ANYWHERE, "where(x >= 1 or x <= 0.1, x * x, V)"),
      Choice.of(ANYWHERE, "ok = x < 1 and x > 0.1\n  a = where(ok, V, 3)\n  a * a"),
      Choice.of(ANYWHERE, "where(x < 1, where(x > 0.1, V, -x), x * W)"),
      Choice.of(ANYWHERE, "where((index[R] * 3 + index[C] * 5) % 4 > 0, V, x)"),
      Choice.of(ROWS, "s = sqrt(sum[C](V * V) + 1)\n  where(index[R] % 2 > 0, s, 0)"),
      Choice.of(ROWS, "h = dot[C](V, M)\n  where(index[R] % 2 > 0, tanh(h), 1)"),
      Choice.of(ROWS, "h = exp(dot[C](V, M))\n  e = max[C](x)\n  where(e < 1 and e > 0.1, h, e)"),
      Choice.shared("q = mean[C](z)\n  where(x < 1 and x > 0.1, V / q, 2 * x)", "R, C"),
      Choice.shared("q = sqrt(mean[C](z))\n  where(x < 1 and x > 0.1, V * q, x)", "R, C"),
      Choice.shared("q = log(mean[C](z))\n  where(index[R] % 2 > 0, V / q, 3)", "R, C"),
      Choice.shared("q = 1 / mean[C](z)\n  s = sum[C](where(x < 1 and x > 0.1, V * q, 0))\n  s * s", "R"),
      Choice.shared("q = mean[C](z) ^ 0.3\n  where(good, V * q + V / q, w)", "R, C"),
      Choice.of(ANYWHERE, "steps(x, V)"),
      Choice.of(ROWS, "padded(x, V)"),
      Choice.of(LATER, "cut(V)"),
      Choice.of(LATER, "part(V) * W"),
      new Choice(ANYWHERE, "maximum(log(V * V), -5)", "where(good, log(V * V), -5)", ZERO),
      new Choice(ANYWHERE, "minimum(1 / (V * V), 900)", "where(good, minimum(1 / (V * V), 900), 900)", ZERO),
      new Choice(ANYWHERE, "l = log(V * V)\n  relu(l + 9)", "l = log(V * V)\n  where(good, relu(l + 9), 0)", ZERO),
      new Choice(ROWS + " or index[C] == 3", "l = log(V * V)\n  max[C](l)",
          "l = log(V * V)\n  max[C](where(good, l, -99))",
          ZERO));

  @Test
  void sendNothingBack() {
    String program = IntStream.range(0, PROGRAMS).mapToObj(this::program).collect(Collectors.joining("", """
        dim R = 4
        dim C = 19
        dim H = 5
        fn cut(v: [R, C]) -> [R, C] { y[r, c] = v[r, c + 2 else 0] }
        fn part(v: [R, C]) -> [R, C] { y[r, c] = v[r, c // 4 + 3] }
        fn steps(x: [R, C], v: [R, C]) -> [R, C] {
          scan r in R, h = 0.5 * ones[C] {
            u = 1 / sqrt(v[r])
            h <- where(x[r] < 1 and x[r] > 0.1, tanh(h + u), h)
            yield h
          }
        }
        fn padded(x: [R, C], v: [R, C]) -> [R, C] {
          scan r in reverse R, h = 0.5 * ones[C] {
            u = log(v[r]) + 4
            g = sqrt(u)
            h <- where(r % 2 > 0, tanh(h + g * u), h)
            yield h
          }
        }
        """, ""));
    Compiler.Checked checked = Compiler.check(new Source("branches.nn", program),
        new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false));
    assertThat(Render.render(checked.problems(), false)).isEmpty();
    Map<String, Graph> tests = checked.lowered().orElseThrow().tests();
    assertThat(tests).hasSize(PROGRAMS);
    tests.forEach((name, graph) -> holds(name, graph, program));
  }

  private static void holds(String name, Graph graph, String program) {
    Graph simplified = Compiler.simplified(graph);
    Evaluation asWritten = Interpreter.evaluate(graph, NOTHING);
    Evaluation simpler = Interpreter.evaluate(simplified, NOTHING);
    Map<String, float[]> scalar = outputs(simplified, Form.SCALAR);
    Map<String, float[]> vector = outputs(simplified, Form.VECTOR);
    String text = program.substring(program.indexOf("fn " + name + "("),
        program.indexOf("\n}\n", program.indexOf("test \"" + name + "\"")));
    for (Output output : graph.outputs().stream().filter(o -> o.value().element() == Element.BOOL).toList()) {
      String place = output.name() + " of\n" + text;
      assertThat(asWritten.output(output.name())[0]).as(() -> "as written " + place).isEqualTo(1);
      assertThat(simpler.output(output.name())[0]).as(() -> "simplified " + place).isEqualTo(1);
      assertThat(scalar.get(output.name())[0]).as(() -> "in scalar code " + place).isEqualTo(1);
      assertThat(vector.get(output.name())[0]).as(() -> "in vector code " + place).isEqualTo(1);
    }
  }

  private static Map<String, float[]> outputs(Graph graph, Form form) {
    Runs run = Runs.of(graph, NOTHING, Backend.Options.of(form), Pool.of(1));
    run.run();
    return run.outputs();
  }

  private String program(int number) {
    Choice choice = CHOICES.get(number % CHOICES.size());
    StringBuilder steps = new StringBuilder();
    String last = "z";
    boolean fromZero = choice.bad().equals(ZERO);
    for (int i = 0, count = random.nextInt(fromZero ? 0 : 1, fromZero ? 2 : 4); i < count; i++) {
      String other = random.nextBoolean() ? "z" : last;
      String step = fromZero ? "sqrt(V * V)" : STEPS.get(random.nextInt(STEPS.size()));
      steps.append("  v%d = %s\n".formatted(i, step.replace("V", last).replace("U", other).replace("W", "w")));
      last = "v" + i;
    }
    String bad = choice.bad().get(random.nextInt(choice.bad().size()));
    return """
        fn branch%1$d(x: [R, C], z: [R, C], w: [C], m: [C, H], good: bool[R, C]) -> [%7$s] {
        %2$s  %3$s
        }
        fn safely%1$d(x: [R, C], z: [R, C], w: [C], m: [C, H], good: bool[R, C]) -> [%7$s] {
        %2$s  %4$s
        }
        test "branch%1$d" {
          good = %5$s
          fine = 0.3 + (index[R] * 7 + index[C] * 3) %% 11 / 20
          x = where(good, fine, %6$s)
          w = 0.5 + index[C] / 40
          m = (index[C] - index[H]) / 40
          a = sum(branch%1$d(x, x, w, m, good))
          b = sum(safely%1$d(x, where(good, x, 0.5), w, m, good))
          ax = grad(a, x)
          bx = grad(b, x)
          assert max(abs(ax - bx)) <= 1e-4 * (1 + max(abs(bx)))
          aw = grad(a, w)
          bw = grad(b, w)
          assert max(abs(aw - bw)) <= 1e-4 * (1 + max(abs(bw)))
          axx = grad(sum(ax * ax), x)
          bxx = grad(sum(bx * bx), x)
          assert max(abs(axx - bxx)) <= 1e-3 * (1 + max(abs(bxx)))
        }
        """.formatted(number, steps, body(choice.chosen(), last), body(choice.safely(), last), choice.good(), bad,
        choice.type());
  }

  private static String body(String text, String last) {
    return text.replace("V", last).replace("W", "w").replace("M", "m");
  }
}
