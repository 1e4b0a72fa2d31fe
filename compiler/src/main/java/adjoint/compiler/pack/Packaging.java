package adjoint.compiler.pack;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.incremental.StepForm;
import adjoint.compiler.lower.program.Lowered;
import adjoint.runtime.model.Describing;
import adjoint.runtime.model.Description;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Functions;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A file's trained models as things of their own: what is known of one, and the jar that holds all of it. */
public final class Packaging {

  private final Lowered lowered;
  private final String checksum;
  private final Function<Graph, ModelJar.Forms> emission;
  private final ElementType type;

  /**
   * @param checksum of what its training computes
   * @param emission of one of the file's functions, in both forms
   */
  public Packaging(Lowered lowered, String checksum, Function<Graph, ModelJar.Forms> emission) {
    this(lowered, checksum, emission, ElementType.F32);
  }

  private Packaging(Lowered lowered, String checksum, Function<Graph, ModelJar.Forms> emission, ElementType type) {
    this.lowered = lowered;
    this.checksum = checksum;
    this.emission = emission;
    this.type = type;
  }

  /** The same, with weights as numbers of a type, which are computed with as 32-bit floats. */
  public Packaging as(ElementType other) {
    return new Packaging(lowered, checksum, emission, other);
  }

  /** The name of one of a file's models: the one asked for, else the one that is trained or the only one. */
  public static String model(Lowered lowered, Optional<String> asked) {
    return Describing.choose(lowered.models().keySet(), lowered.name(), lowered.recipe(), asked);
  }

  /** What is known of one of a file's models, by its compiled signature. */
  public static Description describe(Lowered lowered, Signature signature) {
    return describe(lowered, signature, lowered.layout());
  }

  private static Description describe(Lowered lowered, Signature signature, Layout layout) {
    Optional<Recipe> recipe = lowered.recipe();
    Optional<String> batch = Describing.batch(signature, recipe);
    return Describing.describe(lowered.name(), layout, signature, recipe,
        lowered.traits(signature.name(), batch));
  }

  /** What is known of what a file generates by. */
  public static Description describe(Lowered lowered, Lowered.Generating generates, Signature signature) {
    Optional<Recipe> recipe = lowered.recipe();
    return Describing.describe(lowered.name(), ofWeights(lowered.layout()), signature, recipe,
        lowered.traits(generates, Describing.batch(signature, recipe)));
  }

  /** The files of a model, for a program's own jar; as {@link #contents}. */
  public ModelJar.Parcel parcel(Optional<String> asked, Optional<Path> weights, Names names) {
    return ModelJar.parcel(contents(asked, weights, names, false));
  }

  /**
   * What a jar holds of a model.
   *
   * @param asked the model, as in {@link #model}
   * @param weights a file of weights; empty for a model that has none
   * @param trains whether the jar can train
   */
  public ModelJar.Contents contents(Optional<String> asked, Optional<Path> weights, Names names, boolean trains) {
    ModelJar.Forms model = emission.apply(lowered.models().get(model(lowered, asked)));
    Description description = describe(lowered, model.signature(), ofWeights(lowered.layout()));
    return new ModelJar.Contents(names, description, model, weights(description, lowered.layout(), weights),
        lowered.generating().filter(g -> g.how().model().equals(description.signature().name())).map(this::writes),
        lowered.recipe().filter(_ -> trains).map(this::trainable));
  }

  /** What generates as one step, where later tokens don't change what earlier ones made. */
  public static Optional<Graph> step(Lowered.Generating generates) {
    return StepForm.of(generates.next(), generates.how().feed()).graph()
        .map(graph -> new Graph("step", graph.inputs(), graph.definitions(), graph.outputs()));
  }

  private ModelJar.Writes writes(Lowered.Generating generates) {
    ModelJar.Forms next = emission.apply(generates.next());
    return new ModelJar.Writes(describe(lowered, generates, next.signature()), next,
        step(generates).map(graph -> emission.apply(graph)), generates.how());
  }

  private ModelJar.Trainable trainable(Recipe recipe) {
    Functions<Graph> training = new Functions<>(lowered.initialise(), Map.of(), lowered.training());
    return new ModelJar.Trainable(lowered.layout(), recipe.in(Path.of("")), training.map(this::apart), checksum);
  }

  /** A function of the training, in a package of its own: a model may be called as one of them. */
  private ModelJar.Forms apart(Graph graph) {
    ModelJar.Forms forms = emission.apply(graph);
    return new ModelJar.Forms(forms.signature(), moved(forms.scalar()), moved(forms.vector()));
  }

  private static ModelJar.Generated moved(ModelJar.Generated generated) {
    return generated.named(generated.name().replace("/generated/", "/generated/training/"));
  }

  /** What weights are: they come first in a layout, so that their places stay. */
  private static Layout ofWeights(Layout layout) {
    List<Layout.Slot> slots = layout.slots().stream().filter(s -> Checkpoint.WEIGHTS.contains(s.kind())).toList();
    return new Layout(slots, slots.stream().mapToInt(s -> s.offset() + s.count()).max().orElse(0));
  }

  /** A file of weights as it lies in the jar: parameters and states in the layout's order, and all notes. */
  private byte[] weights(Description description, Layout whole, Optional<Path> given) {
    float[] store = Frames.store(whole);
    Map<String, String> notes = given.map(file -> TrainingRecord.added(file,
        Checkpoint.load(file, description.name(), whole, store, Checkpoint.WEIGHTS))).orElse(Map.of());
    try {
      Path copy = Files.createTempFile("nn-build-", ".safetensors");
      try {
        Checkpoint.save(copy, description.name(), description.layout(), store, Checkpoint.WEIGHTS, notes,
            type);
        return Files.readAllBytes(copy);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
