package adjoint.runtime.train;

import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Computes scores of a part as means over its batches, which are as large as those of training and count by their examples. */
final class BatchScoring {

  private final CompiledFunction function;
  private final Optional<SplitPart> part;
  private final Optional<Batches> batches;
  private final Frame frame;
  private final int examples;
  private final int size;

  /** @param part empty where a recipe has no data, but draws what it needs */
  BatchScoring(CompiledFunction function, Optional<SplitPart> part, Recipe recipe, float[] store, Pool pool) {
    this.function = function;
    this.part = part;
    this.batches = part.map(p -> Batches.of(function, p.dataset(), recipe.batch()));
    int drawn = recipe.batch().map(Batch::size).orElse(1);
    this.examples = part.map(SplitPart::size).orElse(drawn);
    this.size = Math.min(examples, drawn);
    Map<String, Long> dims = new HashMap<>(part.map(p -> p.dataset().sizes(p.examples())).orElse(Map.of()));
    recipe.batch().ifPresent(b -> dims.put(b.dim(), (long) size));
    this.frame = Frames.of(function, store, dims, pool);
    frame.seed = recipe.seed();
  }

  Map<String, Float> score(Split.Name scored, Progress progress) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int from = 0; from < examples; from += size) {
      int to = Math.min(examples, from + size);
      frame.step = from / size;
      if (part.isPresent()) {
        batches.orElseThrow().fill(frame, part.get().examples(), from, to);
      }
      function.run(frame);
      progress.scoring(scored, to, examples);
      int count = to - from;
      Scoring.outputs(function, frame).forEach((name, value) -> sums.merge(name, (double) value * count, Double::sum));
    }
    Map<String, Float> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> means.put(name, (float) (sum / examples)));
    return means;
  }
}
