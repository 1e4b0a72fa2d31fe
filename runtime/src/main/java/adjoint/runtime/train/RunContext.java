package adjoint.runtime.train;

import adjoint.runtime.data.Data;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run works with.
 *
 * @param writtenEpochs the epochs of the recipe as it is written
 * @param fingerprint what the run depends on, as it is when weights are written
 * @param joinLast whether the last batch of an epoch goes with the one before it, see {@link LastBatch}
 * @param store which steps write over
 */
record RunContext(Program program, TrainingFunctions<CompiledFunction> training, Recipe recipe, int writtenEpochs,
    Optional<Data> data, Fingerprint fingerprint, boolean joinLast, float[] store, Pool pool) {

  Steps steps() {
    return new Steps(training, recipe, data.map(Data::train), store, pool, joinLast);
  }

  Optional<Scoring> scoring(Split.Name name) {
    return data.flatMap(d -> d.part(name))
        .map(part -> new Scoring(training, name, Optional.of(part.scored()), recipe, store, pool));
  }

  /** The scores of every part; of a recipe that draws its data, those of one draw. */
  Map<Split.Name, Map<String, Float>> scores(Progress progress) {
    Map<Split.Name, Map<String, Float>> scores = new EnumMap<>(Split.Name.class);
    if (data.isEmpty()) {
      scores.put(Split.Name.TRAIN,
          new Scoring(training, Split.Name.TRAIN, Optional.empty(), recipe, store, pool).score(progress));
    }
    for (Split.Name name : Split.Name.values()) {
      scoring(name).ifPresent(s -> scores.put(name, s.score(progress)));
    }
    return scores;
  }

  List<Fitted> fitted() {
    return data.map(Data::fitted).orElse(List.of());
  }

  int trainingExamples() {
    return data.map(Data::train).map(SplitPart::size).orElse(0);
  }

  /** The floats of what weights are, which stand first. */
  int weights() {
    return program.layout().slots().stream().filter(s -> s.kind() == Layout.Kind.MOMENT).mapToInt(Layout.Slot::offset)
        .findFirst()
        .orElse(program.layout().length());
  }
}
