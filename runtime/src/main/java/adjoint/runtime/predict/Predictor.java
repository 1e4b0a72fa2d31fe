package adjoint.runtime.predict;

import adjoint.runtime.Place;
import adjoint.runtime.Problem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Dataset;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.Fresh;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Program;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.text.Similar;
import adjoint.runtime.train.Evaluator;
import adjoint.runtime.train.Notes;
import adjoint.runtime.weights.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs a model on examples. */
public final class Predictor {

  private static final int BATCH = 256;

  private Predictor() {}

  /**
   * Writes a prediction for each example, in their order.
   *
   * @param recipe whose fields of the names of the model's arguments say how these are read; an argument without one
   *     takes a table's columns as they are
   * @param standardInput where the request names no file
   * @throws UserProblem about weights and input
   */
  public static void run(Program program, Optional<Recipe> recipe, Request request, InputStream standardInput,
      PrintStream out) {
    CompiledFunction model = model(program, recipe, request);
    float[] store = Frames.store(program.layout());
    Map<String, String> notes = Checkpoint.load(Evaluator.file(request.weights()), recipe.map(Recipe::model)
        .orElse(program.name()), program.layout(), store, Checkpoint.WEIGHTS);
    Optional<String> batch = batchDim(model, recipe);
    List<Field> fields = model.signature().inputs().stream().map(p -> field(p, batch, recipe))
        .collect(Collectors.toList());
    Source.CsvOptions options = recipe.flatMap(Recipe::data).filter(s -> s instanceof Source.Csv)
        .map(s -> ((Source.Csv) s).options())
        .orElse(Source.CsvOptions.DEFAULT);
    List<Fitted> fitted = Notes.fitted(notes).orElse(List.of());
    Dataset dataset = read(request, fields, options, fitted, standardInput);
    Map<String, List<String>> members = members(recipe.map(Recipe::fields).orElse(List.of()), fitted);
    Predictions predictions = new Predictions(model.signature().outputs(), batch, members, request.format(), out);
    predictions.begin();
    predict(model, store, dataset, batch, request, predictions);
    predictions.end();
  }

  /** The names of positions, by dim: declared ones, and those that categories got from the training data. */
  private static Map<String, List<String>> members(List<Field> fields, List<Fitted> fitted) {
    Map<String, List<String>> members = new HashMap<>();
    for (Field field : fields) {
      List<String> learnt = fitted.stream().filter(f -> f.field().equals(field.name())).map(Fitted::names).findFirst()
          .orElse(List.of());
      field.index().map(i -> i.members().isEmpty() ? learnt : i.members()).filter(names -> !names.isEmpty())
          .ifPresent(names -> members.put(field.index().orElseThrow().dim(), names));
    }
    return members;
  }

  private static CompiledFunction model(Program program, Optional<Recipe> recipe, Request request) {
    Map<String, CompiledFunction> models = program.models();
    String only = models.size() == 1 ? models.keySet().iterator().next() : program.name();
    String name = request.model().orElseGet(() -> recipe.map(Recipe::model).filter(models::containsKey).orElse(only));
    return Optional.ofNullable(models.get(name))
        .orElseThrow(() -> UserProblem.of(Problem.UNKNOWN_MODEL, "there is no model " + name)
            .hint(Similar.nearest(name, models.keySet()).map(n -> "did you mean " + n + "?")
                .orElse("models here: " + String.join(", ", models.keySet()))));
  }

  private static Optional<String> batchDim(CompiledFunction model, Optional<Recipe> recipe) {
    List<String> open = model.signature().openDims();
    Optional<String> named = recipe.flatMap(Recipe::batch).map(b -> b.dim()).filter(open::contains);
    return named.isPresent() || open.size() != 1 ? named : Optional.of(open.get(0));
  }

  private static Field field(Port port, Optional<String> batch, Optional<Recipe> recipe) {
    Optional<Field> trained = recipe.flatMap(r -> r.fields().stream().filter(f -> f.name().equals(port.name()))
        .findFirst());
    return trained.orElseGet(() -> new Field(port.name(), port.element(), withoutBatch(port, batch), Optional.empty(),
        new Selection.Columns(List.of("*")), Field.Series.ROW, List.of(), new Missing.Error(),
        new Place(port.name(), 1, 0)));
  }

  static List<Axis> withoutBatch(Port port, Optional<String> batch) {
    List<Axis> axes = new ArrayList<>();
    for (Axis axis : port.axes()) {
      if (batch.isEmpty() || !axis.size().openDims().contains(batch.get())) {
        axes.add(axis);
      }
    }
    return axes;
  }

  private static Dataset read(Request request, List<Field> fields, Source.CsvOptions options, List<Fitted> fitted,
      InputStream standardInput) {
    if (request.input().isEmpty()) {
      return Fresh.read("standard input", standardInput, fields, options, fitted);
    }
    Path file = request.input().get();
    try (InputStream stream = Files.newInputStream(file)) {
      return Fresh.read(file.getFileName().toString(), stream, fields, options, fitted);
    } catch (NoSuchFileException e) {
      throw UserProblem.of(Problem.DATA_MISSING, "there is no file " + file);
    } catch (IOException e) {
      throw UserProblem.of(Problem.DATA_UNREADABLE, file + " can't be read: " + e.getMessage());
    }
  }

  private static void predict(CompiledFunction model, float[] store, Dataset dataset, Optional<String> batch,
      Request request, Predictions predictions) {
    int size = batch.isPresent() ? Math.min(BATCH, dataset.examples()) : 1;
    int[] order = IntStream.range(0, dataset.examples()).toArray();
    try (Pool pool = Pool.of(request.threads())) {
      Frame frame = Frames.of(model, store, batch.map(b -> Map.of(b, (long) size)).orElse(Map.of()), pool);
      int dim = batch.map(model.signature().openDims()::indexOf).orElse(-1);
      for (int from = 0; from < order.length; from += size) {
        int to = Math.min(order.length, from + size);
        for (int i = 0; i < model.signature().inputs().size(); i++) {
          dataset.copy(i, order, from, to, frame.reals[i], frame.ints[i]);
        }
        if (dim >= 0) {
          frame.dims[dim] = to - from;
        }
        model.run(frame);
        predictions.add(frame, model.signature().inputs().size(), to - from);
      }
    }
  }
}
