package adjoint.compiler.lower;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.inspect.GradientCheck;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of nets with other weights than their own: derivatives through the steps that made these, in double precision. */
class WeightsTest {

  private static final String NETS = """
      dim Row = 4
      dim In = 2
      dim Hidden = 3
      dim Out = 2
      dim Deep = 2
      layer Residual(x: [.., H]) -> [.., H] {
        x + (x |> Linear[H -> H] |> tanh)
      }
      layer Stepped(x: [.., H]) -> [.., H] {
        inner = Linear[H -> H]
        y = inner(x)
        next = inner - 0.2 * grad(sum(y^2), inner)
        x + tanh(next(x)) * mean(inner^2)
      }
      layer Nested(x: [.., H]) -> [.., H] {
        x |> repeat Deep { Residual }
      }
      layer Around(x: [.., H]) -> [.., H] {
        inner = Nested
        y = inner(x)
        next = inner - 0.2 * grad(sum(y^2), inner)
        next(x)
      }
      model Net(x: [Row, In]) -> [Row, Out] {
        x |> Linear[Hidden] |> repeat Deep { Residual } |> tanh |> Linear[Out]
      }
      model Twin(x: [Row, In]) -> [Row, Out] {
        x |> Linear[Hidden] |> repeat Deep { Residual } |> tanh |> Linear[Out]
      }
      model Loss(x: [Row, In], y: [Row, Out], q: [Row, In], z: [Row, Out]) -> [] {
      """;

  @ParameterizedTest
  @ValueSource(strings = {
    "fast = Net - 0.3 * grad(mean((Net(x) - y)^2), Net)\n mean((fast(q) - z)^2)",
    "fast = Net - 0.3 * grad(mean((Net(x) - y)^2), Net)\n more = fast - 0.3 * grad(mean((fast(x) - y)^2), fast)\n"
        + "mean((more(q) - z)^2) + 0.1 * sum(more.residual^2)",
    "rate = exp(-mean(x^2))\n fast = Net - rate * grad(mean((Net(x) - y)^2), Net)\n mean((fast(q) - z)^2)",
    "both = 0.7 * Twin + 0.3 * Net\n mean((both(q) - z)^2) + mean(sin(Net))",
    "sum(grad(mean((Net(x) - y)^2), Net)^2)",
    "mean(((q |> Linear[Hidden] |> repeat Deep { Stepped } |> Linear[Out]) - z)^2)",
    "mean(((q |> repeat Deep { Around } |> Linear[Out]) - z)^2)",
    "lay = Linear[In -> Out]\n first = lay(x)\n next = lay - 0.2 * grad(mean((first - y)^4), lay)\n mean((next(q) - z)^2)"
  })
  void derivativesGoThrough(String body) {
    Graph loss = lowered(NETS + body + "\n}\n").functions().models().get("Loss");
    assertThat(GradientCheck.check(loss, 1)).isNotEmpty().allMatch(GradientCheck.Comparison::agrees);
  }

  private static Lowered lowered(String text) {
    Compiler.Checked checked = Compiler.check(new Source("weights.nn", text),
        new ProgramLowering.Options(Path.of(""), path -> Optional.empty(), Map.of(), false));
    assertThat(checked.problems()).isEmpty();
    return checked.lowered().orElseThrow();
  }
}
