package adjoint.runtime.predict;

import adjoint.runtime.data.Dataset;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Naming;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.NotFinite;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a model on examples that were read all at once. */
public final class WholePredictor {

  /** As many as {@link Predictor} takes, so that what is drawn for an example doesn't depend on how it was read. */
  private static final int BATCH = 256;

  private final Description model;
  private final CompiledFunction function;
  private final Dataset data;
  private final int[] order;

  private WholePredictor(Description model, CompiledFunction function, Dataset data) {
    this.model = model;
    this.function = function;
    this.data = data;
    this.order = new int[data.examples()];
    Arrays.setAll(order, i -> i);
  }

  /**
   * Writes a prediction for each example, in their order.
   *
   * @param data with the model's inputs as fields
   * @param fitted what fields learnt from the training data
   * @param warnings takes a line each
   */
  public static void run(Description model, CompiledFunction function, float[] store, Dataset data, List<Fitted> fitted,
      Request request, PrintStream out, Consumer<String> warnings) {
    NotFinite.in(model.layout(), store, Checkpoint.WEIGHTS).ifPresent(what -> warnings.accept("the weights: " + what));
    Predictions predictions = new Predictions(model, Naming.byDim(model.names(), fitted), request.format(), out);
    new WholePredictor(model, function, data).predict(store, request, predictions);
    predictions.notFinite().ifPresent(warnings);
  }

  private void predict(float[] store, Request request, Predictions predictions) {
    int most = model.batch().isPresent() && !model.opens() ? Math.min(BATCH, order.length) : 1;
    try (Pool pool = Pool.of(request.threads())) {
      Frame frame = Frames.of(function, store, sizes(0, most, order.length), pool);
      frame.seed = request.seed();
      for (int from = 0; from < order.length; from += most) {
        int to = Math.min(order.length, from + most);
        fill(frame, from, to);
        function.run(frame);
        predictions.add(frame, to - from);
        frame.step++; // further examples have draws of their own
      }
      predictions.end();
    }
  }

  /** The sizes of all open dims for some examples, of which so many are taken at a time. */
  private Map<String, Long> sizes(int from, int batch, int to) {
    Map<String, Long> sizes = new HashMap<>();
    model.batch().ifPresent(dim -> sizes.put(dim, (long) batch));
    for (int i = 0; i < model.inputs().size(); i++) {
      Field field = model.inputs().get(i);
      if (field.open().isPresent()) {
        sizes.merge(field.open().get(), Math.max(1L, data.longest(i, order, from, to)), Math::max);
      }
    }
    return sizes;
  }

  private void fill(Frame frame, int from, int to) {
    Map<String, Long> sizes = sizes(from, to - from, to);
    System.arraycopy(Frames.sizes(function, sizes), 0, frame.dims, 0, frame.dims.length);
    for (int i = 0; i < model.inputs().size(); i++) {
      int length = model.inputs().get(i).open().map(dim -> sizes.get(dim).intValue()).orElse(0);
      data.copy(i, order, from, to, length, frame.reals[i], frame.ints[i]);
    }
  }
}
