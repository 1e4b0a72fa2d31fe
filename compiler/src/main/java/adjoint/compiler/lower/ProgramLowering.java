package adjoint.compiler.lower;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.check.Mistakes;
import adjoint.compiler.check.Problems;
import adjoint.compiler.check.Silent;
import adjoint.compiler.check.Type;
import adjoint.compiler.check.TypedAxis;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.Meaning.Callable;
import adjoint.compiler.lower.Meaning.Tensor;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.runtime.program.Layout;
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

  private final Session session = new Session(new Problems());
  private final File file;
  private final Options options;
  /** The types of the models' stored tensors, by path. */
  private final Map<String, Type.Tensor> declared = new LinkedHashMap<>();

  private ProgramLowering(File file, Options options) {
    this.file = file;
    this.options = options;
  }

  public static Result lower(File file, Options options) {
    return new ProgramLowering(file, options).result();
  }

  /** Checks the declarations of a session, all of whose paths begin with the model's name. */
  static Declared.Result declare(File file, Options options) {
    ProgramLowering lowering = new ProgramLowering(file, options);
    Environment env = lowering.check(0);
    List<Lowered> lowered = new ArrayList<>();
    lowering.session.problems.attempt(() -> lowered.add(lowering.lower(env)));
    List<Diagnostic> problems = lowering.session.problems.list();
    return new Declared.Result(problems, problems.isEmpty()
        ? lowered.stream().findFirst().map(whole -> new Declared(lowering.session, env, lowering.declared,
            whole.training().map(Lowered.Training::recipe)))
        : Optional.empty());
  }

  /**
   * Checks what can be checked before anything is lowered.
   *
   * @param alone how many models may own parameters without their paths beginning with the model's name
   */
  private Environment check(int alone) {
    Files files = new Files(session, options.reader());
    Environment env = files.main(file, options.sets());
    markPrefixed(env, alone);
    new Names(session, env).check(file);
    new BodyCheck(session).check(files.own());
    return env;
  }

  private Result result() {
    Environment env = check(1);
    List<Lowered> lowered = new ArrayList<>();
    session.problems.attempt(() -> lowered.add(lower(env)));
    return new Result(session.problems.list(),
        session.problems.isEmpty() ? lowered.stream().findFirst() : Optional.empty());
  }

  /** Paths begin with the model's name where several models of a file own layers or parameters. */
  private void markPrefixed(Environment env, int alone) {
    models().forEach(m -> session.models.add(m.name()));
    List<Declaration.Callable> owners = models().stream().filter(m -> owns(m, env)).toList();
    if (owners.size() > alone) {
      owners.forEach(m -> session.prefixed.add(m.name()));
    }
    if (alone == 0 && owners.size() == 1) {
      session.prefixSole(owners.getFirst().name());
    }
  }

  private static boolean owns(Declaration.Callable model, Environment env) {
    return model.body().statements().stream().anyMatch(s -> s instanceof Statement.Declare)
        || !Sites.of(model.body(), env::find).isEmpty();
  }

  private List<Declaration.Callable> models() {
    return file.declarations().stream()
        .filter(d -> d instanceof Declaration.Callable c && c.kind() == Declaration.Kind.MODEL)
        .map(d -> (Declaration.Callable) d).toList();
  }

  private Lowered lower(Environment env) {
    Map<String, Graph> models = new LinkedHashMap<>();
    for (Declaration.Callable model : models()) {
      if (!session.wrong.contains(model)) {
        session.problems.attempt(() -> models.put(model.name(), model(model, env)));
      }
    }
    List<Declaration.Train> trains = file.declarations().stream().filter(d -> d instanceof Declaration.Train)
        .map(d -> (Declaration.Train) d).toList();
    if (trains.size() > 1) {
      throw Mistakes.declaredTwice(trains.get(1).nameSpan(), "train", trains.get(0).nameSpan());
    }
    List<Lowered.Training> training = new ArrayList<>();
    trains.forEach(t -> session.problems
        .attempt(() -> training.add(new TrainLowering(session, env, t, options.watch()).lower(options.directory()))));
    Map<String, Graph> tests = tests(env);
    if (!session.problems.isEmpty()) {
      throw new Silent();
    }
    List<Session.Stored> stored = stored(training);
    requireRoom(stored);
    Layout layout = layout(stored);
    return new Lowered(name(trains), layout, new Declarations(session).of(stored), initialise(stored), models,
        training.stream().findFirst(), tests);
  }

  static Layout layout(List<Session.Stored> stored) {
    return Layout.of(
        stored.stream().map(s -> new Layout.Unplaced(s.path(), s.kind(), Elaboration.graphAxes(s.axes()))).toList());
  }

  /** All that is stored lies in one array. */
  private void requireRoom(List<Session.Stored> stored) {
    BigInteger all = stored.stream().map(ProgramLowering::count).reduce(BigInteger.ZERO, BigInteger::add);
    if (all.bitLength() < Integer.SIZE) {
      return;
    }
    Session.Stored largest = stored.stream().max(Comparator.comparing(ProgramLowering::count)).orElseThrow();
    Span at = models().stream().map(Declaration.Callable::nameSpan).findFirst().orElse(largest.initial().span());
    throw Mistakes.tooLarge(at, all, largest.path(), largest.axes(), count(largest));
  }

  private static BigInteger count(Session.Stored tensor) {
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
  private List<Session.Stored> stored(List<Lowered.Training> training) {
    return session.stored().values().stream().filter(s -> s.kind() != Layout.Kind.MOMENT
        || training.stream()
            .anyMatch(t -> t.step().outputs().stream().anyMatch(o -> o.stored() && o.name().equals(s.path()))))
        .toList();
  }

  private Graph model(Declaration.Callable model, Environment env) {
    Elaboration elaboration = new Elaboration(session, false, false);
    Evaluator evaluator = new Evaluator(elaboration);
    List<Evaluator.Argument> arguments = new ArrayList<>();
    for (Declaration.Parameter p : model.parameters()) {
      Type.Tensor type = (Type.Tensor) evaluator.types.type(p.type(), env);
      Value value = elaboration.graph.input(Input.Role.DATA, p.name(), type.kind().element(), type.graphAxes());
      arguments
          .add(new Evaluator.Argument(Optional.empty(), new Tensor(type, value, false, p.nameSpan()), p.nameSpan()));
    }
    Callable callable = (Callable) env.find(model.name()).orElseThrow();
    Meaning result = evaluator.call(callable, arguments, model.nameSpan(), env);
    outputs(evaluator, result, model, env);
    declared.putAll(elaboration.declared());
    return elaboration.build(model.name());
  }

  private static void outputs(Evaluator evaluator, Meaning result, Declaration.Callable model, Environment env) {
    if (result instanceof Meaning.Fields fields) {
      fields.fields().forEach((name, value) -> evaluator.elaboration.graph.output(name, false,
          evaluator.asTensor(value, model.nameSpan(), env).value()));
    } else {
      evaluator.elaboration.graph.output("result", false, evaluator.asTensor(result, model.nameSpan(), env).value());
    }
  }

  // Initial values

  private Graph initialise(List<Session.Stored> stored) {
    return initialise(session, stored);
  }

  /** Gives stored tensors their initial values. */
  static Graph initialise(Session session, List<Session.Stored> stored) {
    Elaboration elaboration = new Elaboration(session, false, false);
    Evaluator evaluator = new Evaluator(elaboration);
    for (Session.Stored tensor : stored) {
      Value value = tensor.repeats().isEmpty()
          ? evaluator.bodies().initial(tensor.initial(), tensor.type()).value()
          : stacked(evaluator, tensor);
      elaboration.name(value, tensor.path());
      elaboration.graph.output(tensor.path(), true, value);
    }
    return elaboration.build("initialise");
  }

  /** Inside of `repeat` each copy has draws of its own: the initial value is made in a scan over the copies. */
  private static Value stacked(Evaluator evaluator, Session.Stored tensor) {
    return stacked(evaluator, tensor, tensor.repeats());
  }

  private static Value stacked(Evaluator evaluator, Session.Stored tensor, List<TypedAxis> repeats) {
    if (repeats.isEmpty()) {
      return evaluator.bodies().initial(tensor.initial(), tensor.type()).value();
    }
    Elaboration elaboration = evaluator.elaboration;
    Index step = elaboration.graph.index(repeats.getFirst().axis());
    Value[] value = new Value[1];
    elaboration.enter(new Elaboration.Loop(step, repeats.getFirst(), true, new LinkedHashMap<>()));
    List<Definition> body;
    try {
      body = elaboration.graph.nested(() -> value[0] = stacked(evaluator, tensor, repeats.subList(1, repeats.size())));
    } finally {
      elaboration.leave();
    }
    return elaboration.graph
        .addAll(List.of(tensor.path()), new Operation.Scan(step, false, List.of(), body, List.of(value[0])),
            Origin.NONE)
        .getFirst();
  }

  // Tests

  private Map<String, Graph> tests(Environment env) {
    Map<String, Graph> tests = new LinkedHashMap<>();
    file.declarations().stream().filter(d -> d instanceof Declaration.Test).map(d -> (Declaration.Test) d)
        .forEach(t -> session.problems.attempt(() -> tests.put(t.name(), new TestLowering(session, env).lower(t))));
    return tests;
  }
}
