package adjoint.runtime.train;

import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Draws;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes updates: takes a batch, or as many micro-batches as the recipe accumulates, sets the settings, runs the
 * compiled step. An update is a function of the store, the epoch's order and its own number, so it can be made again.
 */
final class Steps {

  private final Recipe recipe;
  private final boolean joinLast;
  private final Optional<SplitPart> train;
  private final CompiledFunction step;
  private final Frame frame;
  private final Optional<CompiledFunction> accumulate;
  private final Optional<Frame> accumulateFrame;
  private final Optional<Batches> stepBatches;
  private final Optional<Batches> accumulateBatches;
  private final List<Schedule> schedules;
  private final int loss;
  private final int losses;
  private final int size;
  private final int batches;
  private final Schedule.Run run;
  private final double[] lossSums;
  private int examples;

  /** @param joinLast whether a smaller last batch goes with the one before it */
  Steps(TrainingFunctions<CompiledFunction> training, Recipe recipe, Optional<SplitPart> train, float[] store,
      Pool pool, boolean joinLast) {
    this.recipe = recipe;
    this.joinLast = joinLast;
    this.train = train;
    this.step = training.step();
    this.accumulate = training.accumulate().filter(a -> recipe.accumulate() > 1);
    this.size = size(recipe, train);
    this.batches = train.map(this::batchesOf).orElse(Math.max(1, recipe.steps()));
    Map<String, Long> dims =
        recipe.batch().map(b -> Map.of(b.dim(), (long) size + (joinLast ? rest() : 0))).orElse(Map.of());
    this.frame = Frames.of(step, store, dims, pool);
    this.accumulateFrame = accumulate.map(a -> Frames.of(a, store, dims, pool));
    this.stepBatches = train.map(t -> Batches.of(step, t.dataset(), recipe.batch()));
    this.accumulateBatches = train.flatMap(t -> accumulate.map(a -> Batches.of(a, t.dataset(), recipe.batch())));
    this.schedules = step.signature().settings().stream().map(this::schedule).collect(Collectors.toList());
    this.loss = step.signature().inputs().size();
    this.losses = (int) step.signature().outputs().stream().filter(Steps::isLoss).count();
    this.lossSums = new double[losses];
    this.run = new Schedule.Run(updates(), (long) updates() * recipe.epochs());
  }

  static boolean isLoss(Port port) {
    return port.name().matches("loss[0-9]*");
  }

  private static int size(Recipe recipe, Optional<SplitPart> train) {
    int wanted = recipe.batch().map(Batch::size).orElseGet(() -> train.map(SplitPart::size).orElse(1));
    return train.map(t -> Math.min(wanted, t.size())).orElse(wanted);
  }

  private int batchesOf(SplitPart part) {
    boolean whole = joinLast || recipe.batch().map(Batch::dropLast).orElse(false);
    return whole ? part.size() / size : (part.size() + size - 1) / size;
  }

  /** The batches of an epoch. */
  int batches() {
    return batches;
  }

  /** The examples that are left for a smaller batch at the end of an epoch, unless they are left out. */
  int rest() {
    boolean dropLast = recipe.batch().map(Batch::dropLast).orElse(false);
    return dropLast ? 0 : train.map(t -> t.size() % size).orElse(0);
  }

  private Schedule schedule(String setting) {
    return Optional.ofNullable(recipe.settings().get(setting))
        .orElseThrow(() -> new IllegalStateException("the recipe gives no value to the setting " + setting));
  }

  /** The updates of an epoch. */
  int updates() {
    return (batches + together() - 1) / together();
  }

  /** The order in which an epoch takes the examples. */
  int[] order(int epoch) {
    return train.map(t -> t.order(recipe.seed(), epoch, recipe.shuffle())).orElse(new int[0]);
  }

  /**
   * Makes one update.
   *
   * @param update its number in the epoch, from 0
   * @param done the updates of the run before it
   */
  void update(int[] order, int update, int done) {
    prepare(order, update, done);
    step.run(frame);
    int last = Math.min(batches, (update + 1) * together()) - 1;
    count(frame, loss, end(order, last) - last * size);
  }

  private void count(Frame own, int output, int batch) {
    int weight = train.isPresent() ? batch : 1;
    for (int i = 0; i < losses; i++) {
      lossSums[i] += (double) own.reals[output + i][0] * weight;
    }
    examples += weight;
  }

  /** The batches of an update. */
  private int together() {
    return accumulate.isPresent() ? recipe.accumulate() : 1;
  }

  /** All of an update but the step itself, so that the step's frame shows what the step is about to see. */
  void prepare(int[] order, int update, int done) {
    Arrays.fill(lossSums, 0);
    examples = 0;
    int first = update * together();
    int last = Math.min(batches, first + together()) - 1;
    for (int batch = first; batch < last; batch++) {
      gather(order, batch, batch - first + 1, done);
    }
    for (int i = 0; i < schedules.size(); i++) {
      frame.settings[i] = (float) schedules.get(i).at(done, run);
    }
    frame.seed = recipe.seed();
    frame.step = done + 1;
    if (stepBatches.isPresent()) {
      stepBatches.get().fill(frame, order, last * size, end(order, last));
    }
  }

  /** A micro-batch: draws of its own, since it shares the step's number with the others. */
  private void gather(int[] order, int batch, int micro, int done) {
    Frame own = accumulateFrame.orElseThrow();
    own.seed = Draws.mix(recipe.seed() + micro);
    own.step = done + 1;
    accumulateBatches.ifPresent(b -> b.fill(own, order, batch * size, end(order, batch)));
    accumulate.orElseThrow().run(own);
    List<Port> outputs = accumulate.orElseThrow().signature().outputs();
    if (!outputs.isEmpty() && isLoss(outputs.get(0))) {
      count(own, accumulate.orElseThrow().signature().inputs().size(), end(order, batch) - batch * size);
    }
  }

  private int end(int[] order, int batch) {
    return joinLast && batch == batches - 1 ? order.length : Math.min(order.length, (batch + 1) * size);
  }

  /** What the losses are called, in the order of the block. */
  List<String> losses() {
    return step.signature().outputs().stream().filter(Steps::isLoss).map(Port::name).collect(Collectors.toList());
  }

  /** The sums of the last update's losses over its examples; written over by the next one. */
  double[] lossSums() {
    return lossSums;
  }

  /** The examples that {@link #lossSums} are over. */
  int examples() {
    return examples;
  }

  /** Whether all losses of the last update are finite. */
  boolean finite() {
    for (int i = 0; i < losses; i++) {
      if (!Float.isFinite(frame.reals[loss + i][0])) {
        return false;
      }
    }
    return true;
  }

  Frame frame() {
    return frame;
  }

  CompiledFunction function() {
    return step;
  }

  /**
   * Whether a setting is one that the recipe gives, rather than a number that an update rule computes from the step.
   */
  boolean isGiven(int i) {
    return !(schedules.get(i) instanceof Schedule.StepNumber || schedules.get(i) instanceof Schedule.Computed);
  }

  /** The value of a setting at the last update. */
  float setting(int i) {
    return frame.settings[i];
  }
}
