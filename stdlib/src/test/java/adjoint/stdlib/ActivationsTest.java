package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations and their first and second derivatives keep their digits, also where they are far below 1. */
class ActivationsTest {

  private static final int COUNT = 401;
  private static final double RELATIVE = 2e-5;

  private static final String PROGRAM = """
      dim N = %1$d
      model Value(x: [N]) -> [N] { %2$s }
      model First(x: [N]) -> [N] { grad(sum(%2$s), x) }
      model Second(x: [N]) -> [N] { grad(sum(grad(sum(%2$s), x)), x) }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"elu(x)", "elu[alpha = 0.5](x)", "gelu(x)", "gelu_tanh(x)", "normal_cdf(x)", "normal_pdf(x)",
    "silu(x)", "softplus(x)",
    "softplus[beta = 2](x)", "leaky_relu(x)", "relu(x)", "sigmoid(x)", "log1pexp(x)", "expm1(x)", "exp(x)"})
  void derivativesKeepTheirDigits(String activation) {
    Lowered lowered = Programs.lower("activation.nn", PROGRAM.formatted(COUNT, activation));
    Program program = CompiledTest.compile(lowered, Backend.Form.SCALAR);
    double[] x = IntStream.range(0, COUNT).mapToDouble(i -> (float) ((i - 200) / 16.0 + 1e-3)).toArray();
    for (String name : new String[]{"Value", "First", "Second"}) {
      double[] exact = Interpreter.evaluate(lowered.models().get(name), new Arguments(Map.of(), Map.of("x", x)))
          .output(lowered.models().get(name).outputs().getFirst().name());
      float[] computed = run(program.models().get(name), x);
      for (int i = 0; i < COUNT; i++) {
        // above 0 what bends an activation is a difference from 1
        double scale = Math.abs(exact[i]) + (x[i] > 0 ? 1 : nearby(exact, i));
        assertThat(Math.abs(computed[i] - exact[i]) / scale).as("%s of %s at %s: %s for %s", name, activation, x[i],
            computed[i], exact[i]).isLessThan(RELATIVE);
      }
    }
  }

  /** Where a derivative changes its sign its digits are those of its neighbourhood. */
  private static double nearby(double[] exact, int i) {
    return Math.max(Math.abs(exact[Math.max(i - 1, 0)] - exact[i]), 1e-30);
  }

  private static float[] run(CompiledFunction function, double[] x) {
    Frame frame = Frames.of(function, new float[0], Map.of(), Pool.of(1));
    for (int i = 0; i < x.length; i++) {
      frame.reals[0][i] = (float) x[i];
    }
    function.run(frame);
    return frame.reals[1];
  }
}
