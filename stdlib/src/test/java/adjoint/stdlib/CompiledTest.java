package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.lower.program.Lowered;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.Signature;
import adjoint.runtime.program.VectorModule;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.tensor.Element;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library as it runs, scalar and in vectors, against PyTorch's values, gradients and steps. */
class CompiledTest {

  private static final Pool POOL = Pool.of(1);

  static List<Fixture> inference() {
    return ReferenceTest.inference();
  }

  /** Those with parameters: a step of SGD at rate 1 shows their gradients. */
  static List<Fixture> trainable() {
    return Fixture.all("layers").stream().filter(f -> !f.lines("parameter").isEmpty()).filter(Programs::isByExample)
        .toList();
  }

  static List<Fixture> optimizers() {
    return ReferenceTest.optimizers();
  }

  static List<Fixture> initialisers() {
    return ReferenceTest.initialisers();
  }

  @ParameterizedTest
  @MethodSource("inference")
  void values(Fixture fixture) {
    for (Backend.Form form : forms(fixture)) {
      Program program = compile(Programs.lower(fixture.name(), fixture.program()), form);
      CompiledFunction model = program.models().get("Case");
      Frame frame = frame(model, store(program, fixture), fixture);
      model.run(frame);
      assertClose(form + ": y", output(model, frame), fixture.line("output", "y"));
    }
  }

  @ParameterizedTest
  @MethodSource("trainable")
  void gradientsByParameters(Fixture fixture) {
    boolean training = fixture.mode().equals("training");
    boolean same =
        training || fixture.program().lines().noneMatch(l -> l.matches(".*(BatchNorm|SpectralNorm|Dropout).*"));
    for (Backend.Form form : same ? forms(fixture) : List.<Backend.Form>of()) {
      Lowered lowered = Programs.lower(fixture.name(), Programs.trained(fixture));
      Program program = compile(lowered, form);
      CompiledFunction step = program.training().orElseThrow().step();
      float[] store = store(program, fixture);
      run(step, frame(step, store, fixture), lowered.recipe().orElseThrow(), 0);
      for (Fixture.Line gradient : fixture.lines("gradient")) {
        program.layout().slot(gradient.name()).ifPresent(slot -> {
          double[] before = fixture.line("parameter", gradient.name()).values();
          double[] after = read(store, slot);
          double[] moved = IntStream.range(0, before.length).mapToDouble(i -> before[i] - after[i]).toArray();
          assertClose(form + ": gradient by " + gradient.name(), moved, gradient);
        });
      }
      fixture.lines("after").forEach(state -> assertClose(form + ": " + state.name(),
          read(store, program.layout().slot(state.name()).orElseThrow()), state));
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void tenSteps(Fixture fixture) {
    for (Backend.Form form : forms()) {
      Lowered lowered = Programs.lower(fixture.name(), fixture.program());
      Program program = compile(lowered, form);
      CompiledFunction step = program.training().orElseThrow().step();
      float[] store = store(program, fixture);
      Frame frame = Frames.of(step, store, Map.of("Batch", 1L), POOL);
      List<Fixture.Line> expected = fixture.lines("after");
      for (int i = 0; i < expected.size(); i++) {
        fill(step, frame, fixture.lines("input").get(i));
        run(step, frame, lowered.recipe().orElseThrow(), i);
        assertClose(form + ": step " + (i + 1),
            read(store, program.layout().slot(expected.get(i).name()).orElseThrow()),
            expected.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("initialisers")
  void startsAsPyTorchDoes(Fixture fixture) {
    for (Backend.Form form : forms()) {
      Program program = compile(Programs.lower(fixture.name(), fixture.program()), form);
      Starts.check(fixture, read(initial(program), program.layout().slot("start.w").orElseThrow()));
    }
  }

  /** Of one with settings, whose name has a suffix, the last form alone. */
  private static List<Backend.Form> forms(Fixture fixture) {
    return fixture.name().contains("-") ? List.of(forms().getLast()) : forms();
  }

  static List<Backend.Form> forms() {
    return VectorModule.isAvailable()
        ? List.of(Backend.Form.SCALAR, Backend.Form.VECTOR)
        : List.of(Backend.Form.SCALAR);
  }

  static Program compile(Lowered lowered, Backend.Form form) {
    return Compiler.compile(lowered, Backend.Options.of(form));
  }

  static void run(CompiledFunction step, Frame frame, Recipe recipe, int number) {
    List<String> settings = step.signature().settings();
    for (int i = 0; i < settings.size(); i++) {
      Schedule schedule = recipe.settings().get(settings.get(i));
      frame.settings[i] = (float) schedule.at(number, new Schedule.Run(10, 10));
    }
    frame.seed = 1;
    frame.step = number + 1;
    step.run(frame);
  }

  private static float[] initial(Program program) {
    float[] store = Frames.store(program.layout());
    Frame frame = Frames.of(program.initialise(), store, Map.of(), POOL);
    frame.seed = 1;
    program.initialise().run(frame);
    return store;
  }

  /** Initial values, then those of the fixture. */
  private static float[] store(Program program, Fixture fixture) {
    float[] store = initial(program);
    Stream.concat(fixture.lines("parameter").stream(), fixture.lines("state").stream()).forEach(line -> program.layout()
        .slot(line.name()).ifPresent(slot -> System.arraycopy(line.floats(), 0, store, slot.offset(), slot.count())));
    return store;
  }

  private static Frame frame(CompiledFunction function, float[] store, Fixture fixture) {
    long batch = fixture.lines("input").getFirst().sizes()[0];
    Frame frame = Frames.of(function, store, Map.of("Batch", batch), POOL);
    fixture.lines("input").forEach(line -> fill(function, frame, line));
    fixture.lines("seed")
        .forEach(line -> fill(function, frame, new Fixture.Line("input", "seed", "real", line.sizes(), line.values())));
    return frame;
  }

  private static void fill(CompiledFunction function, Frame frame, Fixture.Line line) {
    Signature signature = function.signature();
    for (int i = 0; i < signature.inputs().size(); i++) {
      if (signature.inputs().get(i).name().equals(line.name())) {
        boolean real = signature.inputs().get(i).element() == Element.REAL;
        System.arraycopy(real ? line.floats() : line.ints(), 0, real ? frame.reals[i] : frame.ints[i], 0,
            line.values().length);
      }
    }
  }

  private static double[] output(CompiledFunction function, Frame frame) {
    int port = function.signature().inputs().size();
    long count = Frames.count(function.signature().outputs().getFirst().axes(), dims(function, frame));
    return IntStream.range(0, (int) count).mapToDouble(i -> frame.reals[port][i]).toArray();
  }

  private static Map<String, Long> dims(CompiledFunction function, Frame frame) {
    return function.signature().openDims().isEmpty() ? Map.of() : Map.of("Batch", frame.dims[0]);
  }

  static double[] read(float[] store, Layout.Slot slot) {
    return IntStream.range(0, slot.count()).mapToDouble(i -> store[slot.offset() + i]).toArray();
  }

  /** Within a few roundings of the largest element in single precision. */
  private static void assertClose(String what, double[] actual, Fixture.Line expected) {
    double scale = Arrays.stream(expected.values()).map(Math::abs).reduce(1, Math::max);
    assertThat(actual).as(what).containsExactly(expected.values(), Offset.offset(1e-5 * scale));
  }
}
