package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A window of padding alone has no largest value. */
class PoolingTest {

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 2, 2", "2, 3, 2", "2, 2, 2"})
  void paddingOfMoreThanHalfOfAWindowIsRefused(int k, int l, int pad) {
    assertThat(problems(k, l, pad))
        .contains("MaxPool2d requires pad == \"same\" or pad == \"valid\" or 2*entry(pad, ");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "2, 2, 1", "3, 3, 1", "4, 5, 2"})
  void paddingOfHalfOfAWindowIsFine(int k, int l, int pad) {
    assertThat(problems(k, l, pad)).isEmpty();
  }

  private static String problems(int k, int l, int pad) {
    String program = """
        dim Batch
        dim H = 8
        dim W = 8
        fn pooled(x: [Batch, H, W]) -> real { sum(x |> MaxPool2d[K = %d, L = %d, stride = 1, pad = %d]) }
        model Case(x: [Batch, H, W]) -> real { pooled(x) }
        """.formatted(k, l, pad);
    return Render.render(Compiler.check(new Source("pooling.nn", program),
        new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false)).problems(), false);
  }
}
