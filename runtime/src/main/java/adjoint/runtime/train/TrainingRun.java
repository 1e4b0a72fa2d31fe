package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.EarlyStopping;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.NotFinite;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of the training loop, from a state to the end or to an interruption. */
final class TrainingRun {

  /**
   * The seconds after which weights are saved at the end of an epoch: epochs may be short, and writing shall not take
   * longer than training.
   */
  private static final double SAVE_EPOCHS_EVERY = 5;

  private final RunContext context;
  private final Recipe recipe;
  private final Options options;
  private final Progress progress;
  private final RunFolder folder;
  private final MetricsFile metrics;
  private final Steps steps;
  private final Optional<Scoring> validation;
  private final Goal goal;
  private final float[] best;
  private final Replay replay;
  private final LossWarnings warnings;
  private final long started = System.nanoTime();
  private final double secondsBefore;
  private RunState state;
  private long saved = System.nanoTime();

  TrainingRun(RunContext context, Options options, Progress progress, RunFolder folder, RunState state) {
    this.context = context;
    this.recipe = context.recipe();
    this.options = options;
    this.progress = progress;
    this.folder = folder;
    this.steps = context.steps();
    this.validation = context.scoring(Split.Name.VALIDATION);
    this.goal = Goal.of(context.training(), recipe);
    this.best = new float[context.store().length];
    this.replay = new Replay(context.store(), steps, options.locate());
    this.warnings = new LossWarnings(recipe, steps.losses(), (long) steps.updates() * recipe.epochs(), progress, state);
    this.state = state;
    steps.judged(state.costs());
    loadBest();
    this.metrics = begin();
    this.secondsBefore = metrics.secondsBefore();
  }

  /** A run has something to go on with before it has anything else. */
  private MetricsFile begin() {
    options.interruption().begin();
    if (!Files.exists(folder.last())) {
      saveLast();
    }
    return MetricsFile.open(folder.metrics(), state.epoch());
  }

  /** The best weights of the epochs before a resumption. */
  private void loadBest() {
    System.arraycopy(context.store(), 0, best, 0, context.weights());
    if (state.bestEpoch() > 0 && Files.exists(folder.best())) {
      Checkpoint.load(folder.best(), recipe.model(), context.program().layout(), best, Checkpoint.WEIGHTS);
    } else if (state.bestEpoch() > 0 && recipe.stop().isPresent()) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISSING,
          folder.best() + " is gone, the best weights of the run so far");
    }
  }

  Report run() {
    progress.begin(recipe.epochs(), steps.updates(), state.step());
    Report.Outcome outcome = Report.Outcome.FINISHED;
    try {
      while (state.epoch() < recipe.epochs() && outcome == Report.Outcome.FINISHED) {
        outcome = epoch();
      }
    } finally {
      metrics.write();
    }
    save();
    return outcome == Report.Outcome.INTERRUPTED ? interrupted() : finished(outcome);
  }

  private Report.Outcome epoch() {
    int[] order = steps.order(state.epoch());
    replay.remember(order, state);
    while (state.update() < steps.updates()) {
      if (options.interruption().requested()) {
        return Report.Outcome.INTERRUPTED;
      }
      steps.update(order, state.update(), state.step());
      if (steps.notFinite().isPresent()) {
        throw replay.problem(state);
      }
      state = state.afterUpdate(steps.lossSums(), steps.examples());
      warnings.update(steps.lossSums(), steps.examples(), state.step());
      progress.update(state);
      saveAfter(options.saveEvery());
    }
    return afterEpoch();
  }

  private Report.Outcome afterEpoch() {
    Map<String, Float> scores = validation.map(v -> v.score(progress)).orElse(Map.of());
    double value = value(scores);
    if (!scores.isEmpty() && !Float.isFinite(scores.getOrDefault("loss", 0f))) {
      throw UserProblem.of(RuntimeProblem.NOT_FINITE, "the validation loss is " + scores.get("loss") + " after epoch "
          + (state.epoch() + 1));
    }
    boolean judged = validation.isPresent() || recipe.stop().isPresent();
    if (!judged || goal.better(value, state.best())) {
      System.arraycopy(context.store(), 0, best, 0, context.weights());
      state = state.withBest(value);
    }
    Map<String, Double> losses = losses();
    state = state.afterEpoch(goal.cost(value));
    warnings.epoch(state.epoch(), state.step(), losses.values().iterator().next());
    metrics.append(row(losses, scores));
    steps.judged(state.costs());
    requireFinite();
    boolean patienceIsOver = patienceIsOver();
    progress.epoch(state.epoch(), patienceIsOver || state.epoch() == recipe.epochs(), losses, scores,
        seconds(), norms());
    saveAfter(Math.min(SAVE_EPOCHS_EVERY, options.saveEvery()));
    return patienceIsOver ? Report.Outcome.STOPPED_EARLY : Report.Outcome.FINISHED;
  }

  /**
   * What decides about the best epoch; without a validation part, the training part is scored where a metric is asked
   * for.
   */
  private double value(Map<String, Float> scores) {
    if (!scores.isEmpty()) {
      return scores.get(goal.metric());
    }
    return goal.metric().equals("loss") || recipe.stop().isEmpty()
        ? state.meanLoss()
        : context.scoring(Split.Name.TRAIN).orElseThrow().score(progress).get(goal.metric());
  }

  private boolean patienceIsOver() {
    int patience = recipe.stop().map(EarlyStopping::patience).orElse(Integer.MAX_VALUE);
    return state.epoch() - state.bestEpoch() >= patience && state.epoch() < recipe.epochs();
  }

  private List<String> norms() {
    return Norms.table(steps.ran(), recipe, options.watchNorms());
  }

  /** The means of the training losses over the epoch, by name: of each that was due, over the updates in which it was. */
  private Map<String, Double> losses() {
    Map<String, Double> losses = new LinkedHashMap<>();
    List<String> names = steps.losses();
    for (int i = 0; i < names.size(); i++) {
      if (state.isKnown(i)) {
        losses.put(names.get(i), state.meanLoss(i));
      }
    }
    return losses;
  }

  private Map<String, String> row(Map<String, Double> losses, Map<String, Float> scores) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put(MetricsFile.EPOCH, Integer.toString(state.epoch()));
    row.put(MetricsFile.STEP, Integer.toString(state.step()));
    row.put(MetricsFile.SECONDS, Words.fixed(seconds(), 3));
    steps.settings().forEach((name, value) -> row.put(name, Float.toString(value)));
    steps.losses().forEach(name -> row.put(name,
        Optional.ofNullable(losses.get(name)).map(loss -> Float.toString(loss.floatValue())).orElse("")));
    scores.forEach((metric, score) -> row.put("validation_" + metric, Float.toString(score)));
    return row;
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - started) / 1e9;
  }

  /** Saves where some seconds have passed since that was done. */
  private void saveAfter(double seconds) {
    if ((System.nanoTime() - saved) / 1e9 >= seconds) {
      save();
    }
  }

  /**
   * The state last: a crash before it is written leaves one whose epoch is made again, with the same best weights and
   * the same row.
   */
  private void save() {
    requireFinite();
    if (state.bestEpoch() > 0) {
      Checkpoint.save(folder.best(), recipe.model(), context.program().layout(), best, Checkpoint.WEIGHTS,
          Notes.ofWeights(recipe, context.fitted()));
    }
    metrics.force();
    saveLast();
    saved = System.nanoTime();
  }

  /** Weights that are of no use are told rather than written over good ones. */
  private void requireFinite() {
    NotFinite.in(context.program().layout(), context.store(), Checkpoint.WEIGHTS).ifPresent(what -> {
      throw UserProblem.of(RuntimeProblem.NOT_FINITE, what + " after step " + state.step())
          .hint("a smaller learning rate, clipped gradients or scaled inputs may help; " + folder.last()
              + " has the last weights that were finite");
    });
  }

  private void saveLast() {
    Checkpoint.save(folder.last(), recipe.model(), context.program().layout(), context.store(), Checkpoint.EVERYTHING,
        Notes.ofRun(recipe, context.writtenEpochs(), context.trainingExamples(), context.fitted(),
            context.fingerprint(), state));
  }

  private Report interrupted() {
    progress.say("stopped in epoch " + (state.epoch() + 1) + " after step " + state.step());
    return report(Map.of(), Report.Scored.LAST, Report.Outcome.INTERRUPTED);
  }

  private Report finished(Report.Outcome outcome) {
    boolean restored = recipe.stop().isPresent();
    if (outcome == Report.Outcome.STOPPED_EARLY) {
      progress.say("no better " + goal.metric() + " since epoch " + state.bestEpoch() + ": stopped after "
          + state.epoch());
    }
    float[] last = Arrays.copyOf(context.store(), context.weights());
    if (restored) {
      System.arraycopy(best, 0, context.store(), 0, context.weights());
    }
    Report report = report(context.scores(progress), restored ? Report.Scored.BEST : Report.Scored.LAST, outcome);
    System.arraycopy(last, 0, context.store(), 0, last.length);
    progress.finish(report);
    progress.say("weights: " + (restored ? folder.best() : folder.last()));
    if (!restored && validation.isPresent() && state.bestEpoch() < state.epoch()) {
      progress.say("lowest validation loss after epoch " + state.bestEpoch() + ": " + folder.best());
    }
    return report;
  }

  private Report report(Map<Split.Name, Map<String, Float>> scores, Report.Scored weights, Report.Outcome outcome) {
    return new Report(recipe.model(), context.program().layout().parameters(), state.epoch(), seconds(), scores,
        weights, outcome, Optional.of(folder.path()));
  }
}
