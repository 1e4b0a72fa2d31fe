package adjoint.compiler;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.inspect.FirstNotFinite;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.pack.ModelJar;
import adjoint.compiler.pack.Names;
import adjoint.compiler.pack.Packaging;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.FileFacts;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Model;
import adjoint.runtime.model.Weights;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.train.Locator;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Progress;
import adjoint.runtime.train.Report;
import adjoint.runtime.train.Trainer;
import adjoint.runtime.weights.RunFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A checked `.nn` file, from Java: trained, loaded, predicted with.
 *
 * <pre>{@code
 * Network iris = Network.read(Path.of("iris.nn"));
 * Report report = iris.train(Options.standard(), Progress.silent());
 * Model model = iris.load(report.out().orElseThrow());
 * float[] logits = model.predict(new float[]{5.1f, 3.5f, 1.4f, 0.2f});
 * }</pre>
 *
 * <p><i>Errors</i>: {@link Rejected} about the program, {@link UserProblem} about data, weights and files.
 */
public final class Network {

  private final Source source;
  private final Path file;
  private final Map<String, String> settings;
  private final FileFacts facts;
  private final Lowered lowered;

  private Network(Source source, Path file, Map<String, String> settings, boolean watch, FileFacts facts) {
    this.source = source;
    this.file = file;
    this.settings = settings;
    this.facts = facts;
    Compiler.Checked checked = check(source, file, settings, watch, facts);
    this.lowered = checked.lowered().orElseThrow(() -> new Rejected(checked.problems()));
  }

  /**
   * Reads and checks a file.
   *
   * @throws Rejected with all its problems
   */
  public static Network read(Path file) {
    return read(file, Map.of());
  }

  /**
   * Reads and checks a file.
   *
   * @param settings values of its constants and dims, as `--set` gives them
   * @throws Rejected with all its problems
   * @throws UserProblem where there is no readable file
   */
  public static Network read(Path file, Map<String, String> settings) {
    Source source = SourceFiles.read(file)
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.DATA_MISSING, "there is no readable file " + file));
    return of(source, file, Map.copyOf(settings), false);
  }

  /**
   * Checks a text.
   *
   * @param file beside which the files lie that it uses and its data
   * @param watch whether its training step gives norms
   */
  public static Network of(Source source, Path file, Map<String, String> settings, boolean watch) {
    return of(source, file, settings, watch, facts(file, Map.of(), Map.of()));
  }

  /**
   * Checks a text.
   *
   * @param facts what its data files say
   */
  public static Network of(Source source, Path file, Map<String, String> settings, boolean watch, FileFacts facts) {
    return new Network(source, file, settings, watch, facts);
  }

  /** What is wrong with a text, and its graphs where nothing is. */
  public static Compiler.Checked check(Source source, Path file, Map<String, String> settings, boolean watch) {
    return check(source, file, settings, watch, facts(file, Map.of(), Map.of()));
  }

  /** The same, with what its data files say. */
  public static Compiler.Checked check(Source source, Path file, Map<String, String> settings, boolean watch,
      FileFacts facts) {
    return Compiler.check(source, new ProgramLowering.Options(facts, SourceFiles.beside(file), settings, watch));
  }

  /**
   * What the data files of a program say.
   *
   * @param file of the program
   * @param replaced data files elsewhere, as `--data` gives them
   * @param kept sizes of dims that weights were trained with
   */
  public static FileFacts facts(Path file, Map<String, String> replaced, Map<String, Long> kept) {
    return new FileFacts(Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/")), replaced, kept);
  }

  /** The name under which a program keeps its runs, where files say sizes of its dims. */
  public static Optional<String> counting(Source source) {
    return ProgramLowering.counting(Parser.parse(source).file());
  }

  /** The file as graphs. */
  public Lowered lowered() {
    return lowered;
  }

  /**
   * A program that trains, and how.
   *
   * @param locator finds what made a loss that is no finite number
   */
  public record Trainable(Program program, Recipe recipe, Locator locator) {}

  /** Compiles what a `train` block needs. */
  public Trainable trainable() {
    Recipe recipe = lowered.recipe()
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.NO_RECIPE, file + " has no train block"));
    Program program = Compiler.compile(lowered, Backend.Options.DEFAULT);
    return new Trainable(program, recipe, locator(lowered, program));
  }

  /** Finds what made a loss of a program that trains no finite number. */
  public static Locator locator(Lowered lowered, Program program) {
    return (frame, update) -> {
      Graph step = lowered.training().orElseThrow().at(update).step();
      Signature signature = program.training().orElseThrow().at(update).step().signature();
      return new FirstNotFinite(Compiler.simplified(step), lowered.layout(), signature,
          graph -> Backend.compile(graph, lowered.layout(), new Backend.Options(Backend.Form.SCALAR, false)))
          .find(frame);
    };
  }

  /** Makes jars of a file's models. */
  public static Packaging packaging(Lowered lowered) {
    return new Packaging(lowered, TrainingChecksum.of(lowered),
        graph -> Backend.forms(Compiler.simplified(graph), lowered.layout()));
  }

  /**
   * Trains as the file's `train` block says, and writes the run into a folder.
   *
   * @param options what differs from the block: epochs, data, threads, where the run is written
   * @param progress whom to tell how it goes
   */
  public Report train(Options options, Progress progress) {
    Trainable trainable = (options.watchNorms() ? of(source, file, settings, true, facts) : this).trainable();
    return Trainer.run(trainable.program(), trainable.recipe(), options.locating(trainable.locator()), progress);
  }

  /**
   * The model that the file trains, or its only one, with trained weights.
   *
   * @param weights a file, or the folder of a run
   */
  public Model load(Path weights) {
    return load(weights, Optional.empty());
  }

  /** One of the file's models, by its name, with trained weights. */
  public Model load(Path weights, String model) {
    return load(weights, Optional.of(model));
  }

  private Model load(Path weights, Optional<String> asked) {
    Graph graph = Compiler.simplified(lowered.models().get(Packaging.model(lowered, asked)));
    CompiledFunction single = Backend.compile(graph, lowered.layout(), Backend.Options.DEFAULT);
    CompiledFunction block = Backend.compile(graph, lowered.layout(), Backend.Options.DEFAULT);
    Description description = Packaging.describe(lowered, single.signature());
    return Model.of(description, Weights.of(description, weights), single, block);
  }

  /**
   * A jar of a model, which needs nothing else.
   *
   * @param weights a file, or the folder of a run
   * @param type how the class that programs use is called: `com.acme.Digits`
   */
  public byte[] jar(Path weights, String type) {
    Optional<String> only = Optional.empty();
    return ModelJar
        .of(packaging(lowered).contents(only, Optional.of(RunFiles.file(weights)), Names.of(type, Optional.of(type)),
            false))
        .bytes();
  }
}
