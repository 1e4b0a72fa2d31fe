package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.BodyScope;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Owner;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.PartialStep;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Roles;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Start;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A `train` block: the graphs of a step and of an evaluation, and the recipe for the runtime. */
public final class TrainLowering {

  private final ProgramScope program;
  private final Environment file;
  private final Declaration.Train train;
  private final boolean watch;

  /**
   * @param watch whether the step also gives norms of activations, gradients and updates
   */
  public TrainLowering(ProgramScope program, Environment file, Declaration.Train train, boolean watch) {
    this.program = program;
    this.file = file;
    this.train = train;
    this.watch = watch;
  }

  /** The lines of a block by kind. */
  private record Lines(Optional<TrainItem.Data> data, Optional<TrainItem.Split> split, Optional<TrainItem.Batch> batch,
      List<TrainItem> computed, List<TrainItem.Metric> metrics, List<TrainItem.Watch> watches) {}

  public LoweredTraining lower(Path directory) {
    Lines lines = lines();
    Evaluator reader = new Evaluator(new Build(program, false, false));
    DataReading reading = new DataReading(reader, file);
    List<String> metrics = lines.metrics().stream().map(TrainItem.Metric::name).toList();
    TrainSettings settings = settings(reading, metrics);
    int examples = lines.batch().flatMap(b -> program.problems.result(() -> batchSize(b))).orElse(1);
    Optional<TypedAxis> batch = lines.batch().map(this::batchAxis);
    Data data = lines.data().map(d -> data(d, reading, reader)).orElse(Data.NONE);
    CarriedStates carried = new CarriedStates(program, all(TrainItem.Carry.class), batch, examples);
    if (data.wrong().isEmpty()) {
      program.problems.attempt(() -> carried.check(data.source(), data.fields(), settings, train.items()));
    }
    Optional<Split> split = lines.split()
        .flatMap(s -> program.problems.result(() -> reading.split(s, data.source(), data.fields(), data.wrong())));
    WatchedNorms watching = watching(lines);
    NamedPaths frozen = new NamedPaths(program, settings.get(TrainSetting.FROZEN));
    DueLines due = new DueLines(lines.computed(), reading::number, program.problems);
    StepLowering step = new StepLowering(program, due, settings, batch, watching, carried);
    UpdateGraphs updates = new UpdateGraphs(step, due, settings.get(TrainSetting.ACCUMULATE) > 1,
        new AveragedWeights(program, settings.get(TrainSetting.EMA)),
        making -> elaborate(lines, data, batch, Optional.of(frozen), goingOn(carried, true, making)));
    Build updated = updates.whole();
    frozen.end();
    new StepWarnings(program, updated, train, step.trained(), new NamedPaths(program,
        settings.get(TrainSetting.START).stream().filter(StartLine::isTrained).map(StartLine::part).toList()),
        step.targets()).add();
    Build scored = elaborate(lines, data, batch, Optional.empty(),
        goingOn(carried, false, (evaluator, env) -> evaluate(evaluator, env, lines)));
    Graph evaluation = scored.build("evaluate");
    ScoreFunctions scores = ScoreFunctions.of(evaluation, batch.map(a -> a.dim().shown()), losses(lines),
        scored.graph.next());
    Recipe recipe =
        recipe(directory, data, split, lines, settings, updated.settings.schedules(), watching);
    List<PartialStep<Graph>> partial = program.problems.isEmpty() ? updates.partial() : List.of();
    return new LoweredTraining(new TrainingFunctions<>(updates.step(), updates.gathered(), partial,
        scores.halves().rows(), scores.halves().reduce(), scores.batches(), metrics), recipe);
  }

  private WatchedNorms watching(Lines lines) {
    return new WatchedNorms(watch,
        new NamedPaths(program, lines.watches().stream().flatMap(w -> w.paths().stream()).toList()));
  }

  private static Set<String> losses(Lines lines) {
    int count = (int) lines.computed().stream().filter(i -> i instanceof TrainItem.Minimize).count();
    return IntStream.rangeClosed(1, count).mapToObj(StepLowering::lossName).collect(Collectors.toSet());
  }

  private TrainSettings settings(DataReading reading, List<String> metrics) {
    TrainSettings settings = new TrainSettings(reading, metrics);
    all(TrainItem.Setting.class).forEach(line -> program.problems.attempt(() -> settings.add(line)));
    all(TrainItem.Bind.class).forEach(line -> program.problems.attempt(() -> settings.refuseBound(line.bind())));
    List.of(TrainSetting.CLIP, TrainSetting.DECAYS_MAPS_ONLY, TrainSetting.STOP, TrainSetting.START,
        TrainSetting.EMA)
        .forEach(setting -> program.problems.attempt(() -> settings.get(setting)));
    return settings;
  }

  private Lines lines() {
    List<TrainItem> computed = train.items().stream()
        .filter(i -> i.stated().isPresent() || i instanceof TrainItem.Minimize || i instanceof TrainItem.Update)
        .toList();
    if (computed.stream().noneMatch(i -> i instanceof TrainItem.Minimize)) {
      throw Mistake.of(CompilerProblem.NOTHING_MINIMIZED, train.nameSpan(),
          "this train block minimizes nothing: minimize … using Adam[]");
    }
    if (only(TrainItem.Data.class).isPresent() && only(TrainItem.Batch.class).isEmpty()) {
      throw Mistake.of(CompilerProblem.MISSING_BATCH, train.nameSpan(),
          "this train block doesn't say along which open dim examples are stacked: batch Batch = 32");
    }
    return new Lines(only(TrainItem.Data.class), only(TrainItem.Split.class), only(TrainItem.Batch.class), computed,
        all(TrainItem.Metric.class), all(TrainItem.Watch.class));
  }

  private <T extends TrainItem> List<T> all(Class<T> kind) {
    return train.items().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private <T extends TrainItem> Optional<T> only(Class<T> kind) {
    List<T> found = all(kind);
    if (found.size() > 1) {
      throw Mistake.of(CompilerProblem.UNKNOWN_OR_REPEATED_SETTING, found.get(1).span(),
          "this line stands twice in the train block");
    }
    return found.stream().findFirst();
  }

  private TypedAxis batchAxis(TrainItem.Batch batch) {
    if (file.find(batch.dim().name()).orElse(null) instanceof DimName d && !d.axis().size().isConstant()) {
      return d.axis();
    }
    if (file.isWrong(batch.dim().name())) {
      throw new AlreadyReported();
    }
    throw Mistake.of(CompilerProblem.BATCH_DIM_NOT_OPEN, batch.dim().span(),
        "`batch` names an open dim of the file: dim " + batch.dim().name());
  }

  /**
   * What examples are read from.
   *
   * @param types of one example's fields; a field that is wrong is missing
   * @param wrong the fields of which something was said already: they are no longer there for whoever looks at all
   */
  private record Data(Optional<Source> source, List<Field> fields, Map<String, Type.Tensor> types, Set<String> wrong) {
    static final Data NONE = new Data(Optional.empty(), List.of(), Map.of(), Set.of());
  }

  private Data data(TrainItem.Data data, DataReading reading, Evaluator reader) {
    Source source = reading.source(data.source());
    FieldReading fieldReading = new FieldReading(reader, file);
    List<Field> fields = new ArrayList<>();
    Map<String, Type.Tensor> types = new LinkedHashMap<>();
    for (TrainItem.DataField field : data.fields()) {
      program.problems.attempt(() -> {
        if (!(reader.types.type(field.type(), file) instanceof Type.Tensor type)) {
          throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, field.type().span(), "a field is one tensor");
        }
        types.put(field.name(), type);
        fields.add(fieldReading.field(field, type, source));
      });
    }
    Set<String> right = fields.stream().map(Field::name).collect(Collectors.toSet());
    Set<String> wrong = data.fields().stream().map(TrainItem.DataField::name).filter(name -> !right.contains(name))
        .collect(Collectors.toSet());
    program.problems.attempt(() -> TextFields.checkLengths(data, source, fields, wrong));
    return new Data(Optional.of(source), fields, types, wrong);
  }

  /**
   * Builds one graph: the fields of a batch as inputs, then what the caller makes of them.
   *
   * @param frozen what rests while the others are trained; empty where nothing is
   */
  private Build elaborate(Lines lines, Data data, Optional<TypedAxis> batch,
      Optional<NamedPaths> frozen, Making making) {
    Build build = new Build(program, frozen.isPresent(), false);
    frozen.ifPresent(paths -> build.rest(paths::cover));
    Evaluator evaluator = new Evaluator(build);
    Environment env = file.enter(new BodyScope(Dim.FILE, "", Owner.TRAIN, Map.of()));
    data.types().forEach((name, type) -> {
      List<TypedAxis> axes = new ArrayList<>(batch.stream().toList());
      axes.addAll(type.axes());
      Value value = build.graph.input(Input.Role.DATA, name, type.kind().element(), TypedAxis.graphAxes(axes));
      env.bind(name, new Tensor(Type.Tensor.of(type.kind(), axes), value, false, field(lines, name).nameSpan()),
          field(lines, name).nameSpan());
    });
    lines.data().stream().flatMap(line -> line.fields().stream()).map(TrainItem.DataField::name)
        .filter(name -> !data.types().containsKey(name)).forEach(env::setWrong);
    making.make(evaluator, env);
    return build;
  }

  private Making goingOn(CarriedStates carried, boolean goesOn, Making making) {
    return (evaluator, env) -> {
      program.problems.attempt(() -> carried.bind(evaluator, env, goesOn));
      making.make(evaluator, env);
    };
  }

  /** Makes a graph's definitions. */
  interface Making {
    void make(Evaluator evaluator, Environment env);
  }

  private static TrainItem.DataField field(Lines lines, String name) {
    return lines.data().orElseThrow().fields().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  /** Losses and metrics over whatever examples the data inputs hold. */
  private void evaluate(Evaluator evaluator, Environment env, Lines lines) {
    int number = 0;
    for (TrainItem item : lines.computed()) {
      item.stated().ifPresent(statement -> evaluator.statements.attempt(statement, env,
          () -> evaluator.statements.statement(statement, env, false)));
      if (item instanceof TrainItem.Minimize m) {
        int at = ++number;
        program.problems.attempt(() -> evaluator.build.graph.output(StepLowering.lossName(at), false,
            StepLowering.loss(evaluator, m, env).value()));
      }
    }
    for (TrainItem.Metric metric : lines.metrics()) {
      program.problems.attempt(() -> metric(evaluator, env, metric));
    }
  }

  private static void metric(Evaluator evaluator, Environment env, TrainItem.Metric metric) {
    new MetricOutputs(evaluator, env, metric).add();
  }

  private Recipe recipe(Path directory, Data data, Optional<Split> split, Lines lines,
      TrainSettings settings, Map<String, Schedule> schedules, WatchedNorms watching) {
    Optional<Batch> batch =
        lines.batch().map(b -> new Batch(b.dim().name(), batchSize(b), false,
            !all(TrainItem.Carry.class).isEmpty(), DataReading.place(b.span())));
    return new Recipe(train.name(), directory, data.source(), data.fields(), split, batch,
        settings.get(TrainSetting.EPOCHS),
        steps(settings, data), settings.get(TrainSetting.SEED), settings.get(TrainSetting.SHUFFLE),
        schedules,
        settings.get(TrainSetting.CLIP), settings.get(TrainSetting.ACCUMULATE), settings.get(TrainSetting.STOP),
        watching.outputs(), starts(settings), List.of(), List.of(), Roles.NONE, List.of(),
        DataReading.place(train.span()));
  }

  /** Without data nothing else says how long an epoch is. */
  private static int steps(TrainSettings settings, Data data) {
    int given = settings.get(TrainSetting.STEPS);
    return given == 0 && data.source().isEmpty() ? TrainSetting.STEPS_WITHOUT_DATA : given;
  }

  private List<Start> starts(TrainSettings settings) {
    List<String> stored = program.stored().values().stream().filter(s -> s.kind().isDeclared())
        .map(ProgramScope.Stored::path).toList();
    return settings.get(TrainSetting.START).stream().map(line -> line.start(program, stored)).toList();
  }

  private int batchSize(TrainItem.Batch batch) {
    Optional<Integer> given = Optional.ofNullable(program.batches.get(batch.dim().name()));
    if (given.isPresent()) {
      return given.get();
    }
    double size = new DataReading(new Evaluator(new Build(program, false, false)), file).number(batch.size());
    if (size < 1 || size != Math.rint(size) || size > Integer.MAX_VALUE) {
      throw Mistake.of(CompilerProblem.INVALID_SETTING_VALUE, batch.size().span(),
          "a batch has a whole number of examples, at least 1");
    }
    return (int) size;
  }
}
