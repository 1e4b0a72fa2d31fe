package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.InstanceNames;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.lower.train.LoweredTraining;
import adjoint.compiler.lower.train.TrainLowering;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.data.FileFacts;
import adjoint.runtime.exchange.DeclaredTensor;
import adjoint.runtime.program.Functions;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Size;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A parsed file, checked and lowered: every model, the `train` block, the tests, the initial values. */
public final class ProgramLowering {

  /** What checking gives: the problems, and the graphs where there are none. */
  public record Result(List<Diagnostic> problems, Optional<Lowered> lowered) {}

  /**
   * What comes from outside of the file.
   *
   * @param facts what its data files say, and where they are
   * @param reader the text behind a path in a `use`
   * @param sets constants and sizes of dims by name, as text
   * @param watch whether the step gives norms
   */
  public record Options(FileFacts facts, Function<String, Optional<Source>> reader, Map<String, String> sets,
      boolean watch) {

    /** @param directory of the file: its data are found from there */
    public Options(Path directory, Function<String, Optional<Source>> reader, Map<String, String> sets,
        boolean watch) {
      this(new FileFacts(directory, Map.of(), Map.of()), reader, sets, watch);
    }
  }

  /**
   * The declarations of a session at the prompt, as later entries are lowered against them.
   *
   * @param types of the models' stored tensors, by path
   */
  public record Declarations(ProgramScope program, Environment file, Map<String, Type.Tensor> types, Result result) {}

  private final ProgramScope program;
  private final File file;
  private final Options options;
  /** The types of the models' stored tensors, by path. */
  private final Map<String, Type.Tensor> declared = new LinkedHashMap<>();
  /** The dims that arguments are positions of, by model and argument. */
  private final Map<String, Map<String, Field.IndexDim>> positions = new LinkedHashMap<>();

  private ProgramLowering(File file, Options options) {
    this.file = file;
    this.options = options;
    this.program = new ProgramScope(new FoundProblems(), options.facts());
  }

  public static Result lower(File file, Options options) {
    ProgramLowering lowering = new ProgramLowering(file, options);
    return lowering.result(lowering.check(1));
  }

  /** Checks and lowers the declarations of a session, all of whose paths begin with the model's name. */
  public static Declarations declarations(File file, Options options) {
    ProgramLowering lowering = new ProgramLowering(file, options);
    Environment env = lowering.check(0);
    return new Declarations(lowering.program, env, lowering.declared, lowering.result(env));
  }

  /**
   * Checks what can be checked before anything is lowered.
   *
   * @param alone how many models may own parameters without their paths beginning with the model's name
   */
  private Environment check(int alone) {
    FileScopes files = new FileScopes(program, options.reader());
    Environment env = files.main(file, options.sets());
    markPrefixed(env, alone);
    new CheckNames(program, env).check(file);
    new CheckBodies(program).check(files.own());
    return env;
  }

  private Result result(Environment env) {
    Optional<Lowered> lowered = program.problems.result(() -> lower(env));
    return new Result(program.problems.list(), lowered.filter(all -> program.problems.isEmpty()));
  }

  /** Paths begin with the model's name where several models of a file own layers or parameters. */
  private void markPrefixed(Environment env, int alone) {
    models().forEach(m -> program.models.add(m.name()));
    List<Declaration.Callable> owners = models().stream().filter(m -> owns(m, env)).toList();
    if (owners.size() > alone) {
      owners.forEach(m -> program.prefixed.add(m.name()));
    }
    if (alone == 0 && owners.size() == 1) {
      program.prefixSole(owners.getFirst().name());
    }
  }

  private static boolean owns(Declaration.Callable model, Environment env) {
    return model.body().statements().stream().anyMatch(s -> s instanceof Statement.Declare)
        || !InstanceNames.of(model.body(), env::find).isEmpty();
  }

  private static List<Declaration.Train> trains(File file) {
    return file.declarations().stream().filter(d -> d instanceof Declaration.Train)
        .map(d -> (Declaration.Train) d).toList();
  }

  private List<Declaration.Callable> models() {
    return models(file);
  }

  private static List<Declaration.Callable> models(File file) {
    return file.declarations().stream()
        .filter(d -> d instanceof Declaration.Callable c && c.kind() == Declaration.Kind.MODEL)
        .map(d -> (Declaration.Callable) d).toList();
  }

  private Lowered lower(Environment env) {
    Map<String, Graph> models = new LinkedHashMap<>();
    for (Declaration.Callable model : models()) {
      if (!program.wrong.contains(model)) {
        program.problems.attempt(() -> models.put(model.name(), model(model, env)));
      }
    }
    List<Declaration.Train> trains = trains(file);
    if (trains.size() > 1) {
      throw NameMistakes.declaredTwice(trains.get(1).nameSpan(), "train", trains.get(0).nameSpan());
    }
    Optional<LoweredTraining> training = trains.stream().findFirst().flatMap(t -> program.problems
        .result(() -> new TrainLowering(program, env, t, options.watch()).lower(options.facts().directory())));
    Map<String, Graph> tests = tests(env);
    Optional<Lowered.Generating> generating = GenerateLowering.of(file, program, env);
    if (!program.problems.isEmpty()) {
      throw new AlreadyReported();
    }
    List<ProgramScope.Stored> stored = stored(training);
    Functions<Graph> functions =
        new Functions<>(InitialValues.graph(program, stored), models, training.map(LoweredTraining::functions));
    List<ProgramScope.Stored> all = withArrays(program, stored);
    requireRoom(all);
    List<DeclaredTensor> declared = new DeclaredTensors(program).of(stored);
    return new Lowered(name(file), layout(all), declared, functions, training.map(t -> recipe(t.recipe(), declared)),
        FilesOfProgram.of(program), tests, positions, generating, warnings(training));
  }

  /** With what the whole program knows besides the `train` block. */
  private Recipe recipe(Recipe block, List<DeclaredTensor> declared) {
    FilesOfProgram files = FilesOfProgram.of(program);
    return block.having(files.arrays(), files.counted(), FieldRoles.of(file),
        block.starts().isEmpty() ? List.of() : declared);
  }

  private List<Diagnostic> warnings(Optional<LoweredTraining> training) {
    FileWarnings.add(file, training.map(LoweredTraining::recipe), program.warnings);
    UnusedNames.add(file, program.warnings);
    return program.warnings.list();
  }

  /** What is stored, with the arrays of files. */
  public static List<ProgramScope.Stored> withArrays(ProgramScope program, List<ProgramScope.Stored> stored) {
    return Stream.concat(stored.stream(), program.arrays.values().stream().map(ProgramScope.Loaded::stored)).toList();
  }

  public static Layout layout(List<ProgramScope.Stored> stored) {
    return Layout.of(
        stored.stream().map(s -> new Layout.Unplaced(s.path(), s.kind(), TypedAxis.graphAxes(s.axes()))).toList());
  }

  /** All that is stored lies in one array. */
  private void requireRoom(List<ProgramScope.Stored> stored) {
    BigInteger all = stored.stream().map(ProgramLowering::count).reduce(BigInteger.ZERO, BigInteger::add);
    if (all.bitLength() < Integer.SIZE) {
      return;
    }
    ProgramScope.Stored largest = stored.stream().max(Comparator.comparing(ProgramLowering::count)).orElseThrow();
    Span at = models().stream().map(Declaration.Callable::nameSpan).findFirst().orElse(largest.initial().span());
    throw DimMistakes.tooLarge(at, all, largest.path(), largest.axes(), count(largest));
  }

  private static BigInteger count(ProgramScope.Stored tensor) {
    return tensor.axes().stream().map(axis -> BigInteger.valueOf(axis.size().constant()))
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /** The name under which a program keeps its runs, where files say sizes of its dims. */
  public static Optional<String> counting(File file) {
    return file.declarations().stream().anyMatch(d -> d instanceof Declaration.Dim dim
        && (CountedSizes.isCounted(dim) || VocabularySizes.isVocabulary(dim)))
            ? Optional.of(name(file))
            : Optional.empty();
  }

  private static String name(File file) {
    String own = Path.of(file.source().name()).getFileName().toString().replaceAll("\\.nn$", "");
    return trains(file).stream().findFirst().map(Declaration.Train::name)
        .or(() -> models(file).stream().map(Declaration.Callable::name).reduce((a, b) -> b)).orElse(own);
  }

  /** What is stored: of the moments only those that the step reads or changes. */
  private List<ProgramScope.Stored> stored(Optional<LoweredTraining> training) {
    Set<String> used = training.map(t -> t.functions().step()).stream()
        .flatMap(
            step -> Stream.concat(step.inputs().stream().map(Input::name), step.outputs().stream().map(Output::name)))
        .collect(Collectors.toSet());
    return program.stored().values().stream().filter(s -> s.kind() != Layout.Kind.MOMENT || used.contains(s.path()))
        .toList();
  }

  private Graph model(Declaration.Callable model, Environment env) {
    Build build = new Build(program, false, false);
    Evaluator evaluator = new Evaluator(build);
    List<Evaluator.Argument> arguments = ModelInputs.of(model, evaluator, env);
    for (int i = 0; i < arguments.size(); i++) {
      String name = model.parameters().get(i).name();
      program.positionsOf(((Tensor) arguments.get(i).meaning()).type()).ifPresent(
          dim -> positions.computeIfAbsent(model.name(), _ -> new LinkedHashMap<>()).put(name, dim));
    }
    Callable callable = (Callable) env.find(model.name()).orElseThrow();
    Denotation result = evaluator.call(callable, arguments, model.nameSpan(), env);
    outputs(evaluator, result, model, env);
    declared.putAll(build.declared());
    return build.build(model.name());
  }

  private static void outputs(Evaluator evaluator, Denotation result, Declaration.Callable model, Environment env) {
    if (result instanceof Denotation.Fields fields) {
      fields.fields().forEach((name, value) -> evaluator.build.graph.output(name, false,
          evaluator.tensors.of(value, model.nameSpan(), env).value()));
    } else {
      evaluator.build.graph.output("result", false, evaluator.tensors.of(result, model.nameSpan(), env).value());
    }
  }

  // Tests

  private Map<String, Graph> tests(Environment env) {
    Map<String, Graph> tests = new LinkedHashMap<>();
    file.declarations().stream().filter(d -> d instanceof Declaration.Test).map(d -> (Declaration.Test) d)
        .forEach(t -> program.problems.attempt(() -> tests.put(t.name(), test(t, env))));
    return tests;
  }

  /** A test that gives the file's open dims sizes sees the whole file at these. */
  private Graph test(Declaration.Test test, Environment env) {
    Map<String, Size> sizes = TestLowering.sizes(test, env, new Evaluator(new Build(program, false, false)));
    if (sizes.isEmpty()) {
      return new TestLowering(program, env).lower(test);
    }
    ProgramLowering sized = new ProgramLowering(file, options);
    sized.program.sizes.putAll(sizes);
    Graph graph = new TestLowering(sized.program, sized.check(1)).lower(test);
    sized.program.problems.list().forEach(program.problems::add);
    sized.program.arrays.forEach(program.arrays::putIfAbsent);
    return graph;
  }
}
