package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Data;
import adjoint.runtime.data.FileArrays;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.data.Loading;
import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a recipe. */
public final class Trainer {

  /** What is expected of an open dim whose size the data say: as long as a sentence. */
  private static final long LENGTH = 32;
  private static final float SMALL = 0x1p-10f;

  private Trainer() {}

  /**
   * Loads the data, trains, saves, scores. The weights, bit for bit, depend on program, recipe and data only: not on
   * threads, nor on how often the run was stopped and resumed.
   *
   * @throws UserProblem about data, files, a loss that is no finite number
   */
  public static Report run(Program program, Recipe recipe, Options options, Progress progress) {
    TrainingFunctions<CompiledFunction> training =
        program.training().orElseThrow(() -> UserProblem.of(RuntimeProblem.NO_RECIPE,
            program.name() + " has no train block"));
    Optional<Resumption> resumption = options.resume().map(path -> Resumption.read(RunFolder.existing(path), options));
    Recipe own = resumption.map(r -> r.recipe(recipe)).orElseGet(() -> overridden(recipe, options));
    own.batch().filter(batch -> !options.dryRun()).ifPresent(batch -> expect(program, training.at(1).step(), batch));
    Fingerprint fingerprint = Fingerprint.of(program, own, Loading.checksums(own, options.data()));
    resumption.ifPresent(r -> r.compare(program, own, fingerprint, progress));
    Optional<Data> data =
        own.data().map(d -> Loading.load(own, options.data(), options.limit(), resumption.flatMap(Resumption::fitted)));
    try (Pool pool = Pool.of(options.threads())) {
      float[] store = Frames.store(program.layout());
      if (resumption.isEmpty()) {
        FileArrays.load(own.arrays(), own.directory(), options.data(), program.layout(), store);
      }
      progress.say(summary(program, own, data));
      List<RunWarning> warnings = data.map(d -> DataWarnings.of(own, d, options.limit().isPresent())).orElse(List.of());
      warnings.forEach(progress::warn);
      if (options.strict() && !warnings.isEmpty()) {
        return new Report(own.model(), program.layout().parameters(), 0, 0, Map.of(), Report.Scored.LAST,
            Report.Outcome.REFUSED, Optional.empty());
      }
      initialise(program, own, store, pool);
      if (resumption.isEmpty()) {
        Starting.load(own, program.layout(), store, progress);
        RawWeights.begin(program.layout(), store);
      }
      Optional<String> joined = LastBatch.undefined(program.layout(), store,
          tried -> new Steps(training, own, data.map(Data::train), tried, pool, false));
      joined.ifPresent(progress::say);
      RunState state = resumption.map(r -> r.load(program, own, data, store)).orElse(RunState.START);
      RunContext context = new RunContext(program, training, own, recipe.epochs(), data, fingerprint,
          joined.isPresent(), store, pool);
      if (options.dryRun()) {
        return dry(context, progress);
      }
      RunFolder folder = resumption.map(Resumption::folder).map(RunFolder::probed)
          .orElseGet(() -> options.out().map(RunFolder::named).orElseGet(() -> RunFolder.next(own.model())));
      return new TrainingRun(context, options, progress, folder, state).run();
    }
  }

  /**
   * HotSpot can compile the step while the data is read. Parameters are numbers above 0 there, as variances must be; at a learning
   * rate of 0 they stay.
   */
  private static void expect(Program program, CompiledFunction step, Batch batch) {
    Map<String, Long> dims = new HashMap<>();
    step.signature().openDims().forEach(dim -> dims.put(dim, dim.equals(batch.dim()) ? (long) batch.size() : LENGTH));
    float[] store = Frames.store(program.layout());
    Frames.vary(store, SMALL);
    step.expect(Frames.expected(step, store, dims, Pool.of(1)), Long.MAX_VALUE);
  }

  static Recipe overridden(Recipe recipe, Options options) {
    Recipe seeded = options.seed().isPresent() ? recipe.withSeed(options.seed().getAsInt()) : recipe;
    return options.epochs().isPresent() ? seeded.withEpochs(options.epochs().getAsInt()) : seeded;
  }

  /** Gives a store that holds the arrays of files the initial parameters and states. */
  static void initialise(Program program, Recipe recipe, float[] store, Pool pool) {
    CompiledFunction initialise = program.initialise();
    Frame frame = Frames.of(initialise, store, Map.of(), pool);
    frame.seed = recipe.seed();
    initialise.run(frame);
  }

  private static String summary(Program program, Recipe recipe, Optional<Data> data) {
    StringBuilder text = new StringBuilder(recipe.model() + ": "
        + Words.count(program.layout().parameters(), "parameter"));
    data.ifPresent(d -> {
      String separator = "; ";
      for (Map.Entry<Split.Name, SplitPart> part : d.parts().entrySet()) {
        text.append(separator).append(Words.count(part.getValue().size())).append(' ').append(part.getKey().word());
        separator = ", ";
      }
      text.append(" examples");
    });
    return text.toString();
  }

  /** One step and each part's scores, in memory only. */
  private static Report dry(RunContext context, Progress progress) {
    Steps steps = context.steps();
    steps.update(steps.order(0), 0, 0);
    if (steps.notFinite().isPresent()) {
      throw UserProblem.of(RuntimeProblem.NOT_FINITE, "the loss of the first step is not a finite number");
    }
    Map<Split.Name, Map<String, Float>> scores = context.scores(progress);
    progress.say("dry run: one step of " + steps.updates() + " an epoch was made, nothing was written");
    Report report = new Report(context.recipe().model(), context.program().layout().parameters(), 0, 0, scores,
        Report.Scored.LAST, Report.Outcome.DRY, Optional.empty());
    progress.finish(report);
    return report;
  }

  /** What a stopped run left. */
  private record Resumption(RunFolder folder, Map<String, String> notes, Options options) {

    static Resumption read(RunFolder folder, Options options) {
      Map<String, String> notes = Checkpoint.notes(folder.last());
      Notes.state(folder.last(), notes);
      return new Resumption(folder, notes, options);
    }

    /** The recipe as the run was started with, unless options say otherwise now. */
    Recipe recipe(Recipe written) {
      return overridden(Notes.asTrained(written, notes).withEpochs(Notes.epochs(written, notes)), options);
    }

    Optional<List<Fitted>> fitted() {
      return FittedNotes.read(notes);
    }

    /** Refuses to go on where something else would come out, unless that is wanted. */
    void compare(Program program, Recipe recipe, Fingerprint here, Progress progress) {
      Checkpoint.requireSame(folder.last(), recipe.model(), program.layout(), Checkpoint.EVERYTHING);
      List<String> changed = Notes.changed(notes, here);
      if (changed.isEmpty()) {
        return;
      }
      String what = folder.last() + " was written by another run: " + String.join("; ", changed);
      if (!options.anyway()) {
        throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, what)
            .hint("undo the change, start anew without --resume, or go on all the same: --anyway");
      }
      progress.say("going on all the same: " + what);
    }

    RunState load(Program program, Recipe recipe, Optional<Data> data, float[] store) {
      Notes.checkSame(folder.last(), notes, recipe, data.map(d -> d.train().size()).orElse(0));
      Checkpoint.load(folder.last(), recipe.model(), program.layout(), store, Checkpoint.EVERYTHING);
      RunState state = Notes.state(folder.last(), notes);
      if (state.epoch() >= recipe.epochs()) {
        throw UserProblem.of(RuntimeProblem.NOTHING_TO_RESUME, folder.path() + " is finished: " + state.epoch() + " of "
            + Words.count(recipe.epochs(), "epoch")).hint("more epochs go on: --epochs "
                + 2 * Math.max(1, state.epoch()));
      }
      return state;
    }
  }
}
