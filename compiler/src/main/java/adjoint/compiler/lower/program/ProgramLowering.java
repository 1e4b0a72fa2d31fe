package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
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
import adjoint.runtime.program.Functions;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Size;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A parsed file, checked and lowered: every model, the `train` block, the tests, the initial values. */
public final class ProgramLowering {

  /** What checking gives: the problems, and the graphs where there are none. */
  public record Result(List<Diagnostic> problems, Optional<Lowered> lowered) {}

  /**
   * What comes from outside of the file.
   *
   * @param directory of the file: its data are found from there
   * @param reader the text behind a path in a `use`
   * @param sets constants and sizes of dims by name, as text
   * @param watch whether the step gives norms
   */
  public record Options(Path directory, Function<String, Optional<Source>> reader, Map<String, String> sets,
      boolean watch) {}

  /**
   * The declarations of a session at the prompt, as later entries are lowered against them.
   *
   * @param types of the models' stored tensors, by path
   */
  public record Declarations(ProgramScope program, Environment file, Map<String, Type.Tensor> types, Result result) {}

  private final ProgramScope program = new ProgramScope(new FoundProblems());
  private final File file;
  private final Options options;
  /** The types of the models' stored tensors, by path. */
  private final Map<String, Type.Tensor> declared = new LinkedHashMap<>();

  private ProgramLowering(File file, Options options) {
    this.file = file;
    this.options = options;
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

  private List<Declaration.Callable> models() {
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
    List<Declaration.Train> trains = file.declarations().stream().filter(d -> d instanceof Declaration.Train)
        .map(d -> (Declaration.Train) d).toList();
    if (trains.size() > 1) {
      throw NameMistakes.declaredTwice(trains.get(1).nameSpan(), "train", trains.get(0).nameSpan());
    }
    Optional<LoweredTraining> training = trains.stream().findFirst().flatMap(t -> program.problems
        .result(() -> new TrainLowering(program, env, t, options.watch()).lower(options.directory())));
    Map<String, Graph> tests = tests(env);
    if (!program.problems.isEmpty()) {
      throw new AlreadyReported();
    }
    List<ProgramScope.Stored> stored = stored(training);
    requireRoom(stored);
    Layout layout = layout(stored);
    Functions<Graph> functions =
        new Functions<>(initialise(stored), models, training.map(LoweredTraining::functions));
    return new Lowered(name(trains), layout, new DeclaredTensors(program).of(stored), functions,
        training.map(LoweredTraining::recipe), tests, warnings(training));
  }

  private List<Diagnostic> warnings(Optional<LoweredTraining> training) {
    FileWarnings.add(file, training.map(LoweredTraining::recipe), program.warnings);
    UnusedNames.add(file, program.warnings);
    return program.warnings.list();
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

  private String name(List<Declaration.Train> trains) {
    String own = Path.of(file.source().name()).getFileName().toString().replaceAll("\\.nn$", "");
    return trains.isEmpty()
        ? models().stream().map(Declaration.Callable::name).reduce((a, b) -> b).orElse(own)
        : trains.getFirst().name();
  }

  /** What is stored: of the moments only those that the step changes. */
  private List<ProgramScope.Stored> stored(Optional<LoweredTraining> training) {
    return program.stored().values().stream().filter(s -> s.kind() != Layout.Kind.MOMENT
        || training.stream()
            .anyMatch(
                t -> t.functions().step().outputs().stream().anyMatch(o -> o.stored() && o.name().equals(s.path()))))
        .toList();
  }

  private Graph model(Declaration.Callable model, Environment env) {
    Build build = new Build(program, false, false);
    Evaluator evaluator = new Evaluator(build);
    List<Evaluator.Argument> arguments = new ArrayList<>();
    for (Declaration.Parameter p : model.parameters()) {
      Type.Tensor type = (Type.Tensor) evaluator.types.type(p.type(), env);
      Value value = build.graph.input(Input.Role.DATA, p.name(), type.kind().element(), type.graphAxes());
      arguments
          .add(new Evaluator.Argument(Optional.empty(), new Tensor(type, value, false, p.nameSpan()), p.nameSpan()));
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

  // Initial values

  private Graph initialise(List<ProgramScope.Stored> stored) {
    return initialise(program, stored);
  }

  /** Gives stored tensors their initial values. */
  public static Graph initialise(ProgramScope program, List<ProgramScope.Stored> stored) {
    Build build = new Build(program, false, false);
    Evaluator evaluator = new Evaluator(build);
    for (ProgramScope.Stored tensor : stored) {
      Value value = initial(evaluator, tensor);
      build.name(value, tensor.path());
      build.graph.output(tensor.path(), true, value);
    }
    return build.build("initialise");
  }

  /** Inside of `repeat` each copy has draws of its own: the initial value is made in a scan over the copies. */
  static Value initial(Evaluator evaluator, ProgramScope.Stored tensor) {
    return stacked(evaluator, tensor, tensor.repeats());
  }

  private static Value stacked(Evaluator evaluator, ProgramScope.Stored tensor, List<TypedAxis> repeats) {
    if (repeats.isEmpty()) {
      return evaluator.stored.initial(tensor.initial(), tensor.type()).value();
    }
    Build build = evaluator.build;
    Index step = build.graph.index(repeats.getFirst().axis());
    Build.Loop copies = new Build.Loop(step, repeats.getFirst(), true, new LinkedHashMap<>());
    GraphBuilder.Nested<Value> copy =
        build.nested(copies, () -> stacked(evaluator, tensor, repeats.subList(1, repeats.size())));
    return build.graph.addAll(List.of(tensor.path()),
        new Operation.Scan(step, false, List.of(), copy.definitions(), List.of(copy.result())), Origin.NONE).getFirst();
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
    return graph;
  }
}
