package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Data;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.data.Loading;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.RunFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Scores weights on the parts of a recipe's data. */
public final class Evaluator {

  private Evaluator() {}

  /**
   * The loss and metrics of every part. The split is that of the training, by the seed that the weights carry;
   * statistics, too.
   *
   * @param weights a weight file, or a run's folder, whose last weights are taken, or the best where the recipe stops
   *     early
   */
  public static Report run(Program program, Recipe recipe, Path weights, Options options, Progress progress) {
    TrainingFunctions<CompiledFunction> training =
        program.training().orElseThrow(() -> UserProblem.of(RuntimeProblem.NO_RECIPE,
            program.name() + " has no train block"));
    Path file = RunFiles.file(weights);
    float[] store = Frames.store(program.layout());
    Map<String, String> notes = Checkpoint.load(file, recipe.model(), program.layout(), store, Checkpoint.WEIGHTS);
    Recipe own = Trainer.overridden(Notes.asTrained(recipe, notes), options);
    Optional<Data> data =
        own.data().map(d -> Loading.load(own, options.data(), options.limit(), FittedNotes.read(notes)));
    long start = System.nanoTime();
    try (Pool pool = Pool.of(options.threads())) {
      RunContext place = new RunContext(program, training, own, own.epochs(), data,
          Fingerprint.of(program, own, Map.of()), false, store, pool);
      Map<Split.Name, Map<String, Float>> scores = place.scores(progress);
      Report report = new Report(own.model(), program.layout().parameters(), 0, (System.nanoTime() - start) / 1e9,
          scores, Report.Scored.GIVEN, Report.Outcome.FINISHED, Optional.empty());
      progress.finish(report);
      return report;
    }
  }
}
