package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many multiplications a plan's contractions need. */
class ProductsTest {

  private static long products(String layers) {
    var text = """
        dim Batch
        dim Wide = 30
        model Net(x: [Batch, Wide]) -> [Batch, Wide] {
          x |> %s
        }
        """.formatted(layers);
    var checked = Compiler.check(new Source("net.nn", text),
        new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false));
    var lowered = checked.lowered().orElseThrow(() -> new IllegalStateException(checked.problems().toString()));
    var model = Compiler.simplified(lowered.functions().models().values().iterator().next());
    return Products.of(Backend.plan(model, lowered.layout(), Backend.Options.DEFAULT)).evaluate(dim -> 8);
  }

  @Test
  void areCountedForEachContraction() {
    assertThat(products("Linear[Wide]")).isEqualTo(8 * 30 * 30);
    assertThat(products("Linear[40] |> tanh |> Linear[Wide]")).isEqualTo(8 * 30 * 40 * 2);
  }

  @Test
  void areCountedForEachTurnOfALoop() {
    assertThat(products("repeat 5 { Linear[Wide] |> tanh }")).isEqualTo(8 * 30 * 30 * 5);
  }
}
