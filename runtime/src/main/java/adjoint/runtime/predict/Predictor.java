package adjoint.runtime.predict;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.Examples;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Naming;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.NotFinite;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs a model on examples as they are read. */
public final class Predictor {

  private static final int BATCH = 256;

  private Predictor() {}

  /**
   * Writes a prediction for each example, in their order, batch by batch.
   *
   * @param store the weights
   * @param fitted what fields learnt from the training data
   * @param standardInput where the request names no file
   * @param warnings takes a line each
   * @throws UserProblem about the input, after the predictions before it
   */
  public static void run(Description description, CompiledFunction model, float[] store, List<Fitted> fitted,
      Request request, InputStream standardInput, PrintStream out, Consumer<String> warnings) {
    Optional<String> notFinite = NotFinite.in(description.layout(), store, Checkpoint.WEIGHTS);
    if (notFinite.isPresent()) {
      warnings.accept("the weights: " + notFinite.get());
    }
    Predictions predictions =
        new Predictions(description, Naming.byDim(description.names(), fitted), request.format(), out);
    if (request.input().isEmpty()) {
      predict(description, model, store, examples("standard input", standardInput, description, fitted),
          request, predictions);
      predictions.notFinite().ifPresent(warnings);
      return;
    }
    Path file = request.input().get();
    Optional<String> sentence = sentence(description, file);
    if (sentence.isPresent()) {
      predict(description, model, store, Examples.ofText(sentence.get(), description.inputs(), fitted), request,
          predictions);
      predictions.notFinite().ifPresent(warnings);
      return;
    }
    try (InputStream stream = Files.newInputStream(file);
        Examples examples = examples(file.getFileName().toString(), stream, description, fitted)) {
      predict(description, model, store, examples, request, predictions);
      predictions.notFinite().ifPresent(warnings);
    } catch (NoSuchFileException e) {
      throw UserProblem.of(RuntimeProblem.DATA_MISSING, "there is no file " + file);
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file + " can't be read: " + e.getMessage());
    }
  }

  /** A model that reads nothing but a text may be given one in place of a file. */
  private static Optional<String> sentence(Description description, Path file) {
    List<Field> read = SequenceBatch.read(description.inputs());
    return read.size() == 1 && Encoder.readsText(read.get(0)) && (file.toString().isEmpty() || !Files.exists(file))
        ? Optional.of(file.toString())
        : Optional.empty();
  }

  private static Examples examples(String name, InputStream stream, Description model, List<Fitted> fitted) {
    return Examples.open(name, stream, model.inputs(), model.table(), fitted);
  }

  private static void predict(Description description, CompiledFunction model, float[] store, Examples examples,
      Request request, Predictions predictions) {
    int most = description.batch().isPresent() && !description.opens() ? BATCH : 1;
    SequenceBatch texts = new SequenceBatch(description.inputs(), most, sizes(description, most));
    try (Pool pool = Pool.of(request.threads())) {
      Frame frame = Frames.of(model, store, texts.room(), pool);
      frame.seed = request.seed();
      int dim = description.batch().isPresent()
          ? model.signature().openDims().indexOf(description.batch().get())
          : -1;
      for (int count = next(examples, most, frame, texts); count > 0; count = next(examples, most, frame, texts)) {
        frame = texts.fill(model, frame, count);
        if (dim >= 0) {
          frame.dims[dim] = count;
        }
        model.run(frame);
        predictions.add(frame, count);
        frame.step++; // further examples have draws of their own
      }
      predictions.end();
    }
  }

  private static int next(Examples examples, int most, Frame frame, SequenceBatch texts) {
    return examples.next(most, frame.reals, frame.ints, texts);
  }

  private static Map<String, Long> sizes(Description description, long batch) {
    return description.batch().isPresent() ? Map.of(description.batch().get(), batch) : Map.of();
  }
}
