package adjoint.runtime.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.recipe.Schedule.Run;
import adjoint.runtime.recipe.Schedule.Span;
import adjoint.runtime.recipe.Schedule.Unit;
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
}
