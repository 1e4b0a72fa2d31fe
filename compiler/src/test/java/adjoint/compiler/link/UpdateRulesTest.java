package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Update rules that draw, see whole matrices or take gradients elsewhere, in the reference and in every form of code. */
class UpdateRulesTest {

  private static final Path FILE = Path.of("src/test/resources/adjoint/compiler/link/rules.nn");
  private static final Schedule.Run RUN = new Schedule.Run(100, 1000);
  private static final String STACKED = "block.weight";

  /** A training step by some rules, and numbers that it begins with. */
  private record Step(Graph graph, Lowered lowered) {

    static Step of(String rules) {
      try {
        String text = Files.readString(FILE).replace("RULES", rules);
        Compiler.Checked checked = Compiler.check(new Source("rules.nn", text),
            new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false));
        assertThat(Render.render(checked.problems().stream().filter(p -> !p.code().startsWith("NN06")).toList(), false))
            .isEmpty();
        Lowered lowered = checked.lowered().orElseThrow();
        return new Step(lowered.functions().training().orElseThrow().step(), lowered);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Weights are drawn by name, so that every rule begins with the same; moments are somewhat above 0. */
    Arguments arguments() {
      Map<String, double[]> inputs = new LinkedHashMap<>();
      for (Input input : graph.inputs()) {
        Random random = new Random(input.name().hashCode());
        int count = (int) input.value().count().evaluate(_ -> 8);
        inputs.put(input.name(), IntStream.range(0, count).mapToDouble(_ -> (float) switch (input.role()) {
          case PARAMETER, STATE, DATA -> random.nextDouble(-1, 1);
          case MOMENT -> random.nextDouble(0.1, 0.2);
          case SETTING -> lowered.recipe().orElseThrow().settings().get(input.name()).at(0, RUN);
        }).toArray());
      }
      return new Arguments(Map.of("Batch", 8L), inputs);
    }

    Evaluation reference() {
      return Interpreter.evaluate(graph, arguments());
    }

    /** The gradient of a parameter, where parameters are something else. */
    Map<String, double[]> gradients(UnaryOperator<Map<String, double[]>> places) {
      Arguments own = arguments();
      Map<String, double[]> moved = new LinkedHashMap<>(own.inputs());
      Map<String, double[]> parameters = new LinkedHashMap<>();
      graph.inputs().stream().filter(i -> i.role() == Input.Role.PARAMETER)
          .forEach(i -> parameters.put(i.name(), own.inputs().get(i.name())));
      moved.putAll(places.apply(parameters));
      Evaluation after = Interpreter.evaluate(graph, new Arguments(own.dims(), moved));
      Map<String, double[]> gradients = new LinkedHashMap<>();
      parameters.keySet().forEach(name -> gradients.put(name, minus(moved.get(name), after.output(name), 1)));
      return gradients;
    }
  }

  private static double[] minus(double[] a, double[] b, double factor) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] - factor * b[i]).toArray();
  }

  private static Map<String, double[]> moved(Map<String, double[]> from, Map<String, double[]> by, double factor) {
    Map<String, double[]> all = new LinkedHashMap<>();
    from.forEach((name, values) -> all.put(name, minus(values, by.get(name), -factor)));
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Muon[] using Lion[]", "Adafactor[] using SGLD[]", "SAM[]", "Extragradient[]", "LARS[]",
    "Muon[] over Net.tall using SAM[rho = 0.1]", "SGLD[]"})
  void everyFormDoesTheSame(String rules) {
    Step step = Step.of(rules);
    Evaluation expected = step.reference();
    Graph simplified = Compiler.simplified(step.graph());
    Evaluation simple = Interpreter.evaluate(simplified, step.arguments());
    Map<String, float[]> scalar = run(simplified, step.arguments(), Form.SCALAR, 1);
    assertThat(scalar).containsKeys("wide", "tall", "bias", STACKED, "block.bias", "seen");
    scalar.forEach((name, values) -> {
      assertThat(simple.output(name)).as(name).containsExactly(expected.output(name), within(1e-9));
      assertThat(doubles(values)).as(name).containsExactly(expected.output(name), within(2e-5));
    });
    for (int threads : List.of(1, 3)) {
      run(simplified, step.arguments(), Form.VECTOR, threads)
          .forEach((name, values) -> assertThat(values).as(name).containsExactly(scalar.get(name)));
    }
  }

  private static Map<String, float[]> run(Graph graph, Arguments arguments, Form form, int threads) {
    try (Pool pool = Pool.of(threads)) {
      Runs run = Runs.of(graph, arguments, Backend.Options.of(form), pool);
      run.run();
      return run.outputs();
    }
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  @Test
  void aGradientElsewhereIsOfTheSameBatchAndDraws() {
    Step plain = Step.of("Plain[]");
    Step sam = Step.of("SAM[lr = 0.1, rho = 0.05]");
    Map<String, double[]> here = plain.gradients(w -> w);
    double norm = Math.sqrt(here.values().stream().flatMapToDouble(Arrays::stream).map(x -> x * x).sum());
    Map<String, double[]> there = plain.gradients(w -> moved(w, here, 0.05 / norm));

    Evaluation after = sam.reference();
    there.forEach((name, h) -> {
      double[] m = sam.arguments().inputs().get("m(" + name + ")");
      double[] next = IntStream.range(0, h.length).mapToDouble(i -> 0.9 * m[i] + h[i]).toArray();
      assertThat(after.output("m(" + name + ")")).as(name).containsExactly(next, within(1e-9));
      assertThat(after.output(name)).as(name)
          .containsExactly(minus(sam.arguments().inputs().get(name), next, 0.1), within(1e-9));
    });
    assertThat(after.output("seen")).containsExactly(plain.reference().output("seen"));
    assertThat(after.output("loss")).containsExactly(plain.reference().output("loss"));
  }

  @Test
  void aGradientMayDependOnAnother() {
    Step plain = Step.of("Plain[]");
    Map<String, double[]> here = plain.gradients(w -> w);
    Map<String, double[]> first = plain.gradients(w -> moved(w, here, -0.05));
    Map<String, double[]> second = plain.gradients(w -> moved(w, first, -0.1));

    Step extra = Step.of("Extragradient[lr = 0.1]");
    second.forEach((name, h) -> assertThat(extra.reference().output(name)).as(name)
        .containsExactly(minus(extra.arguments().inputs().get(name), h, 0.1), within(1e-9)));
  }

  @Test
  void onlyTheGroupIsMoved() {
    Step plain = Step.of("Plain[]");
    Map<String, double[]> here = plain.gradients(w -> w);
    double norm = Math.sqrt(Arrays.stream(here.get("tall")).map(x -> x * x).sum());
    Map<String, double[]> there = plain.gradients(w -> {
      Map<String, double[]> some = new LinkedHashMap<>(w);
      some.put("tall", minus(w.get("tall"), here.get("tall"), -0.05 / norm));
      return some;
    });

    Step sam = Step.of("Plain[] except Net.tall using SAM[lr = 1, rho = 0.05]");
    double[] m = sam.arguments().inputs().get("m(tall)");
    double[] next = IntStream.range(0, m.length).mapToDouble(i -> 0.9 * m[i] + there.get("tall")[i]).toArray();
    assertThat(sam.reference().output("m(tall)")).containsExactly(next, within(1e-9));
    assertThat(minus(sam.arguments().inputs().get("wide"), sam.reference().output("wide"), 1))
        .containsExactly(here.get("wide"), within(1e-9));
  }

  @Test
  void mapsAreMatricesAndEachCopyIsOneOfItsOwn() {
    Map<String, double[]> g = Step.of("Plain[]").gradients(w -> w);
    Step muon = Step.of("Muon[lr = 0.1, momentum = 0] using Plain[]");
    Map<String, double[]> w = muon.arguments().inputs();
    Evaluation after = muon.reference();

    assertThat(minus(w.get("wide"), after.output("wide"), 1)).containsExactly(muon(g.get("wide"), 4), within(1e-6));
    assertThat(minus(w.get("tall"), after.output("tall"), 1)).containsExactly(muon(g.get("tall"), 3), within(1e-6));
    for (int copy = 0; copy < 2; copy++) {
      double[] own = Arrays.copyOfRange(g.get(STACKED), 9 * copy, 9 * copy + 9);
      double[] change = minus(w.get(STACKED), after.output(STACKED), 1);
      assertThat(Arrays.copyOfRange(change, 9 * copy, 9 * copy + 9)).containsExactly(muon(own, 3), within(1e-6));
    }
    assertThat(minus(w.get("block.bias"), after.output("block.bias"), 1))
        .containsExactly(g.get("block.bias"), within(1e-9));
  }

  /** A tenth of the matrix that five steps of Newton and Schulz lead to. */
  private static double[] muon(double[] g, int columns) {
    double norm = Math.sqrt(Arrays.stream(g).map(x -> x * x).sum()) + 1e-7;
    double[][] x = new double[g.length / columns][columns];
    for (int i = 0; i < g.length; i++) {
      x[i / columns][i % columns] = g[i] / norm;
    }
    boolean tall = x.length > columns;
    x = tall ? transposed(x) : x;
    for (int i = 0; i < 5; i++) {
      double[][] a = product(x, transposed(x));
      double[][] b = sum(-4.7750, a, 2.0315, product(a, a));
      x = sum(3.4445, x, 1, product(b, x));
    }
    return Arrays.stream(tall ? transposed(x) : x).flatMapToDouble(Arrays::stream).map(v -> 0.1 * v).toArray();
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] sum(double p, double[][] a, double q, double[][] b) {
    double[][] c = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        c[i][j] = p * a[i][j] + q * b[i][j];
      }
    }
    return c;
  }

  private static double[][] transposed(double[][] a) {
    double[][] c = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        c[j][i] = a[i][j];
      }
    }
    return c;
  }

  @Test
  void aNormIsOfAWholeParameterOrCopy() {
    Map<String, double[]> g = Step.of("Plain[]").gradients(w -> w);
    Step lars = Step.of("LARS[lr = 1]");
    double[] w = lars.arguments().inputs().get("block.bias");
    double[] change = minus(w, lars.reference().output("block.bias"), 1);
    for (int copy = 0; copy < 2; copy++) {
      double own = norm(w, copy) / (norm(g.get("block.bias"), copy) + 1e-6);
      for (int i = 3 * copy; i < 3 * copy + 3; i++) {
        assertThat(change[i]).isCloseTo(own * g.get("block.bias")[i], within(1e-9));
      }
    }
  }

  private static double norm(double[] all, int copy) {
    return Math.sqrt(Arrays.stream(all, 3 * copy, 3 * copy + 3).map(x -> x * x).sum());
  }

  /** One for each number of each parameter, and others in the next step. */
  @Test
  void aRuleDrawsForEachNumber() {
    Step step = Step.of("SGLD[lr = 1]");
    Arguments first = step.arguments();
    double[] draws =
        IntStream.rangeClosed(1, 2).mapToObj(number -> new Arguments(first.dims(), first.inputs(), 1, number))
            .map(arguments -> Interpreter.evaluate(step.graph(), arguments))
            .flatMap(after -> first.inputs().keySet().stream().filter(name -> !name.equals("seen"))
                .filter(name -> step.graph().outputs().stream().anyMatch(o -> o.name().equals(name)))
                .map(name -> minus(after.output(name), first.inputs().get(name), 1)))
            .flatMapToDouble(Arrays::stream).toArray();

    assertThat(draws).hasSize(2 * (12 + 12 + 3 + 18 + 6)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(draws).average().orElseThrow()).isCloseTo(0, within(0.5));
    assertThat(Arrays.stream(draws).map(x -> x * x).average().orElseThrow()).isBetween(0.5, 2.0);
  }
}
