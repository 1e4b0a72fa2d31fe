package adjoint.runtime.recipe;

import adjoint.runtime.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The value of a setting over the run. Steps count from 0.
 *
 * <p><i>Numerics</i>: computed by {@link StrictMath} in double precision, so that every machine has the same.
 */
public sealed interface Schedule {

  /** What the numbers of a step are called that no line of the program names: this and a count. */
  String UNNAMED = "setting";

  /** A stretch of the run. */
  record Span(double amount, Unit unit) {
    double steps(Run run) {
      return unit == Unit.STEP ? amount : amount * run.stepsPerEpoch();
    }

    String written(String name) {
      return ", " + name + (unit == Unit.STEP ? "" : "_epochs") + " = " + Words.number(amount);
    }
  }

  enum Unit {
    STEP, EPOCH
  }

  /**
   * How long the run is, and how it went so far.
   *
   * @param costs of the epochs that are done, what says which weights are best: the lower the better
   */
  record Run(long stepsPerEpoch, long steps, List<Double> costs) {
    public Run {
      costs = List.copyOf(costs);
    }

    public Run(long stepsPerEpoch, long steps) {
      this(stepsPerEpoch, steps, List.of());
    }
  }

  double at(long step, Run run);

  /** As it is written in a `.nn` file. */
  String written();

  /** `cosine(0.1, floor = 0)`. */
  static String written(String name, double base, String others) {
    return name + "(" + Words.number(base) + others + ")";
  }

  record Constant(double value) implements Schedule {
    @Override
    public double at(long step, Run run) {
      return value;
    }

    @Override
    public String written() {
      return Words.number(value);
    }
  }

  /** `step(base, every = 10 epochs, factor = 0.1)`: times the factor after each stretch. */
  record Step(double base, Span every, double factor) implements Schedule {
    @Override
    public double at(long step, Run run) {
      return base * StrictMath.pow(factor, Math.floor(step / every.steps(run)));
    }

    @Override
    public String written() {
      return Schedule.written("step", base, every.written("every") + ", factor = " + Words.number(factor));
    }
  }

  /** `exponential(base, decay = 0.95, every = 1 epoch)`: smoothly, times the decay over each stretch. */
  record Exponential(double base, double decay, Span every) implements Schedule {
    @Override
    public double at(long step, Run run) {
      return base * StrictMath.pow(decay, step / every.steps(run));
    }

    @Override
    public String written() {
      return Schedule.written("exponential", base, ", decay = " + Words.number(decay) + every.written("every"));
    }
  }

  /**
   * `cosine(base, floor = 0)`: half a cosine from the base to the floor over the whole run (Loshchilov and Hutter 2017,
   * eq. 5).
   */
  record Cosine(double base, double floor) implements Schedule {
    @Override
    public double at(long step, Run run) {
      double done = Math.min(1, (double) step / Math.max(1, run.steps()));
      return floor + (base - floor) * (1 + StrictMath.cos(StrictMath.PI * done)) / 2;
    }

    @Override
    public String written() {
      return Schedule.written("cosine", base, ", floor = " + Words.number(floor));
    }
  }

  /** `linear(base, floor = 0)`: straight from the base to the floor over the whole run. */
  record Linear(double base, double floor) implements Schedule {
    @Override
    public double at(long step, Run run) {
      return base + (floor - base) * Math.min(1, (double) step / Math.max(1, run.steps()));
    }

    @Override
    public String written() {
      return Schedule.written("linear", base, ", floor = " + Words.number(floor));
    }
  }

  /** `polynomial(base, power = 2, floor = 0)`: to the floor over the whole run, by a power of what is left of it. */
  record Polynomial(double base, double power, double floor) implements Schedule {
    @Override
    public double at(long step, Run run) {
      double left = 1 - Math.min(1, (double) step / Math.max(1, run.steps()));
      return floor + (base - floor) * StrictMath.pow(left, power);
    }

    @Override
    public String written() {
      return Schedule.written("polynomial", base,
          ", power = " + Words.number(power) + ", floor = " + Words.number(floor));
    }
  }

  /**
   * `cosine_restarts(base, every = 10 epochs, growth = 1, floor = 0)`: half a cosine from the base to the floor over each
   * stretch, which is `growth` times as long as the one before (Loshchilov and Hutter 2017).
   */
  record CosineRestarts(double base, Span every, double growth, double floor) implements Schedule {
    @Override
    public double at(long step, Run run) {
      double length = every.steps(run);
      double before = growth == 1
          ? Math.floor(step / length)
          : Math.floor(StrictMath.log1p(step * (growth - 1) / length) / StrictMath.log(growth) + 1e-9);
      double start = growth == 1
          ? before * length
          : length * (StrictMath.pow(growth, before) - 1) / (growth - 1);
      double done = Math.max(0, Math.min(1, (step - start) / (length * StrictMath.pow(growth, before))));
      return floor + (base - floor) * (1 + StrictMath.cos(StrictMath.PI * done)) / 2;
    }

    @Override
    public String written() {
      return Schedule.written("cosine_restarts", base, every.written("every") + ", growth = " + Words.number(growth)
          + ", floor = " + Words.number(floor));
    }
  }

  /**
   * `one_cycle(base, start, floor, rise = 0.3)`: by half a cosine from the start up to the base, over that share of the run,
   * then by another down to the floor (Smith and Topin 2019; as torch.optim.lr_scheduler.OneCycleLR).
   */
  record OneCycle(double base, double start, double floor, double rise) implements Schedule {
    @Override
    public double at(long step, Run run) {
      double last = Math.max(1, run.steps() - 1);
      double top = rise * run.steps() - 1;
      return step <= top
          ? between(start, base, top > 0 ? step / top : 1)
          : between(base, floor, Math.min(1, (step - Math.max(0, top)) / Math.max(1, last - Math.max(0, top))));
    }

    private static double between(double from, double to, double done) {
      return to + (from - to) * (1 + StrictMath.cos(StrictMath.PI * done)) / 2;
    }

    @Override
    public String written() {
      return Schedule.written("one_cycle", base, ", start = " + Words.number(start) + ", floor = "
          + Words.number(floor) + ", rise = " + Words.number(rise));
    }
  }

  /**
   * `cyclic(base, peak, every = 2000, decay = 1)`: straight up from the base to the peak over a stretch and down again over the
   * next, the way between them times `decay` after each such cycle (Smith 2017; as torch.optim.lr_scheduler.CyclicLR).
   */
  record Cyclic(double base, double peak, Span every, double decay) implements Schedule {
    @Override
    public double at(long step, Run run) {
      double halves = step / every.steps(run);
      double cycle = Math.floor(halves / 2);
      double share = 1 - Math.abs(halves - 2 * cycle - 1);
      return base + (peak - base) * share * StrictMath.pow(decay, cycle);
    }

    @Override
    public String written() {
      return Schedule.written("cyclic", base,
          ", peak = " + Words.number(peak) + every.written("every") + ", decay = " + Words.number(decay));
    }
  }

  /**
   * `plateau(base, factor = 0.1, patience = 10, least = 0, floor = 0)`: times the factor whenever so many epochs in a row, and
   * one more, brought nothing better by more than `least` (as torch.optim.lr_scheduler.ReduceLROnPlateau).
   */
  record Plateau(double base, double factor, int patience, double least, double floor) implements Schedule {
    @Override
    public double at(long step, Run run) {
      double rate = base;
      double best = Double.POSITIVE_INFINITY;
      int waited = 0;
      for (double cost : run.costs()) {
        boolean better = cost < best - least;
        best = better ? cost : best;
        waited = better ? 0 : waited + 1;
        if (waited > patience) {
          rate = Math.max(rate * factor, floor);
          waited = 0;
        }
      }
      return rate;
    }

    @Override
    public String written() {
      return Schedule.written("plateau", base, ", factor = " + Words.number(factor) + ", patience = " + patience
          + ", least = " + Words.number(least) + ", floor = " + Words.number(floor));
    }
  }

  /** `…, warmup = 100`: straight up from nearly 0 over a stretch, then another schedule over the rest of the run. */
  record Warmup(Span over, Schedule then) implements Schedule {
    @Override
    public double at(long step, Run run) {
      long rise = Math.round(over.steps(run));
      Run rest = new Run(run.stepsPerEpoch(), Math.max(1, run.steps() - rise), run.costs());
      return step < rise ? then.at(0, rest) * (step + 1) / rise : then.at(step - rise, rest);
    }

    @Override
    public String written() {
      return then.written().replaceFirst("\\)$", "") + over.written("warmup") + ")";
    }
  }

  /** 1 in the first step of an epoch, else 0. */
  record Begins() implements Schedule {
    @Override
    public double at(long step, Run run) {
      return step % run.stepsPerEpoch() == 0 ? 1 : 0;
    }

    @Override
    public String written() {
      return "begins";
    }
  }

  /** The number of the step, from 1: what `step` means in an update rule. */
  record StepNumber() implements Schedule {
    @Override
    public double at(long step, Run run) {
      return step + 1.0;
    }

    @Override
    public String written() {
      return "step";
    }
  }

  /** What can be computed of numbers that change from step to step. */
  enum Operation {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, POWER, NEGATE, SQRT, EXP, LOG, MINIMUM, MAXIMUM
  }

  /** `1 - beta1^step`: once a step and in double precision, rather than for each parameter. */
  record Computed(Operation operation, List<Schedule> arguments) implements Schedule {
    @Override
    public double at(long step, Run run) {
      double a = arguments.get(0).at(step, run);
      double b = arguments.get(arguments.size() - 1).at(step, run);
      switch (operation) {
        case ADD :
          return a + b;
        case SUBTRACT :
          return a - b;
        case MULTIPLY :
          return a * b;
        case DIVIDE :
          return a / b;
        case FLOOR_DIVIDE :
          return Math.floor(a / b);
        case REMAINDER :
          return a - Math.floor(a / b) * b;
        case POWER :
          return StrictMath.pow(a, b);
        case NEGATE :
          return -a;
        case SQRT :
          return Math.sqrt(a);
        case EXP :
          return StrictMath.exp(a);
        case LOG :
          return StrictMath.log(a);
        case MINIMUM :
          return Math.min(a, b);
        case MAXIMUM :
          return Math.max(a, b);
        default :
          throw new IllegalStateException("no such operation: " + operation);
      }
    }

    @Override
    public String written() {
      return operation.name().toLowerCase(Locale.ROOT)
          + arguments.stream().map(Schedule::written).collect(Collectors.joining(", ", "(", ")"));
    }
  }
}
