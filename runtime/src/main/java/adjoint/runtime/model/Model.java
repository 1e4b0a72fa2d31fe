package adjoint.runtime.model;

import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.MediaFile;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.SwappingFunction;
import adjoint.runtime.program.VectorModule;
import adjoint.runtime.recipe.Field;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A model with its weights, ready to be used by any number of threads at once. Nothing in it has to be closed.
 *
 * <p>Single examples and blocks of them are two functions: which form of code is the faster one differs.
 */
public final class Model {

  /** The examples of a block. */
  public static final int BLOCK = 64;

  private final Description description;
  private final Weights weights;
  private final Map<String, List<String>> names;
  private final CompiledFunction single;
  private final CompiledFunction block;
  private final int seed;
  private final Workspaces singles;
  private final Workspaces blocks;

  private Model(Description description, Weights weights, CompiledFunction single, CompiledFunction block, int seed) {
    this.description = description;
    this.weights = weights;
    this.single = single;
    this.block = block;
    this.seed = seed;
    this.names = Naming.byDim(description.names(), weights.fitted());
    this.singles = new Workspaces(() -> new Workspace(description, weights, single, 1, seed));
    this.blocks = new Workspaces(() -> new Workspace(description, weights, block, BLOCK, seed));
  }

  /**
   * The model of a jar with the weights in it.
   *
   * @throws IllegalStateException where the jar is damaged
   */
  public static Model load(Parts parts) {
    try {
      return of(parts, Weights.of(parts), Model::log);
    } catch (UserProblem problem) {
      throw new IllegalStateException(problem.code() + ": " + problem.getMessage());
    }
  }

  /**
   * The model of a jar with other weights: a file, or a run's folder.
   *
   * @throws IllegalArgumentException where they can't be read or belong to another model
   */
  public static Model load(Parts parts, Path weights) {
    Workspace.given("weights", weights);
    try {
      return of(parts, Weights.of(parts.description(), weights), Model::log);
    } catch (UserProblem problem) {
      throw Workspace.refused(problem);
    }
  }

  private static void log(String line) {
    System.getLogger("adjoint").log(System.Logger.Level.WARNING, line);
  }

  /**
   * A model that was compiled in this Java.
   *
   * @param single runs one example
   * @param block runs several
   */
  public static Model of(Description description, Weights weights, CompiledFunction single, CompiledFunction block) {
    return new Model(description, weights, single, block, 0);
  }

  /** @param scalarOnly is told in a line where vectors were tried in vain */
  public static Model of(Parts parts, Weights weights, Consumer<String> scalarOnly) {
    return of(parts.description(), weights, function(parts, scalarOnly), function(parts, scalarOnly));
  }

  /** The model's function, in both forms where this Java has vectors. */
  public static CompiledFunction function(Parts parts, Consumer<String> scalarOnly) {
    return VectorModule.isAvailable()
        ? new SwappingFunction(parts.scalar(), parts::vector, dims -> 0,
            e -> scalarOnly.accept("scalar code runs, "
                + "since this Java's vectors aren't those that the code was written for: " + e.getMessage()))
        : parts.scalar();
  }

  /** A function that goes over to vectors where this Java has them. */
  public static CompiledFunction function(CompiledFunction scalar, Supplier<CompiledFunction> vector) {
    return VectorModule.isAvailable() ? new SwappingFunction(scalar, vector) : scalar;
  }

  /** The same model with other random draws: they are a function of the seed, which is 0 otherwise. */
  public Model seeded(int number) {
    return new Model(description, weights, single, block, number);
  }

  public Description description() {
    return description;
  }

  public Weights weights() {
    return weights;
  }

  /** The names of positions, by dim. */
  public Map<String, List<String>> names() {
    return names;
  }

  /** The names of a dim's positions; empty where they have none. */
  public List<String> names(String dim) {
    return names.getOrDefault(dim, List.of());
  }

  /**
   * Runs the model on one example.
   *
   * @param inputs the values of each argument, row-major
   * @return the values of the only result, row-major
   * @throws IllegalArgumentException for a wrong number of arguments or values, for arguments that are texts, and for a
   *     model with several results
   */
  public float[] predict(float[]... inputs) {
    List<Field> arguments = arguments(inputs.length);
    Workspace workspace = borrow(1);
    for (int i = 0; i < inputs.length; i++) {
      if (Encoder.readsText(arguments.get(i))) {
        throw new IllegalArgumentException(arguments.get(i).name() + " is a text, not numbers");
      }
      workspace.put(i, 0, inputs[i]);
    }
    return result(workspace);
  }

  /**
   * Runs a model whose arguments are texts, or names of positions, on one example. Lengths follow from the texts.
   *
   * @return the values of the only result, row-major
   * @throws IllegalArgumentException for a wrong number of arguments, and for texts that the training data couldn't have had
   */
  public float[] predict(String... inputs) {
    arguments(inputs.length);
    Workspace workspace = borrow(1);
    for (int i = 0; i < inputs.length; i++) {
      workspace.put(i, 0, inputs[i]);
    }
    return result(workspace);
  }

  private List<Field> arguments(int given) {
    List<Field> arguments = SequenceBatch.read(description.inputs());
    if (given != arguments.size() || description.signature().outputs().size() != 1) {
      throw new IllegalArgumentException(description.signature().name() + " takes " + arguments.size()
          + " arguments, not " + given + ", and has " + description.signature().outputs().size() + " results");
    }
    return arguments;
  }

  private float[] result(Workspace workspace) {
    workspace.run(1);
    float[] result = workspace.reals(0, 0);
    giveBack(workspace);
    return result;
  }

  /**
   * A picture or a sound as an argument's values.
   *
   * @param file is read, and stays open
   * @throws IllegalArgumentException where it isn't such as the model was trained on
   */
  public float[] read(int input, InputStream file) {
    try {
      return MediaFile.read(description.inputs().get(input), description.inputs().get(input).name(), file);
    } catch (UserProblem e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** What it is and its dims: `Digits(image: [Pixel=64]) -> [Digit=10]`. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(description.signature().name()).append('(');
    String separator = "";
    for (Field input : description.inputs()) {
      text.append(separator).append(input.name()).append(": ").append(input.axes());
      separator = ", ";
    }
    text.append(") -> ");
    List<Port> outputs = description.signature().outputs();
    if (outputs.size() == 1) {
      return text.append(description.axes(outputs.get(0))).toString();
    }
    separator = "(";
    for (Port output : outputs) {
      text.append(separator).append(output.name()).append(": ").append(description.axes(output));
      separator = ", ";
    }
    return text.append(')').toString();
  }

  /**
   * How many of some examples go together: a block, or all where they depend on each other. Texts with lengths of their own go
   * one by one: what fills the shorter ones up may be seen by a model that masks nothing.
   */
  public int together(int examples) {
    return description.rowwise() ? Math.min(isOpen() ? 1 : BLOCK, examples) : examples;
  }

  /** Whether examples of several callers may go together. */
  public boolean mixes() {
    return description.rowwise() && !isOpen();
  }

  private boolean isOpen() {
    return SequenceBatch.isOpen(description.inputs());
  }

  /** A workspace of the caller's own for so many examples that go together. */
  public Workspace borrow(int examples) {
    return examples > BLOCK
        ? new Workspace(description, weights, block, examples, seed)
        : (examples == 1 ? singles : blocks).borrow();
  }

  /** Hands a workspace back; one that isn't is only garbage. */
  public void giveBack(Workspace workspace) {
    if (workspace.capacity() <= BLOCK) {
      (workspace.capacity() == 1 ? singles : blocks).giveBack(workspace);
    }
  }
}
