package adjoint.compiler;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.train.LoweredTraining;
import adjoint.compiler.pack.ModelJar;
import adjoint.compiler.pack.Names;
import adjoint.compiler.pack.TrainingRecord;
import adjoint.compiler.plan.Plan;
import adjoint.runtime.model.Describing;
import adjoint.runtime.model.Description;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.weights.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trained model as a thing of its own: its description, and the jar that holds all of it. */
public final class Packaging {

  private Packaging() {}

  /** The name of one of a file's models: the one asked for, else the one that is trained or the only one. */
  public static String model(Lowered lowered, Optional<String> asked) {
    return Describing.choose(lowered.models().keySet(), lowered.name(), recipe(lowered), asked);
  }

  /** What is known of one of a file's models, by its compiled signature. */
  public static Description describe(Lowered lowered, Signature signature) {
    return describe(lowered, signature, lowered.layout());
  }

  private static Description describe(Lowered lowered, Signature signature, Layout layout) {
    Optional<Recipe> recipe = recipe(lowered);
    Optional<String> batch = Describing.batch(signature, recipe);
    return Describing.describe(lowered.name(), layout, signature, recipe,
        batch.isPresent() && lowered.isRowwise(signature.name(), batch.get()));
  }

  private static Optional<Recipe> recipe(Lowered lowered) {
    return lowered.training().map(LoweredTraining::recipe);
  }

  private static Plan plan(Lowered lowered, String model) {
    Graph graph = Compiler.simplified(lowered.models().get(model));
    return Backend.plan(graph, lowered.layout(), Backend.Options.DEFAULT);
  }

  /**
   * The jar of a model.
   *
   * @param asked the model, as in {@link #model}
   * @param weights a file of weights
   * @param trains whether the jar can train
   */
  public static ModelJar.Built jar(Lowered lowered, Optional<String> asked, Path weights, Names names,
      boolean trains) {
    return ModelJar.of(contents(lowered, asked, weights, names, trains));
  }

  /** The files of a model, for a program's own jar; as {@link #jar}. */
  public static ModelJar.Parcel parcel(Lowered lowered, Optional<String> asked, Path weights, Names names) {
    return ModelJar.parcel(contents(lowered, asked, weights, names, false));
  }

  private static ModelJar.Contents contents(Lowered lowered, Optional<String> asked, Path weights, Names names,
      boolean trains) {
    Layout layout = withoutMoments(lowered.layout());
    Plan plan = plan(lowered, model(lowered, asked));
    Description description = describe(lowered, plan.signature(), layout);
    return new ModelJar.Contents(names, description, forms(plan),
        weights(description, lowered.layout(), weights),
        lowered.training().filter(_ -> trains).map(t -> trainable(lowered, t)));
  }

  private static ModelJar.Trainable trainable(Lowered lowered, LoweredTraining training) {
    Recipe recipe = training.recipe().in(Path.of(""));
    Layout layout = lowered.layout();
    return new ModelJar.Trainable(layout, recipe, training(lowered.initialise(), layout),
        training(training.step(), layout), training.accumulate().map(graph -> training(graph, layout)),
        training(training.rows(), layout), training(training.reduce(), layout), training.metrics());
  }

  /** A function of the training, in a package of its own: a model may be called as one of them. */
  private static ModelJar.Forms training(Graph graph, Layout layout) {
    ModelJar.Forms forms = forms(Backend.plan(Compiler.simplified(graph), layout, Backend.Options.DEFAULT));
    return new ModelJar.Forms(forms.signature(), moved(forms.scalar()), moved(forms.vector()));
  }

  private static ModelJar.Generated moved(ModelJar.Generated generated) {
    return generated.named(generated.name().replace("/generated/", "/generated/training/"));
  }

  private static ModelJar.Forms forms(Plan plan) {
    return new ModelJar.Forms(plan.signature(), generated(plan, Mode.SCALAR), generated(plan, Mode.VECTOR));
  }

  private static ModelJar.Generated generated(Plan plan, Mode mode) {
    return new ModelJar.Generated(Backend.className(plan, mode), Backend.classFile(plan, mode));
  }

  /** Parameters and states: an optimizer's moments come last in a layout, so that the places of the others stay. */
  private static Layout withoutMoments(Layout layout) {
    List<Layout.Slot> slots = layout.slots().stream().filter(s -> s.kind() != Layout.Kind.MOMENT).toList();
    return new Layout(slots, slots.stream().mapToInt(s -> s.offset() + s.count()).max().orElse(0));
  }

  /** A file of weights as it lies in the jar: parameters and states in the layout's order, and all notes. */
  private static byte[] weights(Description description, Layout whole, Path file) {
    float[] store = Frames.store(whole);
    Map<String, String> notes = Checkpoint.load(file, description.name(), whole, store, Checkpoint.WEIGHTS);
    try {
      Path copy = Files.createTempFile("nn-build-", ".safetensors");
      try {
        Checkpoint.save(copy, description.name(), description.layout(), store, Checkpoint.WEIGHTS,
            TrainingRecord.added(file, notes));
        return Files.readAllBytes(copy);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
