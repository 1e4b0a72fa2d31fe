package adjoint.compiler.emit.function;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.emit.nest.Machine;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Store;
import adjoint.runtime.program.Frame;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine form of every scalar function: the same bits at every width, and within its error of the double one. */
class MachineFormsTest {

  private static final List<Float> SPECIAL = List.of(0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MAX_VALUE,
      -Float.MAX_VALUE, 0.5f, 2f, 3f, -2f, -3f, 2.5f, -2.5f, 88.7f, -87.4f, -104f, 0x1p23f, 0x1p24f, 1e-30f);

  @ParameterizedTest
  @EnumSource(ScalarFunction.class)
  void hasTheSameBitsInEveryForm(ScalarFunction function) {
    float[][] arguments = arguments();
    float[] scalar = evaluate(function, arguments, 0);
    for (int form : Machine.FORMS) {
      float[] vector = evaluate(function, arguments, form);
      for (int i = 0; i < scalar.length; i++) {
        assertThat(Float.floatToIntBits(vector[i])).as("%s(%s, %s) in form %d", function, arguments[0][i],
            arguments[1][i], form).isEqualTo(Float.floatToIntBits(scalar[i]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ScalarFunction.class)
  void staysWithinItsBound(ScalarFunction function) {
    float[][] arguments = arguments();
    float[] results = evaluate(function, arguments, 0);
    double worst = 0;
    for (int i = 0; i < results.length; i++) {
      float x = arguments[0][i];
      float y = arguments[1][i];
      if (isInDomain(function, x, y)) {
        double error = error(results[i], function.evaluate(List.of((double) x, (double) y)));
        assertThat(error).as("error in ulp of %s(%s, %s) = %s", function, x, y, results[i])
            .isLessThanOrEqualTo(bound(function));
        worst = Math.max(worst, error);
      }
    }
    System.out.printf("%-10s within %.2f ulp, bound %.1f%n", function, worst, bound(function));
  }

  /** An exponent that is known has ways of its own, and the same special values. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2, 3, 4, 7, 8, 9, -1, -2, -3, -8, 0.5, -0.5, 1.5, 0.3, -0.3, 1e10, -1e10,
    Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN})
  void powersByANumberAreThoseByATensor(double exponent) {
    float[] bases = arguments()[0];
    float[] scalar = evaluate(x -> Scalar.apply(ScalarFunction.POW, x.getFirst(), Scalar.of(exponent)), arguments(), 0);
    for (int form : Machine.FORMS) {
      float[] vector =
          evaluate(x -> Scalar.apply(ScalarFunction.POW, x.getFirst(), Scalar.of(exponent)), arguments(), form);
      assertThat(vector).as("form %d", form).isEqualTo(scalar);
    }
    for (int i = 0; i < bases.length; i++) {
      double exact = ScalarFunction.POW.evaluate(List.of((double) bases[i], (double) (float) exponent));
      boolean denormal = exact != 0 && Math.abs(exact) < Float.MIN_NORMAL; // a reciprocal of what overflows
      if (!denormal) {
        assertThat(error(scalar[i], exact)).as("error in ulp of %s^%s = %s", bases[i], exponent, scalar[i])
            .isLessThanOrEqualTo(8);
      }
    }
  }

  /** In units in the last place of the exact result as a float. */
  private static double bound(ScalarFunction function) {
    return switch (function) {
      case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, RELU, MAXIMUM, MINIMUM, DETACH, FLOOR_DIV, EQ, NE, LT, LE, GT, GE, AND,
          OR,
          NOT ->
        0;
      case ADD, SUB, MUL, DIV, SQRT, MOD -> 0.5;
      case EXP, LOG -> 1;
      case EXPM1, LOG1P, SIGMOID, ERF, NORMAL_PDF, SIN, COS -> 2;
      case TANH, LOG1PEXP -> 3;
      case POW, NORMAL_CDF -> 4;
      case PROBIT -> 8;
    };
  }

  /** Where the bound is stated; elsewhere only the forms must agree. */
  private static boolean isInDomain(ScalarFunction function, float x, float y) {
    return switch (function) {
      case FLOOR_DIV -> !(Math.abs(x / y) >= 0x1p24f);
      case PROBIT -> x != 0.5f && (x <= 0 || x > 1e-8 || Float.isNaN(x));
      case AND, OR, NOT -> isTruth(x) && isTruth(y);
      default -> true;
    };
  }

  private static boolean isTruth(float x) {
    return x == 1 || Float.floatToIntBits(x) == 0;
  }

  private static double error(float got, double exact) {
    float nearest = (float) exact;
    if (Float.isNaN(nearest) || Float.isNaN(got)) {
      return Float.isNaN(nearest) && Float.isNaN(got) ? 0 : Double.POSITIVE_INFINITY;
    }
    if (exact == 0 && got == 0) { // of which the sign counts
      return 1 / exact == 1 / got ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Float.isInfinite(nearest) || Float.isInfinite(got)) {
      boolean beside = Math.abs(got) == Float.MAX_VALUE || Math.abs(nearest) == Float.MAX_VALUE;
      return got == nearest ? 0 : beside && got * nearest > 0 ? 1 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(got - exact) / Math.ulp(nearest);
  }

  private static float[][] arguments() {
    List<Float> first = new ArrayList<>();
    List<Float> second = new ArrayList<>();
    for (float x : SPECIAL) {
      for (float y : SPECIAL) {
        first.add(x);
        second.add(y);
      }
    }
    for (int exponent = -150; exponent < 128; exponent++) {
      float near = Math.scalb(1f, exponent);
      for (float x : new float[]{near, near * 1.2345678f, -near * 1.9999999f}) {
        add(first, second, x, 3);
        add(first, second, x, -0.3f);
        add(first, second, 3, x);
        add(first, second, x, near * 0.3f);
      }
    }
    Random random = new Random(3);
    for (int i = -2000; i < 2000; i++) {
      add(first, second, i * 0.05f, random.nextInt(200) - 100);
      add(first, second, i * 0.0005f, (float) random.nextGaussian());
      add(first, second, (float) Math.exp(random.nextGaussian() * 5), (float) random.nextGaussian() * 20);
      add(first, second, Float.intBitsToFloat(random.nextInt()), Float.intBitsToFloat(random.nextInt()));
      add(first, second, i, random.nextInt(50) + 1);
    }
    return new float[][]{array(first), array(second)};
  }

  private static void add(List<Float> first, List<Float> second, float x, float y) {
    first.add(x);
    second.add(y);
  }

  private static float[] array(List<Float> numbers) {
    float[] array = new float[numbers.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = numbers.get(i);
    }
    return array;
  }

  private static float[] evaluate(ScalarFunction function, float[][] arguments, int form) {
    return evaluate(reads -> {
      Scalar body = new Scalar.Apply(function, reads.subList(0, function.arity()));
      return function.isPredicate() ? new Scalar.Select(body, Scalar.ONE, Scalar.ZERO) : body;
    }, arguments, form);
  }

  private static float[] evaluate(Function<List<Scalar>, Scalar> function, float[][] arguments, int form) {
    Machine machine = new Machine();
    int count = arguments[0].length;
    Value x = machine.tensor("x", Element.REAL, count);
    Value y = machine.tensor("y", Element.REAL, count);
    Value z = machine.tensor("z", Element.REAL, count);
    Index i = machine.index("i", count);
    List<Subscript> at = Subscript.of(List.of(i));
    Scalar number = function.apply(List.of(new Scalar.Read(x, at), new Scalar.Read(y, at)));
    Step step = new Step.Nest(List.of(),
        List.of(new Step.Statement.Map(List.of(i), List.of(new Store(z, at, number, true)))), Origin.NONE);
    Frame frame = machine.frame(1);
    System.arraycopy(arguments[0], 0, frame.work, machine.offset(x), count);
    System.arraycopy(arguments[1], 0, frame.work, machine.offset(y), count);
    machine.run(step, form, frame);
    return Arrays.copyOfRange(frame.work, machine.offset(z), machine.offset(z) + count);
  }
}
