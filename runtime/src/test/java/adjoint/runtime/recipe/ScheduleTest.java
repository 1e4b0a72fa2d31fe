package adjoint.runtime.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.recipe.Schedule.Run;
import adjoint.runtime.recipe.Schedule.Span;
import adjoint.runtime.recipe.Schedule.Unit;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Run RUN = new Run(10, 100);

  private static void expect(Schedule schedule, long step, double value) {
    assertThat(schedule.at(step, RUN)).isCloseTo(value, within(1e-12));
  }

  @Test
  void aConstantStays() {
    expect(new Schedule.Constant(0.1), 0, 0.1);
    expect(new Schedule.Constant(0.1), 99, 0.1);
  }

  @Test
  void stepsFallAfterEachStretch() {
    Schedule schedule = new Schedule.Step(1, new Span(3, Unit.EPOCH), 0.1);
    expect(schedule, 29, 1);
    expect(schedule, 30, 0.1);
    expect(schedule, 60, 0.01);
    expect(new Schedule.Step(1, new Span(4, Unit.STEP), 0.5), 9, 0.25);
  }

  @Test
  void exponentialFallsSmoothly() {
    Schedule schedule = new Schedule.Exponential(1, 0.25, new Span(1, Unit.EPOCH));
    expect(schedule, 0, 1);
    expect(schedule, 5, 0.5);
    expect(schedule, 10, 0.25);
  }

  @Test
  void cosineIsHalfwayInTheMiddle() {
    Schedule schedule = new Schedule.Cosine(1, 0.2);
    expect(schedule, 0, 1);
    expect(schedule, 50, 0.6);
    expect(schedule, 100, 0.2);
    expect(schedule, 120, 0.2);
  }

  @Test
  void linearIsStraight() {
    expect(new Schedule.Linear(1, 0), 25, 0.75);
    expect(new Schedule.Linear(1, 0), 100, 0);
  }

  @Test
  void polynomialFallsByAPowerOfWhatIsLeft() {
    expect(new Schedule.Polynomial(1, 2, 0), 50, 0.25);
    expect(new Schedule.Polynomial(1, 2, 0.2), 50, 0.4);
    expect(new Schedule.Polynomial(1, 1, 0.2), 200, 0.2);
  }

  @Test
  void restartsGrowLonger() {
    Schedule schedule = new Schedule.CosineRestarts(1, new Span(10, Unit.STEP), 2, 0);
    expect(schedule, 0, 1);
    expect(schedule, 5, 0.5);
    expect(schedule, 10, 1);
    expect(schedule, 20, 0.5);
    expect(schedule, 30, 1);
  }

  /** PyTorch's: OneCycleLR(max_lr = 1, total_steps = 100), before steps 0, 14, 29, 60 and 99. */
  @Test
  void oneCycleIsPyTorchs() {
    Schedule schedule = new Schedule.OneCycle(1, 0.04, 0.04 / 1e4, 0.3);
    double[] expected = {0.040000000000000036, 0.49401332387899954, 1.0, 0.5892800902855287, 4e-06};
    long[] steps = {0, 14, 29, 60, 99};
    for (int i = 0; i < steps.length; i++) {
      expect(schedule, steps[i], expected[i]);
    }
  }

  /** PyTorch's: CyclicLR(base_lr = 0.1, max_lr = 0.5, step_size_up = 4, mode = "triangular2"). */
  @Test
  void cyclesFallByHalf() {
    Schedule schedule = new Schedule.Cyclic(0.1, 0.5, new Span(4, Unit.STEP), 0.5);
    expect(schedule, 0, 0.1);
    expect(schedule, 3, 0.4);
    expect(schedule, 4, 0.5);
    expect(schedule, 7, 0.2);
    expect(schedule, 12, 0.3);
    expect(schedule, 20, 0.2);
  }

  @Test
  void warmUpRisesThenTheRestIsSpreadOverWhatIsLeft() {
    Schedule schedule = new Schedule.Warmup(new Span(20, Unit.STEP), new Schedule.Cosine(1, 0));
    expect(schedule, 0, 0.05);
    expect(schedule, 9, 0.5);
    expect(schedule, 19, 1);
    expect(schedule, 20, 1);
    expect(schedule, 60, 0.5);
    expect(schedule, 100, 0);
    expect(new Schedule.Warmup(new Span(2, Unit.EPOCH), new Schedule.Constant(1)), 9, 0.5);
  }

  /** The rates of torch.optim.lr_scheduler.ReduceLROnPlateau after these losses, with its absolute threshold. */
  @Test
  void aPlateauLowersTheRate() {
    List<Double> losses = List.of(3.0, 2.0, 2.0, 2.5, 2.05, 1.99, 1.0, Double.NaN, 1.5, 1.0, 0.99);
    List<Double> rates = List.of(1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25);
    Schedule schedule = new Schedule.Plateau(1, 0.5, 2, 0.1, 0.2);
    for (int epochs = 1; epochs <= losses.size(); epochs++) {
      double rate = schedule.at(0, new Run(10, 200, losses.subList(0, epochs)));
      assertThat(rate).as("after epoch %d", epochs).isEqualTo(rates.get(epochs - 1));
    }
    assertThat(schedule.at(0, new Run(10, 200, Collections.nCopies(50, 1.0)))).isEqualTo(0.2);
  }
}
