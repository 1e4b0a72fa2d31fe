package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.link.Linker;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.pack.ModelJar;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.instruction.LineNumber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the classes of whole programs: small methods, verified, with the lines of the program's own file. */
class GeneratedClassesTest {

  /** HotSpot compiles no method of more than 8,000 bytes; a margin stays. */
  private static final int LIMIT = 6_000;

  /** Larger numbers take more bytes, in percent. */
  private static final int LARGER = 3;
  /** What a hundred blocks make large enough is shared among threads, which takes a method. */
  private static final int SHARED_OUT = 4;
  /** The same in bytes, in percent. */
  private static final int SHARED_BYTES = 50;

  /** With two kernels each, more than one class holds. */
  private static final int LAYERS = 600;

  private static final String DIGITS = "../examples/digits/digits.nn";

  private static final String BLOCKS = """
      dim Batch
      dim Width = 24
      dim Class = 3
      layer Block[D](x: [.., D]) -> [.., D] {
        x + (x |> LayerNorm[D] |> Linear[D -> D] |> relu |> Linear[D -> D])
      }
      model Deep(x: [Batch, Width]) -> [Batch, Class] {
        x |> repeat COUNT { Block[Width] } |> Linear[Class]
      }
      train Deep {
        data     csv("deep.csv") { x: [Width] = columns("x*"), label: Class = column("label") }
        minimize cross_entropy[Class](Deep(x), label) using Adam[lr = 1e-3]
        batch    Batch = 8
      }
      """;

  static Stream<String> examples() throws IOException {
    return ProgramCommandsTest.examples();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void methodsAreSmallAndVerifiedAndHaveTheLinesOfTheProgramsOwnFile(String example) {
    Source source = SourceFiles.read(Path.of(example)).orElseThrow();
    Lowered lowered = lowered(example);
    Set<Integer> all = new TreeSet<>();
    each(lowered, (plan, mode) -> {
      Map<String, byte[]> classes = Backend.classFiles(plan, mode);
      classes.values().forEach(bytes -> assertMethodsAreSmall(bytes, plan.name()));
      CompiledFunction verified = Linker.link(Backend.className(plan, mode), classes, plan.signature());
      assertThat(verified.signature()).isEqualTo(plan.signature());
      ClassModel model = ClassFile.of().parse(classes.get(Backend.className(plan, mode)));
      Set<Integer> lines = lines(model);
      if (!lines.isEmpty()) {
        assertThat(model.findAttribute(Attributes.sourceFile())
            .map(SourceFileAttribute::sourceFile).map(Object::toString)).contains(example);
      }
      all.addAll(lines);
    });
    int first =
        Stream.of("fn ", "layer ", "optimizer ", "model ").mapToInt(each -> line(source, each)).min().orElseThrow();
    assertThat(all).allMatch(line -> line > first && !source.lineText(line).isBlank());
    assertThat(all).as("of the model").anyMatch(line -> line < line(source, "train "));
    if (lowered.training().isPresent()) {
      assertThat(all).as("of the loss").contains(line(source, "minimize "));
    }
  }

  private static void assertMethodsAreSmall(byte[] bytes, String name) {
    ClassFile.of().parse(bytes).methods().forEach(m -> m.code().ifPresent(
        code -> assertThat(((CodeAttribute) code).codeLength()).as(m.methodName() + " of " + name)
            .isLessThanOrEqualTo(LIMIT)));
  }

  private static int line(Source source, String start) {
    return (int) source.text().lines().takeWhile(l -> !l.strip().startsWith(start)).count() + 1;
  }

  private static Set<Integer> lines(ClassModel model) {
    Set<Integer> lines = new TreeSet<>();
    model.methods().forEach(m -> m.code().ifPresent(code -> {
      for (CodeElement element : code) {
        if (element instanceof LineNumber line) {
          lines.add(line.line());
        }
      }
    }));
    return lines;
  }

  @Test
  void aStackTraceNamesFileAndLine() {
    Lowered lowered = lowered(DIGITS);
    Graph graph = lowered.models().get("Digits");
    for (Mode mode : Mode.values()) {
      Plan plan = Backend.plan(Compiler.simplified(graph), lowered.layout(), Backend.Options.DEFAULT);
      CompiledFunction function = link(plan, mode);
      Frame frame = Frames.of(function, new float[7], Map.of("Batch", 2L), Pool.of(1)); // no such few weights
      List<StackTraceElement> trace = trace(function, frame);
      assertThat(trace).as(mode.toString()).extracting(StackTraceElement::getFileName).contains(DIGITS);
      assertThat(trace).filteredOn(e -> DIGITS.equals(e.getFileName())).extracting(StackTraceElement::getLineNumber)
          .contains(8);
    }
  }

  private static List<StackTraceElement> trace(CompiledFunction function, Frame frame) {
    try {
      function.run(frame);
    } catch (IndexOutOfBoundsException e) {
      return List.of(e.getStackTrace());
    }
    return List.of();
  }

  @Test
  void aHundredBlocksAreNoMoreCodeThanTwo() {
    Map<String, Size> two = sizes(2);
    Map<String, Size> hundred = sizes(100);
    assertThat(definitions(100)).isEqualTo(definitions(2));
    assertThat(hundred.keySet()).isEqualTo(two.keySet());
    two.forEach((name, size) -> {
      assertThat(hundred.get(name).methods()).as(name).isCloseTo(size.methods(), Offset.offset(SHARED_OUT));
      boolean shared = hundred.get(name).methods() > size.methods();
      assertThat(hundred.get(name).bytes()).as(name)
          .isCloseTo(size.bytes(), Percentage.withPercentage(shared ? SHARED_BYTES : LARGER));
    });
  }

  /** Of a class. */
  private record Size(int methods, int bytes) {}

  private static Map<String, Size> sizes(int count) {
    Map<String, Size> sizes = new TreeMap<>();
    each(blocks(count), (plan, mode) -> {
      byte[] bytes = Backend.classFile(plan, mode);
      sizes.put(plan.name() + " " + mode, new Size(ClassFile.of().parse(bytes).methods().size(), bytes.length));
    });
    return sizes;
  }

  private static int definitions(int count) {
    return blocks(count).functions().stream().mapToInt(graph -> Compiler.simplified(graph).definitions().size())
        .sum();
  }

  private static Lowered blocks(int count) {
    Source source = new Source("deep.nn", BLOCKS.replace("COUNT", "" + count));
    return lowered(source, Path.of(""));
  }

  /** One class couldn't name as many methods and places. */
  @Test
  void aLongProgramIsSeveralClassesThatMoveTogether() {
    StringBuilder text = new StringBuilder("dim Batch\ndim Width = 2\n");
    StringBuilder model = new StringBuilder("model Long(h0: [Batch, Width]) -> [Batch, Width] {\n");
    for (int i = 0; i < LAYERS; i++) {
      text.append("layer L%d(x: [.., W]) -> [.., W] {\n  param w: [W] = %s\n  param b: [W] = %s\n  x * w + b\n}\n"
          .formatted(i, unlike("uniform(0, 1)", i), unlike("abs(normal(0, 1))", i)));
      model.append("  h%d = h%d |> L%d\n".formatted(i + 1, i, i));
    }
    Lowered lowered =
        lowered(new Source("long.nn", text + "%s  h%d\n}\n".formatted(model, LAYERS)), Path.of(""));
    Plan plan = Backend.plan(lowered.initialise(), lowered.layout(), Backend.Options.DEFAULT);
    assertThat(plan.steps()).hasSize(2 * LAYERS);
    List<float[]> stores = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      var generated = new ModelJar.Generated(Backend.className(plan, mode), Backend.classFiles(plan, mode));
      assertThat(generated.classes()).hasSizeGreaterThan(1);
      for (var each : List.of(generated, generated.named("adjoint/generated/training/elsewhere"))) {
        CompiledFunction function = Linker.link(each.name(), each.classes(), plan.signature());
        float[] store = Frames.store(lowered.layout());
        function.run(Frames.of(function, store, Map.of(), Pool.of(1)));
        stores.add(store);
      }
    }
    float[] first = stores.getFirst();
    assertThat(IntStream.range(0, lowered.layout().length()).filter(i -> first[i] == 0)).isEmpty();
    assertThat(stores).allSatisfy(store -> assertThat(store).isEqualTo(first));
  }

  /** An expression above 0 of a structure that its number alone has, so that no two share a procedure. */
  private static String unlike(String draw, int number) {
    String made = draw;
    for (int left = number + 1; left > 0; left /= 2) {
      made = (left % 2 == 0 ? "sqrt(%s + 1)" : "1 / (%s + 1)").formatted(made);
    }
    return made;
  }

  private static CompiledFunction link(Plan plan, Mode mode) {
    return Linker.link(Backend.className(plan, mode), Backend.classFiles(plan, mode), plan.signature());
  }

  private static void each(Lowered lowered, BiConsumer<Plan, Mode> check) {
    for (Graph graph : lowered.functions().stream().toList()) {
      Plan plan = Backend.plan(Compiler.simplified(graph), lowered.layout(), Backend.Options.DEFAULT);
      for (Mode mode : Mode.values()) {
        check.accept(plan, mode);
      }
    }
  }

  private static Lowered lowered(String example) {
    Path file = Path.of(example);
    return lowered(SourceFiles.read(file).orElseThrow(), file.toAbsolutePath().getParent());
  }

  private static Lowered lowered(Source source, Path folder) {
    var checked =
        Compiler.check(source, new ProgramLowering.Options(folder, name -> Optional.empty(), Map.of(), false));
    assertThat(checked.problems()).isEmpty();
    return checked.lowered().orElseThrow();
  }
}
