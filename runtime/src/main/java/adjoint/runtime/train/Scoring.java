package adjoint.runtime.train;

import adjoint.runtime.UserProblem;
import adjoint.runtime.data.SplitPart;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.tensor.Element;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Computes losses and metrics of a part: `rows` batch by batch, then `reduce` over all that they gave; and what depends on
 * how many examples meet in batches as training has them, of which the mean counts.
 */
final class Scoring {

  /** Small batches leave a machine idle, and what `rows` gives doesn't depend on the batch. */
  private static final int LEAST_BATCH = 256;
  /** Floats of working memory beyond which no batch needs to be larger than those of training: what caches may just hold. */
  private static final long LARGE = 1 << 23;

  private final CompiledFunction rows;
  private final CompiledFunction reduce;
  private final Optional<Batch> batch;
  private final Split.Name name;
  private final Optional<SplitPart> part;
  private final Optional<Batches> batches;
  private final Frame rowsFrame;
  private final Frame reduceFrame;
  private final int examples;
  private final int size;
  private final Optional<BatchScoring> batchScoring;
  private final List<String> metrics;
  private boolean expected;

  /** @param part empty where a recipe has no data, but draws what it needs */
  Scoring(TrainingFunctions<CompiledFunction> training, Split.Name name, Optional<SplitPart> part, Recipe recipe,
      float[] store, Pool pool) {
    this.name = name;
    this.rows = training.rows();
    this.reduce = training.reduce();
    this.batch = recipe.batch();
    this.part = part;
    this.batches = part.map(p -> Batches.of(rows, p.dataset(), batch));
    int drawn = batch.map(Batch::size).orElse(1);
    this.examples = part.map(SplitPart::size).orElse(drawn);
    this.size = size(drawn);
    this.rowsFrame = Frames.of(rows, store, dims(size), pool);
    this.reduceFrame = whole(store, pool);
    rowsFrame.seed = recipe.seed();
    reduceFrame.seed = recipe.seed();
    this.batchScoring = training.batches().map(b -> new BatchScoring(b, part, recipe, store, pool));
    this.metrics = training.metrics();
  }

  private Frame whole(float[] store, Pool pool) {
    try {
      return Frames.of(reduce, store, dims(examples), pool);
    } catch (UserProblem e) {
      throw part.isPresent()
          ? e.hint("metrics range over a whole part of the data; a smaller part, or --limit, needs less")
          : e;
    }
  }

  private int size(int least) {
    int all = Math.min(examples, Math.max(least, LEAST_BATCH));
    while (all > least && rows.workReals(Frames.sizes(rows, dims(all))) > LARGE) {
      all = Math.max(least, all / 2);
    }
    return all;
  }

  /** The largest sizes of open dims. */
  private Map<String, Long> dims(long examples) {
    Map<String, Long> dims = new HashMap<>(part.map(p -> p.dataset().sizes(p.examples())).orElse(Map.of()));
    batch.ifPresent(b -> dims.put(b.dim(), examples));
    return dims;
  }

  /** The losses, then the metrics in the order of the file. */
  Map<String, Float> score(Progress progress) {
    expect();
    for (int from = 0; from < examples; from += size) {
      rowsFrame.step = from / size;
      int to = Math.min(examples, from + size);
      if (part.isPresent()) {
        batches.orElseThrow().fill(rowsFrame, part.get().examples(), from, to);
      }
      if (part.isPresent() && to < examples) {
        part.get().dataset().ahead(part.get().examples(), to, Math.min(examples, to + size), Optional.empty());
      }
      rows.run(rowsFrame);
      keep(from, to - from);
      progress.scoring(name, to, examples);
    }
    reduce.run(reduceFrame);
    Map<String, Float> whole = outputs(reduce, reduceFrame);
    return batchScoring.map(b -> inOrder(whole, b.score(name, progress))).orElse(whole);
  }

  /** Training didn't need it, so that HotSpot hasn't compiled it; it only reads the store. */
  private void expect() {
    if (!expected && batch.isPresent()) {
      expected = true;
      rows.expect(Frames.expected(rows, rowsFrame.store, dims(size), Pool.of(1)), (examples + size - 1) / size);
    }
  }

  private Map<String, Float> inOrder(Map<String, Float> whole, Map<String, Float> means) {
    Map<String, Float> all = new TreeMap<>(Comparator.comparing((String name) -> metrics.indexOf(name))
        .thenComparing(String::length).thenComparing(Comparator.naturalOrder()));
    all.putAll(whole);
    all.putAll(means);
    return all;
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
