package adjoint.runtime.train;

import adjoint.runtime.data.Epoch;
import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A function of the training with a frame of its own: it is given a batch and the settings of an update, then run. */
final class BoundFunction {

  /** A loss that it gives: its number in the block, from 0, and where it stands. */
  private record Loss(int number, int port) {}

  private final CompiledFunction function;
  private final Frame frame;
  /** The seed of what changes examples by chance. */
  private final int drawn;
  private final Optional<Batches> batches;
  private final List<Schedule> schedules;
  private final List<Loss> losses = new ArrayList<>();

  /** @param dims the sizes that open dims have at most */
  BoundFunction(CompiledFunction function, Recipe recipe, Optional<SplitPart> train, float[] store,
      Map<String, Long> dims, Pool pool) {
    this.function = function;
    this.frame = Frames.of(function, store, dims, pool);
    this.drawn = recipe.seed();
    this.batches = train.map(t -> Batches.of(function, t.dataset(), recipe.batch()));
    this.schedules =
        function.signature().settings().stream().map(name -> schedule(recipe, name)).collect(Collectors.toList());
    int port = function.signature().inputs().size();
    for (Port output : function.signature().outputs()) {
      if (isLoss(output)) {
        losses.add(new Loss(number(output), port));
      }
      port++;
    }
  }

  static Schedule schedule(Recipe recipe, String setting) {
    return Optional.ofNullable(recipe.settings().get(setting))
        .orElseThrow(() -> new IllegalStateException("the recipe gives no value to the setting " + setting));
  }

  static boolean isLoss(Port port) {
    return port.name().matches("loss[0-9]*");
  }

  /** `loss` is the first, `loss2` the second. */
  private static int number(Port loss) {
    String digits = loss.name().substring("loss".length());
    return digits.isEmpty() ? 0 : Integer.parseInt(digits) - 1;
  }

  /**
   * Sets what the next run takes: the examples from `from` to `to` of an order, settings and draws.
   *
   * @param done the updates of the run before this one
   */
  void prepare(int[] order, int from, int to, int seed, int done, Schedule.Run run) {
    for (int i = 0; i < schedules.size(); i++) {
      frame.settings[i] = (float) schedules.get(i).at(done, run);
    }
    frame.seed = seed;
    frame.step = done + 1;
    if (batches.isPresent()) {
      batches.get().fill(frame, order, from, to, Optional.of(Epoch.of(drawn, done, run)));
    }
  }

  void run() {
    function.run(frame);
  }

  /** Adds the losses of the last run to those of the update, each times the examples that it is a mean over. */
  void addLosses(double[] sums, int[] examples, int weight) {
    for (Loss loss : losses) {
      sums[loss.number()] += (double) frame.reals[loss.port()][0] * weight;
      examples[loss.number()] += weight;
    }
  }

  /** A loss of the last run that isn't finite. */
  Optional<Float> notFinite() {
    return losses.stream().map(loss -> frame.reals[loss.port()][0]).filter(value -> !Float.isFinite(value)).findFirst();
  }

  CompiledFunction function() {
    return function;
  }

  Frame frame() {
    return frame;
  }
}
