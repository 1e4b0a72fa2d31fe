package adjoint.compiler.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every row of the table: the partial derivatives are those that central differences give, and as decided at kinks. */
class ScalarFunctionTest {

  private static final double STEP = 1e-6;

  /** Points in every domain and away from every kink; pairs for two arguments. */
  private static final double[] POINTS = {0.2, 0.7, 0.45, 0.93};

  /** On truth values, which nothing is differentiated by. */
  private static final Set<ScalarFunction> LOGIC = Set.of(ScalarFunction.AND, ScalarFunction.OR, ScalarFunction.NOT);

  @ParameterizedTest
  @EnumSource(ScalarFunction.class)
  void partialsAreDerivatives(ScalarFunction function) {
    for (double a : POINTS) {
      for (double b : POINTS) {
        boolean skipped = a == b || function == ScalarFunction.DETACH || LOGIC.contains(function);
        if (!skipped) {
          List<Double> arguments = function.arity() == 1 ? List.of(a) : List.of(a, b);
          assertThat(partials(function, arguments)).as("%s at %s", function, arguments)
              .usingComparatorForType((x, y) -> Math.abs(x - y) < 1e-6 * (1 + Math.abs(y)) ? 0 : 1, Double.class)
              .containsExactlyElementsOf(differences(function, arguments));
        }
      }
    }
  }

  private static List<Double> differences(ScalarFunction function, List<Double> arguments) {
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      List<Double> up = new ArrayList<>(arguments);
      List<Double> down = new ArrayList<>(arguments);
      up.set(i, arguments.get(i) + STEP);
      down.set(i, arguments.get(i) - STEP);
      slopes.add((function.evaluate(up) - function.evaluate(down)) / (2 * STEP));
    }
    return slopes;
  }

  private static List<Double> partials(ScalarFunction function, List<Double> arguments) {
    List<Scalar> constants = arguments.stream().<Scalar>map(Scalar::of).toList();
    return function.partials(constants, new Scalar.Apply(function, constants)).stream()
        .map(ScalarFunctionTest::evaluate).toList();
  }

  private static double evaluate(Scalar scalar) {
    GraphBuilder builder = new GraphBuilder();
    Scalar number = scalar.element() == Element.BOOL ? new Scalar.Select(scalar, Scalar.ONE, Scalar.ZERO) : scalar;
    builder.output("y", false, builder.add("y", Operation.Comprehension.map(List.of(), number), Origin.NONE));
    return Interpreter.evaluate(builder.build("scalar"), new Arguments(Map.of(), Map.of())).output("y")[0];
  }

  @ParameterizedTest
  @CsvSource({"RELU, 0, 0", "ABS, 0, 0", "SIGN, 0, 0", "DETACH, 3, 0", "SQRT, 0, Infinity", "RELU, NaN, 0"})
  void kinksAreDecided(ScalarFunction function, double at, double slope) {
    assertThat(partials(function, List.of(at))).containsExactly(slope);
  }

  @Test
  void tiesAreHalvedAndZeroToAPowerIsFine() {
    assertThat(partials(ScalarFunction.MAXIMUM, List.of(2.0, 2.0))).containsExactly(0.5, 0.5);
    assertThat(partials(ScalarFunction.MINIMUM, List.of(2.0, 2.0))).containsExactly(0.5, 0.5);
    assertThat(partials(ScalarFunction.MAXIMUM, List.of(1.0, 2.0))).containsExactly(0.0, 1.0);
    assertThat(partials(ScalarFunction.POW, List.of(0.0, 2.0))).containsExactly(0.0, 0.0);
    assertThat(partials(ScalarFunction.POW, List.of(-3.0, 2.0)).getFirst()).isEqualTo(-6.0);
  }

  @Test
  void notANumberStays() {
    assertThat(ScalarFunction.RELU.evaluate(List.of(Double.NaN))).isNaN();
    assertThat(ScalarFunction.MAXIMUM.evaluate(List.of(1.0, Double.NaN))).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5204998778130465", "1, 0.8427007929497149", "2.6, 0.9997639655834707", "-4, -0.9999999845827421"})
  void erfIsAsTabulated(double x, double y) {
    assertThat(Special.erf(x)).isCloseTo(y, within(2e-15));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.975, 1.959963984540054", "0.001, -3.090232306167813"})
  void probitIsAsTabulated(double p, double y) {
    assertThat(Special.probit(p)).isCloseTo(y, within(1e-12));
  }
}
