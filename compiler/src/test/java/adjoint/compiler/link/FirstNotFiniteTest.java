package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.inspect.FirstNotFinite;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.train.Locator;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The first operation that leaves the finite numbers is found, in the order of computing. */
class FirstNotFiniteTest {

  private static final String TEXT = """
      graph spoilt
      %0 x: real[Batch, D=4] = data
      %1 w: real[D=4] = parameter
      %4 masked: real[Batch, D=4] = for i2:Batch, i3:D=4 { at(i3) == 3 ? -inf : %0[i2, i3] * %1[i3] }
      %7 e: real[Batch, D=4] = for i5:Batch, i6:D=4 { exp(%4[i5, i6]) }
      %10 root: real[Batch, D=4] = for i8:Batch, i9:D=4 { sqrt(10 + %7[i8, i9] - 2 * %1[i9]) }
      %20 h: real[D=4] = scan i11:T=5 {
        %12 a: real[D=4] = carry %1 next %15
        %15 b: real[D=4] = for i13:D=4 { 1 / (at(i11) - 3) + %12[i13] }
      }
      %22 n: real[D=4] = for i21:D=4 sum i30:Batch { %20[i21] + %10[i30, i21] }
      store w = %22
      """;

  @Test
  void namesTheOperation() {
    assertThat(find(0.5, -0.1)).map(Locator.Finding::words).contains("`/` that gives b");
    assertThat(find(-0.5, 9)).map(Locator.Finding::words).contains("`sqrt` that gives root");
    assertThat(find(1e38, 0.1)).map(Locator.Finding::words).contains("`exp` that gives e");
  }

  @Test
  void namesAnInputThatIsSpoiltAlready() {
    assertThat(find(Double.NaN, 0.1)).map(Locator.Finding::words).contains("the data of x");
    assertThat(find(1, Double.POSITIVE_INFINITY)).map(Locator.Finding::words).contains("what is stored as w");
  }

  private static Optional<Locator.Finding> find(double x, double w) {
    Graph graph = GraphParser.parse(TEXT);
    double[] data = new double[8];
    double[] weights = new double[4];
    Arrays.fill(data, x);
    Arrays.fill(weights, w);
    Arguments arguments = new Arguments(Map.of("Batch", 2L), Map.of("x", data, "w", weights));
    Runs run = Runs.of(graph, arguments, Backend.Options.of(Backend.Form.SCALAR), Pool.of(1));
    Layout layout = PlannedGraphs.layout(graph);
    return new FirstNotFinite(graph, layout, run.function().signature(),
        exposed -> Backend.compile(exposed, layout, new Backend.Options(Backend.Form.SCALAR, false)))
        .find(run.frame());
  }
}
