package adjoint.runtime.train;

import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.part;
import static adjoint.runtime.Recipes.real;
import static adjoint.runtime.Recipes.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.Place;
import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.Signature;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.EarlyStopping;
import adjoint.runtime.recipe.EarlyStopping.Direction;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.weights.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  private static final Split.Part[] SHARES = {part(Split.Name.TRAIN, new Split.Share(0.7)),
    part(Split.Name.VALIDATION, new Split.Share(0.15)), part(Split.Name.TEST, new Split.Share(0.15))};

  @TempDir
  Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void table() throws IOException {
    Files.writeString(folder.resolve("line.csv"), Line.table(60));
  }

  private Recipe recipe(Split.Part... parts) {
    return Recipes.of(folder, csv("line.csv"), List.of(real("x", 2, "a..b"), scalar("y", "y")), parts);
  }

  private static Recipe with(Recipe r, int batch, boolean dropLast, int accumulate) {
    return new Recipe(r.model(), r.directory(), r.data(), r.fields(), r.split(),
        Optional.of(new Batch("Batch", batch, dropLast, false, Recipes.PLACE)), r.epochs(), r.steps(), r.seed(),
        r.shuffle(),
        r.settings(), r.clip(), accumulate, r.stop(), r.watch(), r.place());
  }

  private static Recipe with(Recipe r, EarlyStopping stop) {
    return new Recipe(r.model(), r.directory(), r.data(), r.fields(), r.split(), r.batch(), r.epochs(), r.steps(),
        r.seed(), r.shuffle(), r.settings(), r.clip(), r.accumulate(), Optional.of(stop), r.watch(), r.place());
  }

  private static Recipe settings(Recipe r, Map<String, Schedule> settings) {
    return new Recipe(r.model(), r.directory(), r.data(), r.fields(), r.split(), r.batch(), r.epochs(), r.steps(),
        r.seed(), r.shuffle(), settings, r.clip(), r.accumulate(), r.stop(), r.watch(), r.place());
  }

  private Options to(String name) {
    return Options.standard().withOut(folder.resolve(name));
  }

  private Report run(Program program, Recipe recipe, Options options, Progress.Style style) {
    Progress progress = Progress.of(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), style);
    return Trainer.run(program, recipe, options, progress);
  }

  private Report run(Recipe recipe, Options options) {
    return run(Line.program(), recipe, options, Progress.Style.QUIET);
  }

  private String file(String name) throws IOException {
    return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
  }

  private float[] store(String run, String file) {
    float[] store = Frames.store(Line.LAYOUT);
    Checkpoint.load(folder.resolve(run).resolve(file), "Line", Line.LAYOUT, store,
        file.equals("last.safetensors") ? Checkpoint.EVERYTHING : Checkpoint.WEIGHTS);
    return store;
  }

  private List<String> history(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.csv")).stream()
        .map(line -> line.replaceFirst("^([^,]*,[^,]*),[^,]*", "$1")).collect(Collectors.toList());
  }

  @Test
  void learnsALine() {
    Report report = run(recipe(SHARES).withEpochs(40), to("a"));
    assertThat(report.scores().get(Split.Name.TEST).get("loss")).isLessThan(1e-5f);
    assertThat(report.scores().get(Split.Name.TEST).get("rmse")).isLessThan(3e-3f);
    float[] store = store("a", "last.safetensors");
    assertThat(new float[]{store[0], store[1], store[2]}).containsExactly(new float[]{2, -1, 0.5f}, within(0.01f));
    assertThat(store[3]).isEqualTo(40 * 11);
    assertThat(report.epochs()).isEqualTo(40);
    assertThat(report.of()).isEqualTo(Report.Scored.LAST);
  }

  @Test
  void writesAHistory() throws IOException {
    run(recipe(SHARES), to("a"));
    List<String> history = history("a");
    assertThat(history).hasSize(4);
    assertThat(history.get(0)).isEqualTo("epoch,step,lr,loss,validation_loss,validation_rmse");
    assertThat(history.get(1)).startsWith("1,11,0.1,");
    assertThat(history.get(3)).startsWith("3,33,0.1,");
  }

  @Test
  void isAFunctionOfItsSeed() throws IOException {
    run(recipe(SHARES), to("a"));
    run(recipe(SHARES), to("b").withThreads(3));
    run(recipe(SHARES), to("c").withSeed(2));
    assertThat(store("a", "last.safetensors")).isEqualTo(store("b", "last.safetensors"))
        .isNotEqualTo(store("c", "last.safetensors"));
    assertThat(history("a")).isEqualTo(history("b"));
  }

  @Test
  void theLastPartialBatchIsCountedByItsExamples() throws IOException {
    List<Long> sizes = new ArrayList<>();
    run(Line.program(frame -> sizes.add(frame.dims[0])), with(recipe(), 16, false, 1).withEpochs(1), to("a"),
        Progress.Style.QUIET);
    assertThat(sizes.remove(0)).as("the one that was tried before").isEqualTo(12);
    assertThat(sizes).containsExactly(16L, 16L, 16L, 12L);
  }

  @Test
  void largeExamplesAreScoredInBatchesOfTraining() {
    TrainingFunctions<CompiledFunction> line = Line.program().training().orElseThrow();
    List<Long> sizes = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    CompiledFunction rows = new LargeRows(line.rows(), sizes, expected);
    run(Line.program(line.step(), line.accumulate(), rows, line.reduce()), with(recipe(), 16, false, 1).withEpochs(1),
        to("a"), Progress.Style.QUIET);
    assertThat(sizes).containsExactly(16L, 16L, 16L, 12L);
    assertThat(expected).containsExactly(4L);
  }

  /** Half a million floats an example. */
  private record LargeRows(CompiledFunction rows, List<Long> sizes, List<Long> expected) implements CompiledFunction {

    @Override
    public Signature signature() {
      return rows.signature();
    }

    @Override
    public long workReals(long[] dims) {
      return dims[0] << 19;
    }

    @Override
    public long workInts(long[] dims) {
      return 0;
    }

    @Override
    public void expect(Frame scratch, long calls) {
      expected.add(calls);
    }

    @Override
    public void run(Frame frame) {
      sizes.add(frame.dims[0]);
      rows.run(frame);
    }
  }

  @Test
  void theTrainingLossWeighsBatchesByTheirExamples() throws IOException {
    Recipe still = new Recipe("Line", folder, recipe().data(), recipe().fields(), Optional.empty(),
        Optional.of(new Batch("Batch", 16, false, false, Recipes.PLACE)), 1, 0, 1, true,
        Map.of("lr", new Schedule.Constant(0)), Optional.empty(), 1, Optional.empty(), List.of(), Recipes.PLACE);
    Report report = run(still, to("a"));
    float mean = Float.parseFloat(history("a").get(1).split(",")[3]);
    assertThat(mean).isCloseTo(report.scores().get(Split.Name.TRAIN).get("loss"), within(1e-3f));
  }

  @Test
  void aLastBatchThatIsTooSmallGoesWithTheOneBefore() {
    List<Long> sizes = new ArrayList<>();
    Program program = Line.program(frame -> {
      sizes.add(frame.dims[0]);
      if (frame.dims[0] < 13) {
        frame.store[4] = Float.NaN;
      }
    });
    run(program, with(recipe(), 16, false, 1).withEpochs(1), to("a"), Progress.Style.PLAIN);
    assertThat(sizes).as("tried, tried, trained").containsExactly(12L, 16L, 16L, 16L, 28L);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("the last batch of an epoch, of 12 examples, goes with the "
            + "one before it; by itself, line.weight holds NaN or an infinity in 1 of 2 numbers");
  }

  @Test
  void theLastPartialBatchMayBeLeftOut() {
    List<Long> sizes = new ArrayList<>();
    run(Line.program(frame -> sizes.add(frame.dims[0])), with(recipe(), 16, true, 1).withEpochs(1), to("a"),
        Progress.Style.QUIET);
    assertThat(sizes).containsExactly(16L, 16L, 16L);
  }

  @Test
  void microBatchesAreGatheredIntoOneUpdate() {
    List<Integer> steps = new ArrayList<>();
    run(Line.program(frame -> steps.add(frame.step)), with(recipe(), 10, false, 4).withEpochs(2), to("a"),
        Progress.Style.QUIET);
    assertThat(steps).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 11, 12, 20, 32, 33, 54})
  void aRunThatWasStoppedAndResumedHasTheSameBits(int stopAfter) throws IOException {
    Recipe recipe = recipe(SHARES).withEpochs(5);
    run(recipe, to("whole"));
    Interruption interruption = Interruption.never();
    Program stopping = Line.program(frame -> {
      if (frame.step == stopAfter) {
        interruption.request();
      }
    });
    Report stopped = run(stopping, recipe, to("parts").interruptedBy(interruption), Progress.Style.PLAIN);
    assertThat(stopped.outcome()).isEqualTo(Report.Outcome.INTERRUPTED);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("stopped in epoch ");
    Report resumed = run(recipe, Options.standard().resuming(folder.resolve("parts")));
    assertThat(resumed.epochs()).isEqualTo(5);
    assertThat(store("parts", "last.safetensors")).isEqualTo(store("whole", "last.safetensors"));
    assertThat(store("parts", "best.safetensors")).isEqualTo(store("whole", "best.safetensors"));
    assertThat(history("parts")).isEqualTo(history("whole"));
  }

  @Test
  void gatheredUpdatesResumeWithTheSameBits() {
    Recipe recipe = with(recipe(SHARES).withEpochs(4), 3, false, 4);
    run(recipe, to("whole"));
    Interruption interruption = Interruption.never();
    run(Line.program(frame -> {
      if (frame.step == 6) {
        interruption.request();
      }
    }), recipe, to("parts").interruptedBy(interruption), Progress.Style.QUIET);
    run(recipe, Options.standard().resuming(folder.resolve("parts").resolve("last.safetensors")));
    assertThat(store("parts", "last.safetensors")).isEqualTo(store("whole", "last.safetensors"));
  }

  @Test
  void aFinishedRunGoesOnWithMoreEpochs() {
    run(recipe(SHARES).withEpochs(5), to("whole"));
    run(recipe(SHARES).withEpochs(3), to("parts"));
    UserProblem finished = problem(() -> run(recipe(SHARES).withEpochs(3), Options.standard()
        .resuming(folder.resolve("parts"))));
    assertThat(finished.code()).isEqualTo("NN0507");
    assertThat(finished).hasMessage(folder.resolve("parts") + " is finished: 3 of 3 epochs");
    run(recipe(SHARES).withEpochs(3), Options.standard().resuming(folder.resolve("parts")).withEpochs(5));
    assertThat(store("parts", "last.safetensors")).isEqualTo(store("whole", "last.safetensors"));
  }

  @Test
  void aResumedRunKeepsTheSeedAndTheEpochsItWasStartedWith() {
    Recipe recipe = recipe(SHARES);
    run(recipe, to("whole").withSeed(9).withEpochs(6));
    Interruption interruption = Interruption.never();
    run(Line.program(frame -> {
      if (frame.step == 8) {
        interruption.request();
      }
    }), recipe, to("parts").withSeed(9).withEpochs(6).interruptedBy(interruption), Progress.Style.QUIET);
    Report report = run(recipe, Options.standard().resuming(folder.resolve("parts")));
    assertThat(report.epochs()).isEqualTo(6);
    assertThat(store("parts", "last.safetensors")).isEqualTo(store("whole", "last.safetensors"));
  }

  @Test
  void anotherSeedBatchOrDataCannotBeResumed() throws IOException {
    run(recipe(SHARES), to("a"));
    Options resume = Options.standard().resuming(folder.resolve("a")).withEpochs(9);
    assertThat(problem(() -> run(recipe(SHARES), resume.withSeed(3)))).hasMessageEndingWith("its seed is 1, here 3");
    assertThat(problem(() -> run(with(recipe(SHARES), 7, false, 1), resume)))
        .hasMessageEndingWith("its batch is 4, here 7");
    Files.writeString(folder.resolve("line.csv"), Line.table(80));
    assertThat(problem(() -> run(recipe(SHARES), resume)))
        .hasMessageEndingWith("line.csv has changed since");
    assertThat(problem(() -> run(recipe(SHARES), resume.anywayResuming())))
        .hasMessageEndingWith("its number of training examples is 42, here 56");
  }

  /** What weights depend on, each changed by itself, and how that is told. */
  @Test
  void whatHasChangedSinceIsSaid() throws IOException {
    Recipe r = recipe(SHARES);
    run(computing("this"), r, to("a"), Progress.Style.QUIET);
    Options resume = Options.standard().resuming(folder.resolve("a")).withEpochs(4);
    Map<Recipe, String> changed = new LinkedHashMap<>();
    changed.put(settings(r, Map.of("lr", new Schedule.Constant(0.2))), "its lr is 0.1, here 0.2");
    changed.put(settings(r, Map.of("lr", new Schedule.Cosine(0.1, 0))), "its lr is 0.1, here cosine(0.1, floor = 0)");
    changed.put(with(r, 4, true, 1), "its drop last is false, here true");
    changed.put(with(r, 2, false, 2), "its accumulate is 1, here 2");
    changed.put(with(r, new EarlyStopping("loss", Direction.LOWER_IS_BETTER, 3, 0)), "its stop is another");
    changed.put(recipe(part(Split.Name.TRAIN, new Split.Share(0.7)), part(Split.Name.VALIDATION, new Split.Share(0.3))),
        "its split is another");
    changed.put(Recipes.of(folder, csv("line.csv"), List.of(real("x", 2, "a..b", Recipes.divide(2)), scalar("y", "y")),
        SHARES), "its field x is another");
    changed.forEach((recipe, words) -> {
      UserProblem problem = problem(() -> run(recipe, resume));
      assertThat(problem.code()).isEqualTo("NN0505");
      assertThat(problem).hasMessage(folder.resolve("a/last.safetensors") + " was written by another run: " + words);
    });
    assertThat(problem(() -> run(computing("other"), r, resume, Progress.Style.QUIET)))
        .hasMessageEndingWith("its model, loss or optimizer computes something else");
    run(settings(r, Map.of("lr", new Schedule.Constant(0.2))), resume.anywayResuming());
    assertThat(history("a")).hasSize(5);
  }

  @Test
  void valuesThatHaveChangedSinceAreSaid() throws IOException {
    run(recipe(SHARES), to("a"));
    Files.writeString(folder.resolve("line.csv"), Line.table(60).replaceFirst("0\\.", "1."));
    assertThat(problem(() -> run(recipe(SHARES), Options.standard().resuming(folder.resolve("a")).withEpochs(4))))
        .hasMessage(folder.resolve("a/last.safetensors") + " was written by another run: line.csv has changed since");
  }

  @Test
  void theSameRunGivesTheSameFiles() throws IOException {
    run(recipe(SHARES), to("a"));
    run(recipe(SHARES), to("b").withThreads(2));
    assertThat(file("a/last.safetensors")).isEqualTo(file("b/last.safetensors"));
    assertThat(file("a/best.safetensors")).isEqualTo(file("b/best.safetensors"));
  }

  /**
   * A kill leaves the folder as it is at some moment. Each is taken here: before each step, and between the files of one
   * save. A run that goes on from it ends as one that was never killed.
   */
  @Test
  void aRunThatIsKilledAtAnyPointGoesOnWithTheSameBitsAndRows() throws IOException {
    Recipe recipe = with(with(recipe(SHARES).withEpochs(3), 14, false, 1),
        new EarlyStopping("loss", Direction.LOWER_IS_BETTER, 5, 0));
    run(recipe, to("whole"));
    List<Path> moments = new ArrayList<>();
    run(Line.program(frame -> moments.add(copied("run", "moment" + moments.size()))), recipe,
        to("run").savingEvery(0), Progress.Style.QUIET);
    moments.add(copied("run", "moment" + moments.size()));
    int steps = moments.size() - 1;
    assertThat(steps).isEqualTo(3 * 3);
    for (int i = 0; i < steps; i++) {
      Path best = mixed(moments.get(i), moments.get(i + 1), "best.safetensors");
      goesOn(recipe, mixed(moments.get(i), moments.get(i + 1), "best.safetensors", "metrics.csv"));
      goesOn(recipe, best);
      goesOn(recipe, moments.get(i));
    }
  }

  private static Program computing(String checksum) {
    Program line = Line.program();
    return new Program(line.name(), line.layout(), line.functions(), checksum);
  }

  private void goesOn(Recipe recipe, Path moment) throws IOException {
    run(recipe, Options.standard().resuming(moment).savingEvery(0));
    String name = moment.getFileName().toString();
    assertThat(history(name)).as(name).isEqualTo(history("whole"));
    assertThat(store(name, "last.safetensors")).as(name).isEqualTo(store("whole", "last.safetensors"));
    assertThat(store(name, "best.safetensors")).as(name).isEqualTo(store("whole", "best.safetensors"));
  }

  /** A moment at which some of the next one's files are there already. */
  private Path mixed(Path moment, Path next, String... files) {
    Path mixed = copied(moment.getFileName().toString(), moment.getFileName() + "-" + files.length);
    for (String file : files) {
      if (Files.exists(next.resolve(file))) {
        copy(next.resolve(file), mixed.resolve(file));
      }
    }
    return mixed;
  }

  private Path copied(String run, String name) {
    Path copy = folder.resolve(name);
    try {
      Files.createDirectory(copy);
      try (Stream<Path> files = Files.list(folder.resolve(run))) {
        files.forEach(file -> copy(file, copy.resolve(file.getFileName())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatAKillLosesWithinALongEpochIsBounded() throws IOException {
    AtomicInteger saved = new AtomicInteger();
    run(Line.program(frame -> {
      if (!Files.exists(folder.resolve("a"))) {
        return; // the last batch is only tried
      }
      String state = Checkpoint.notes(folder.resolve("a/last.safetensors")).get("state");
      saved.set(Integer.parseInt(state.replaceAll(".*\"step\":([0-9]+).*", "$1")));
      assertThat(saved.get()).isEqualTo(frame.step - 1);
    }), recipe(SHARES).withEpochs(1), to("a").savingEvery(0), Progress.Style.QUIET);
    assertThat(saved.get()).isEqualTo(10);
  }

  @Test
  void stopsWhenNothingGetsBetterAndGoesBackToTheBest() {
    AtomicInteger calls = new AtomicInteger();
    Program worsening = Line.program(frame -> {
      if (calls.incrementAndGet() > 1 + 44) { // one is tried before
        frame.store[2] += 0.5f;
      }
    });
    Recipe recipe = with(recipe(SHARES).withEpochs(50), new EarlyStopping("rmse", Direction.LOWER_IS_BETTER, 3, 0));
    Report report = run(worsening, recipe, to("a"), Progress.Style.PLAIN);
    assertThat(report.outcome()).isEqualTo(Report.Outcome.STOPPED_EARLY);
    assertThat(report.epochs()).isEqualTo(7);
    assertThat(report.of()).isEqualTo(Report.Scored.BEST);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("no better rmse since epoch 4: stopped after 7");
    float[] best = store("a", "best.safetensors");
    assertThat(best[3]).isEqualTo(44);
    Report again = Evaluator.run(Line.program(), recipe, folder.resolve("a"), Options.standard(),
        Progress.of(new PrintStream(out), new PrintStream(err), Progress.Style.QUIET));
    assertThat(again.scores()).isEqualTo(report.scores());
  }

  @Test
  void aRunsFolderStandsForTheWeightsThatWereReported() {
    Report report = run(recipe(SHARES), to("a"));
    Progress progress = Progress.of(new PrintStream(out), new PrintStream(err), Progress.Style.QUIET);
    Report again = Evaluator.run(Line.program(), recipe(SHARES), folder.resolve("a"), Options.standard(), progress);
    assertThat(again.scores()).isEqualTo(report.scores());
    assertThat(problem(() -> Evaluator.run(Line.program(), recipe(SHARES), folder, Options.standard(), progress)))
        .hasMessage(folder + " holds no weights");
  }

  @Test
  void stoppingOnAnUnknownMetric() {
    Recipe recipe = with(recipe(SHARES), new EarlyStopping("rsme", Direction.LOWER_IS_BETTER, 3, 0));
    UserProblem problem = problem(() -> run(recipe, to("a")));
    assertThat(problem).hasMessage("stopping looks at rsme, which is no metric");
    assertThat(problem.hint()).contains("did you mean rmse?");
  }

  @Test
  void aLossThatIsNoNumberStopsAndIsLocated() {
    Program program = Line.program(frame -> {
      if (frame.step == 17) {
        frame.reals[1][0] = Float.NaN;
      }
    });
    List<float[]> seen = new ArrayList<>();
    Locator locator = (frame, update) -> {
      seen.add(new float[]{frame.store[0], frame.step, frame.dims[0]});
      return Optional.of(new Locator.Finding("log of 0 in cross_entropy", Optional.of(new Place("line.nn", 5, 9))));
    };
    UserProblem problem = problem(() -> run(program, recipe(SHARES), to("a").locating(locator), Progress.Style.QUIET));
    assertThat(problem.code()).isEqualTo("NN0506");
    assertThat(problem).hasMessage("the loss is NaN at step 17, in epoch 2: first in log of 0 in cross_entropy");
    assertThat(problem.place()).contains(new Place("line.nn", 5, 9));
    List<float[]> before = new ArrayList<>();
    run(Line.program(frame -> {
      if (frame.step == 17) {
        before.add(new float[]{frame.store[0], 17, 4});
      }
    }), recipe(SHARES), to("b"), Progress.Style.QUIET);
    assertThat(seen.get(0)).isEqualTo(before.get(0));
  }

  @Test
  void aLossThatIsNoNumberWithoutALocator() {
    Program program = Line.program(frame -> frame.store[0] = 1e30f);
    assertThat(problem(() -> run(program, recipe(SHARES), to("a"), Progress.Style.QUIET)))
        .hasMessage("the loss is Infinity at step 1, in epoch 1");
    assertThat(store("a", "last.safetensors")[0]).as("the weights before the first step").isBetween(0f, 1f);
  }

  /** A running statistic may be lost while the loss stays finite. */
  @Test
  void weightsThatAreNotFiniteEndARun() {
    Program program = Line.program(frame -> {
      if (frame.step == 20) {
        frame.store[4] = Float.NaN;
      }
    });
    UserProblem problem = problem(() -> run(program, recipe(SHARES), to("a").savingEvery(0), Progress.Style.QUIET));
    assertThat(problem.code()).isEqualTo("NN0506");
    assertThat(problem).hasMessage("line.weight holds NaN or an infinity in 1 of 2 numbers after step 20");
    assertThat(store("a", "last.safetensors")[3]).as("the steps of the weights that are left").isEqualTo(19);
  }

  @Test
  void aDryRunWritesNothing() {
    Report report = run(Line.program(), recipe(SHARES), to("a").dry(), Progress.Style.PLAIN);
    assertThat(folder.resolve("a")).doesNotExist();
    assertThat(report.outcome()).isEqualTo(Report.Outcome.DRY);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("dry run: one step of 11 an epoch was made, nothing was written");
  }

  @Test
  void aLimitSmallerThanTheBatchIsOneBatch() {
    Report report = run(recipe(SHARES), to("a").withLimit(3));
    assertThat(store("a", "last.safetensors")[3]).isEqualTo(3);
    assertThat(report.scores().get(Split.Name.TEST)).containsKeys("loss", "rmse");
  }

  @Test
  void aFolderThatHoldsARunIsNotWrittenOver() throws IOException {
    run(recipe(SHARES), to("a"));
    String before = file("a/last.safetensors");
    UserProblem problem = problem(() -> run(recipe(SHARES), to("a")));
    assertThat(problem.code()).isEqualTo("NN0501");
    assertThat(problem).hasMessage(folder.resolve("a") + " already holds a run");
    assertThat(file("a/last.safetensors")).isEqualTo(before);
  }

  @Test
  void aFileInPlaceOfTheFolder() throws IOException {
    Files.writeString(folder.resolve("a"), "");
    assertThat(problem(() -> run(recipe(SHARES), to("a"))).code()).isEqualTo("NN0501");
    assertThat(problem(() -> run(recipe(SHARES), to("a/b"))).code()).isEqualTo("NN0501");
  }

  @Test
  void theLastLineOfJsonIsTheReport() {
    Report report = run(Line.program(), recipe(SHARES), to("a"), Progress.Style.JSON);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(report.json() + System.lineSeparator());
    assertThat(report.json()).matches("\\{\"model\":\"Line\",\"parameters\":3,\"epochs\":3,\"seconds\":[0-9.]+,"
        + "\"train\":\\{\"loss\":[-0-9.E]+,\"rmse\":[-0-9.E]+},"
        + "\"validation\":\\{\"loss\":.*},\"test\":\\{\"loss\":.*}}");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("epoch 3/3");
  }

  @Test
  void quietSaysNothing() {
    run(recipe(SHARES), to("a"));
    assertThat(out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void plainLinesAreFewEvenOfManyEpochs() {
    run(Line.program(), recipe(SHARES).withEpochs(300), to("a"), Progress.Style.PLAIN);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().collect(Collectors.toList());
    assertThat(lines.get(0)).isEqualTo("Line: 3 parameters; 42 train, 9 validation, 9 test examples");
    assertThat(lines).hasSizeBetween(30, 45).anyMatch(l -> l.startsWith("epoch 300/300  loss "));
  }

  /** Where nothing rewrites lines, a slow epoch still shows that it goes on. */
  @Test
  void aStepIsSeenWithinSeconds() {
    run(Line.program(frame -> sleep(250)), with(recipe(), 5, false, 1).withEpochs(1), to("a"), Progress.Style.PLAIN);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("(?m)^epoch 1/1  \\d+ %  loss [0-9.]+  [0-9.]+ steps/s");
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aRecipeWithoutDataDrawsWhatItNeeds() {
    Port value = new Port("value", Element.REAL, List.of());
    Program drawing = Line.program(Line.function(new Signature("step", List.of(), List.of(), List.of("lr"),
        List.of(Line.scalar("loss"))), frame -> {
          frame.reals[0][0] = frame.store[0];
          frame.store[0] -= frame.settings[0] * frame.store[0];
        }), Optional.empty(),
        Line.function(new Signature("rows", List.of(), List.of(), List.of(), List.of(value)),
            frame -> frame.reals[0][0] = frame.store[0]),
        Line.function(new Signature("reduce", List.of(), List.of(value), List.of(), List.of(Line.scalar("loss"))),
            frame -> frame.reals[1][0] = frame.reals[0][0]));
    Recipe recipe = new Recipe("Line", folder, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), 4, 25,
        1, true,
        Map.of("lr", new Schedule.Constant(0.1)), Optional.empty(), 1, Optional.empty(), List.of(), Recipes.PLACE);
    Report report = run(drawing, recipe, to("a"), Progress.Style.QUIET);
    assertThat(report.scores().get(Split.Name.TRAIN).get("loss")).isLessThan(1e-4f);
  }

  @Test
  void normsAreShownForWhatIsWatched() {
    run(Line.program(), recipe(SHARES).withEpochs(1), to("a").watching(), Progress.Style.PLAIN);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("                 gradient        update")
        .containsPattern("line.weight  +[0-9.e+-]+  +[0-9.e+-]+");
  }

  private static UserProblem problem(ThrowingCallable run) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, run);
    assertThat(problem).as("a problem").isNotNull();
    return problem;
  }
}
