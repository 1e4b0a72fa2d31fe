package adjoint.runtime.train;

import adjoint.runtime.data.Epoch;
import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Draws;
import adjoint.runtime.program.PartialStep;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes updates: takes a batch, or as many micro-batches as the recipe accumulates, sets the settings, runs the
 * compiled step. An update is a function of the store, the epoch's order and its own number, so it can be made again.
 */
final class Steps {

  /** The functions of one kind of update, with their frames. */
  private record Form(BoundFunction step, Optional<BoundFunction> accumulate) {}

  private final TrainingFunctions<CompiledFunction> training;
  private final Recipe recipe;
  private final boolean joinLast;
  private final Optional<SplitPart> train;
  private final float[] store;
  private final Pool pool;
  private final Map<String, Long> dims;
  private final int size;
  private final int batches;
  private Schedule.Run run;
  private final Map<CompiledFunction, Form> forms = new HashMap<>();
  /** The forms that were run, the last one last. */
  private final List<BoundFunction> ran = new ArrayList<>();
  private final double[] lossSums;
  private final int[] examples;
  private Form form;
  private int done;

  /** @param joinLast whether a smaller last batch goes with the one before it */
  Steps(TrainingFunctions<CompiledFunction> training, Recipe recipe, Optional<SplitPart> train, float[] store,
      Pool pool, boolean joinLast) {
    this.training = training;
    this.recipe = recipe;
    this.joinLast = joinLast;
    this.train = train;
    this.store = store;
    this.pool = pool;
    this.size = size(recipe, train);
    this.batches = train.map(this::batchesOf).orElse(Math.max(1, recipe.steps()));
    this.dims = new HashMap<>(train.map(t -> t.dataset().sizes(t.examples())).orElse(Map.of()));
    recipe.batch().ifPresent(b -> dims.put(b.dim(), (long) size + (joinLast ? rest() : 0)));
    this.lossSums = new double[losses().size()];
    this.examples = new int[lossSums.length];
    this.run = new Schedule.Run(updates(), (long) updates() * recipe.epochs());
    this.form = form(training.at(1));
  }

  /** Lets schedules know how the epochs that are done went. */
  void judged(List<Double> costs) {
    run = new Schedule.Run(run.stepsPerEpoch(), run.steps(), costs);
  }

  private Form form(PartialStep<CompiledFunction> functions) {
    return forms.computeIfAbsent(functions.step(), step -> new Form(bound(step),
        functions.accumulate().filter(a -> recipe.accumulate() > 1).map(this::bound)));
  }

  private BoundFunction bound(CompiledFunction function) {
    return new BoundFunction(function, recipe, train, store, dims, pool);
  }

  private static int size(Recipe recipe, Optional<SplitPart> train) {
    int wanted = recipe.batch().map(Batch::size).orElseGet(() -> train.map(SplitPart::size).orElse(1));
    return train.map(t -> Math.min(wanted, t.size())).orElse(wanted);
  }

  private int batchesOf(SplitPart part) {
    boolean whole = joinLast || streams() || recipe.batch().map(Batch::dropLast).orElse(false);
    int all = whole ? part.size() / size : (part.size() + size - 1) / size;
    return recipe.steps() > 0 ? (int) Math.min(all, (long) recipe.steps() * together()) : all;
  }

  /** The batches of an epoch. */
  int batches() {
    return batches;
  }

  /** The examples that are left for a smaller batch at the end of an epoch, unless they are left out. */
  int rest() {
    boolean dropLast = streams() || recipe.batch().map(Batch::dropLast).orElse(false);
    return dropLast ? 0 : train.filter(t -> batches * (long) size > t.size()).map(t -> t.size() % size).orElse(0);
  }

  /** The updates of an epoch. */
  int updates() {
    return (batches + together() - 1) / together();
  }

  /** The order in which an epoch takes the examples. */
  int[] order(int epoch) {
    int[] order = train.map(t -> t.order(recipe.seed(), epoch, recipe.shuffle(), size)).orElse(new int[0]);
    return streams() ? Streams.of(order, size) : order;
  }

  private boolean streams() {
    return recipe.batch().map(Batch::streams).orElse(false);
  }

  /**
   * Makes one update.
   *
   * @param update its number in the epoch, from 0
   * @param before the updates of the run before it
   */
  void update(int[] order, int update, int before) {
    prepare(order, update, before);
    finish(order, update);
  }

  /** Makes one in which every line of the block is due, whatever its number. */
  void updateAll(int[] order, int update) {
    prepare(form(training.whole()), order, update, update);
    finish(order, update);
  }

  private void finish(int[] order, int update) {
    form.step().run();
    ran.remove(form.step());
    ran.add(form.step());
    int last = Math.min(batches, (update + 1) * together()) - 1;
    count(form.step(), end(order, last) - last * size);
  }

  private void count(BoundFunction function, int batch) {
    function.addLosses(lossSums, examples, train.isPresent() ? batch : 1);
  }

  /** The batches of an update. */
  private int together() {
    return training.accumulate().isPresent() ? Math.max(1, recipe.accumulate()) : 1;
  }

  /** All of an update but the step itself, so that the step's frame shows what the step is about to see. */
  void prepare(int[] order, int update, int before) {
    prepare(form(training.at(before + 1)), order, update, before);
  }

  private void prepare(Form chosen, int[] order, int update, int before) {
    form = chosen;
    done = before;
    Arrays.fill(lossSums, 0);
    Arrays.fill(examples, 0);
    int first = update * together();
    int last = Math.min(batches, first + together()) - 1;
    for (int batch = first; batch < last; batch++) {
      gather(order, batch, batch - first + 1);
    }
    form.step().prepare(order, last * size, end(order, last), recipe.seed(), done, run);
    ahead(order, last + 1);
  }

  /** A micro-batch: draws of its own, since it shares the step's number with the others. */
  private void gather(int[] order, int batch, int micro) {
    BoundFunction own = form.accumulate().orElseThrow();
    own.prepare(order, batch * size, end(order, batch), Draws.mix(recipe.seed() + micro), done, run);
    ahead(order, batch + 1);
    own.run();
    count(own, end(order, batch) - batch * size);
  }

  /** Lets the examples of the epoch's next batch be made while this one is computed with. */
  private void ahead(int[] order, int batch) {
    if (batch < batches && train.isPresent()) {
      train.get().dataset().ahead(order, batch * size, end(order, batch),
          Optional.of(Epoch.of(recipe.seed(), done, run)));
    }
  }

  private int end(int[] order, int batch) {
    return joinLast && batch == batches - 1 ? order.length : Math.min(order.length, (batch + 1) * size);
  }

  /** What the losses are called, in the order of the block. */
  List<String> losses() {
    return training.step().signature().outputs().stream().filter(BoundFunction::isLoss).map(Port::name)
        .collect(Collectors.toList());
  }

  /** The sums of the last update's losses over its examples, 0 of those that weren't due; the next one writes over them. */
  double[] lossSums() {
    return lossSums;
  }

  /** The examples that {@link #lossSums} are over, of each loss. */
  int[] examples() {
    return examples;
  }

  /** A loss of the last update that isn't finite. */
  Optional<Float> notFinite() {
    return form.step().notFinite();
  }

  /** The step that an update was made or prepared with last. */
  BoundFunction step() {
    return form.step();
  }

  /** The steps that updates were made with, the last one last. */
  List<BoundFunction> ran() {
    return ran;
  }

  /**
   * The settings at the last update that the recipe gives, rather than that an update rule computes from the step.
   */
  Map<String, Float> settings() {
    Map<String, Float> settings = new LinkedHashMap<>();
    for (String name : training.step().signature().settings()) {
      Schedule schedule = BoundFunction.schedule(recipe, name);
      if (!(schedule instanceof Schedule.StepNumber) && !name.startsWith(Schedule.UNNAMED)) {
        settings.put(name, (float) schedule.at(done, run));
      }
    }
    return settings;
  }
}
