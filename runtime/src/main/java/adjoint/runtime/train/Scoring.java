package adjoint.runtime.train;

import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Element;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes loss and metrics over a whole part: `rows` batch by batch, then `reduce` over all that they gave. */
final class Scoring {

  /** Small batches leave a machine idle, and scores don't depend on the batch. */
  private static final int LEAST_BATCH = 256;

  private final CompiledFunction rows;
  private final CompiledFunction reduce;
  private final Optional<Batch> batch;
  private final Optional<SplitPart> part;
  private final Optional<Batches> batches;
  private final Frame rowsFrame;
  private final Frame reduceFrame;
  private final int examples;
  private final int size;

  /** @param part empty where a recipe has no data, but draws what it needs */
  Scoring(TrainingFunctions<CompiledFunction> training, Optional<SplitPart> part, Recipe recipe, float[] store,
      Pool pool) {
    this.rows = training.rows();
    this.reduce = training.reduce();
    this.batch = recipe.batch();
    this.part = part;
    this.batches = part.map(p -> Batches.of(rows, p.dataset(), batch));
    int drawn = batch.map(Batch::size).orElse(1);
    this.examples = part.map(SplitPart::size).orElse(drawn);
    this.size = Math.min(examples, Math.max(drawn, LEAST_BATCH));
    this.rowsFrame = Frames.of(rows, store, dims(size), pool);
    this.reduceFrame = Frames.of(reduce, store, dims(examples), pool);
    rowsFrame.seed = recipe.seed();
    reduceFrame.seed = recipe.seed();
  }

  private Map<String, Long> dims(long examples) {
    return batch.map(b -> Map.of(b.dim(), examples)).orElse(Map.of());
  }

  /** The losses and the metrics, in the order of {@link TrainingFunctions#reduce}'s outputs. */
  Map<String, Float> score() {
    for (int from = 0; from < examples; from += size) {
      int to = Math.min(examples, from + size);
      if (part.isPresent()) {
        batches.orElseThrow().fill(rowsFrame, part.get().examples(), from, to);
      }
      rows.run(rowsFrame);
      keep(from, to - from);
    }
    reduce.run(reduceFrame);
    return outputs(reduce, reduceFrame);
  }

  /** Appends what a batch gave to what the batches before it gave. */
  private void keep(int from, int count) {
    List<Port> outputs = rows.signature().outputs();
    int first = rows.signature().inputs().size();
    for (int i = 0; i < outputs.size(); i++) {
      int each = (int) Frames.count(outputs.get(i).axes(), dims(1));
      int to = input(outputs.get(i).name());
      if (outputs.get(i).element() == Element.REAL) {
        System.arraycopy(rowsFrame.reals[first + i], 0, reduceFrame.reals[to], from * each, count * each);
      } else {
        System.arraycopy(rowsFrame.ints[first + i], 0, reduceFrame.ints[to], from * each, count * each);
      }
    }
  }

  private int input(String name) {
    List<Port> inputs = reduce.signature().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("reduce doesn't take " + name);
  }

  /** A function's scalar outputs by name. */
  static Map<String, Float> outputs(CompiledFunction function, Frame frame) {
    Map<String, Float> values = new LinkedHashMap<>();
    int first = function.signature().inputs().size();
    List<Port> outputs = function.signature().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      boolean real = outputs.get(i).element() == Element.REAL;
      values.put(outputs.get(i).name(), real ? frame.reals[first + i][0] : frame.ints[first + i][0]);
    }
    return values;
  }
}
