package adjoint.compiler.graph;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Index arithmetic against enumeration: of all positions of small axes, also of open dims at several sizes. */
class IndexArithmeticTest {

  private static final int SAMPLES = Samples.of(3_000);

  /**
   * An expression with all it can be.
   *
   * @param cases the settings for each choice of the open dims
   */
  private record Sample(Subscript subscript, Map<Value, Size> limits, List<List<Setting>> cases) {

    private List<Setting> settings() {
      return cases.stream().flatMap(List::stream).toList();
    }
  }

  /** The kinds of expressions that are tried; each with how often, of 100, bounds have to be those that are reached. */
  private enum Kind {
    /** All `(c*i + o) // a % b` of one index, in both orders. */
    CHAINS(93),
    /** Sums of several indices, nested quotients and remainders. */
    FIXED(70),
    /** The same with looked-up positions among them. */
    LOOKUPS(50),
    /** The same with open dims as sizes, steps and divisors. */
    OPEN(50);

    private final int exact;

    Kind(int exact) {
      this.exact = exact;
    }

    private List<Sample> samples() {
      return switch (this) {
        case CHAINS -> chains();
        case FIXED -> random(List.of(), List.of(Map.of()), false);
        case LOOKUPS -> random(List.of(), List.of(Map.of()), true);
        case OPEN -> random(List.of(Size.open("W"), Size.open("W").plus(1), Size.open("W").times(2)),
            Stream.of(1L, 2L, 3L, 5L).map(w -> Map.of("W", w)).toList(), false);
      };
    }
  }

  private static List<Sample> chains() {
    List<Sample> samples = new ArrayList<>();
    for (long size = 1; size <= 5; size++) {
      Index index = new Index(0, "I", Size.of(size));
      List<List<Setting>> cases = List.of(Setting.all(Map.of(), List.of(index), Map.of(), new Random(0)));
      for (int shape = 0; shape < 6 * 7 * 9 * 9; shape++) {
        long step = List.of(-3, -2, -1, 1, 2, 3).get(shape % 6);
        Subscript of = Subscript.of((Subscript.Atom) index).times(Size.of(step)).plus(Size.of(shape / 6 % 7 - 3));
        samples.add(new Sample(divided(divided(of, shape / 42 % 9), shape / 378 % 9), Map.of(), cases));
      }
    }
    return samples;
  }

  /** Divided by 1 to 4, the rest of that, or itself. */
  private static Subscript divided(Subscript of, int how) {
    Size by = Size.of(how % 4 + 1);
    return how < 4 ? of.floorDiv(by) : how < 8 ? of.modulo(by) : of;
  }

  private static List<Sample> random(List<Size> sizes, List<Map<String, Long>> dims, boolean lookups) {
    Random random = new Random(7);
    RandomSubscripts subscripts = new RandomSubscripts(random, sizes);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      List<Index> indices = new ArrayList<>();
      for (int id = 0; id < random.nextInt(1, 4); id++) {
        Size size = Size.of(random.nextInt(1, 6));
        indices.add(new Index(id, "I", sizes.isEmpty() || random.nextBoolean() ? size : sizes.get(random.nextInt(3))));
      }
      List<Subscript.Atom> atoms = new ArrayList<>(indices);
      Map<Value, Size> limits = new HashMap<>();
      if (lookups) {
        Index index = indices.getFirst();
        Value table = new Value(100, "table", Element.INT, List.of(new Axis("I", index.size())));
        limits.put(table, Size.of(random.nextInt(1, 6)));
        atoms.add(new Subscript.Lookup(table, List.of(Subscript.of((Subscript.Atom) index))));
      }
      Subscript subscript = subscripts.of(atoms, 2);
      samples.add(new Sample(subscript, limits,
          dims.stream().map(d -> Setting.all(d, indices, limits, random)).toList()));
    }
    return samples;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void boundsHoldEveryValue(Kind kind) {
    int exact = 0;
    List<Sample> samples = kind.samples();
    for (Sample sample : samples) {
      Optional<Bounds> bounds = Bounds.of(sample.subscript(), sample.limits());
      boolean reached = bounds.isPresent();
      for (List<Setting> settings : sample.cases()) {
        reached &= bounds.isPresent() && isReached(bounds.get(), sample.subscript(), settings);
      }
      exact += reached ? 1 : 0;
    }
    assertThat(exact * 100 / samples.size()).as("of 100 bounds are reached").isGreaterThanOrEqualTo(kind.exact);
  }

  private static boolean isReached(Bounds bounds, Subscript subscript, List<Setting> settings) {
    LongSummaryStatistics values = settings.stream().mapToLong(s -> s.value(subscript)).summaryStatistics();
    long least = settings.getFirst().value(bounds.least());
    long greatest = settings.getFirst().value(bounds.greatest());
    assertThat(least <= values.getMin() && values.getMax() <= greatest).as("%s is from %s to %s, not %s for %s",
        GraphPrinter.print(subscript), values.getMin(), values.getMax(), bounds, settings.getFirst().dims()).isTrue();
    return least == values.getMin() && greatest == values.getMax();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void quotientsAndRemaindersAreThoseOfTheValue(Kind kind) {
    Random random = new Random(5);
    for (Sample sample : kind.samples()) {
      long by = random.nextInt(1, 7) * (random.nextInt(4) == 0 ? -1 : 1);
      Subscript quotient = sample.subscript().floorDiv(Size.of(by));
      Subscript rest = sample.subscript().modulo(Size.of(by));
      for (Setting setting : sample.settings()) {
        long value = setting.value(sample.subscript());
        assertThat(List.of(setting.value(quotient), setting.value(rest))).as("%s by %s at %s",
            GraphPrinter.print(sample.subscript()), by, setting)
            .isEqualTo(List.of(Math.floorDiv(value, by), Math.floorMod(value, by)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theNormalFormIsTheSamePosition(Kind kind) {
    for (Sample sample : kind.samples()) {
      NormalForm form = new NormalForm(sample.limits());
      Subscript normal = form.of(sample.subscript());
      assertThat(form.of(normal)).as("normal form of %s", GraphPrinter.print(sample.subscript())).isEqualTo(normal);
      for (Setting setting : sample.settings()) {
        assertThat(setting.value(normal)).as("%s for %s at %s", GraphPrinter.print(normal),
            GraphPrinter.print(sample.subscript()), setting).isEqualTo(setting.value(sample.subscript()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsLeftOfAGuardHoldsExactlyInside(Kind kind) {
    Random random = new Random(3);
    int none = 0;
    int inside = 0;
    List<Sample> samples = kind.samples();
    for (Sample sample : samples) {
      Size size = Size.of(random.nextInt(1, 7));
      List<Scalar> conditions = Position.inRange(sample.subscript(), size, sample.limits());
      boolean always = true;
      for (Setting setting : sample.settings()) {
        long at = setting.value(sample.subscript());
        boolean isInside = at >= 0 && at < setting.value(size);
        always &= isInside;
        assertThat(conditions.stream().allMatch(setting::holds))
            .as("%s of %s: %s at %s", GraphPrinter.print(sample.subscript()), size, at, setting).isEqualTo(isInside);
      }
      none += conditions.isEmpty() ? 1 : 0;
      inside += always ? 1 : 0;
    }
    assertThat(none).as("without a guard, of %s that are always inside", inside)
        .isGreaterThan(inside * kind.exact / 100);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsDecidedIsSoEverywhere(Kind kind) {
    List<ScalarFunction> comparisons = List.of(ScalarFunction.EQ, ScalarFunction.NE, ScalarFunction.LT,
        ScalarFunction.LE, ScalarFunction.GT, ScalarFunction.GE);
    Random random = new Random(4);
    for (Sample sample : kind.samples()) {
      Scalar condition = Scalar.apply(comparisons.get(random.nextInt(6)), new Scalar.At(sample.subscript()),
          new Scalar.At(Subscript.of(random.nextInt(-4, 5))));
      Optional<Boolean> decided = Position.decide(condition, sample.limits());
      decided.ifPresent(holds -> sample.settings().forEach(s -> assertThat(s.holds(condition))
          .as("%s at %s", GraphPrinter.print(sample.subscript()), s).isEqualTo(holds)));
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(Kind.values());
  }
}
