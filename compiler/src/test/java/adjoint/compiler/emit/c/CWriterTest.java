package adjoint.compiler.emit.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.ProgramKernels;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.link.Runs;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.RandomAttention;
import adjoint.compiler.plan.RandomConvolutions;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Kernels have the same bits in C as in bytecode: neither writer adds anything to what they say. */
class CWriterTest {

  private static final Path EXAMPLES = Path.of("../examples");
  private static final Path NUMBERS = Path.of("src/test/resources/adjoint/compiler/link/numbers.nn");
  private static final Path HEADER = Path.of("src/test/resources/adjoint/compiler/emit/c/kernels.h");
  /** No multiple of any number of lanes. */
  private static final Map<String, Long> DIMS = Map.of("Batch", 5L, "T", 37L);

  /** What neither the networks nor the functions compute. */
  private static final Graph REST = GraphParser.parse("""
      graph rest
      %0 x: real[Batch, D=37] = data
      %1 n: int[Batch, D=37] = data
      %4 least: real[Batch, D=37] = for i2:Batch, i3:D=37 { minimum(%0[i2, i3], 0.01) + expm1(%0[i2, i3]) }
      %7 same: int[Batch, D=37] = for i5:Batch, i6:D=37 { %1[i5, i6] }
      %10 all: bool[Batch] = for i8:Batch all i9:D=37 { %1[i8, i9] < 2 }
      output least = %4
      output same = %7
      output all = %10
      """);

  @TempDir
  private Path folder;

  @BeforeAll
  static void thereIsACompiler() throws InterruptedException {
    assumeThat(CProgram.isPossible()).as("there is a gcc").isTrue();
  }

  @TestFactory
  Stream<DynamicTest> trainingSteps() {
    return networks().map(network -> network.training().orElseThrow().step()).map(step -> test(step, 0, 8, 16));
  }

  @TestFactory
  Stream<DynamicTest> functions() {
    return numbers().map(functions -> test(functions, 0, 8));
  }

  @TestFactory
  Stream<DynamicTest> convolutions() {
    return LongStream.range(0, 6).mapToObj(RandomConvolutions::of).map(graph -> test(graph, 8, 16));
  }

  @TestFactory
  Stream<DynamicTest> triangles() {
    return LongStream.range(0, 4).mapToObj(RandomAttention::of).map(graph -> test(graph, 8, 16));
  }

  @Test
  void everyOperatorIsWritten() throws IOException {
    List<String> texts = Stream.concat(networks().map(network -> network.training().orElseThrow().step()), numbers())
        .map(Compiler::simplified)
        .flatMap(graph -> Stream.of(0, 8).map(lanes -> CWriter.write(kernels(graph, lanes)))).toList();
    List<String> missing = Pattern.compile("ALWAYS \\w+ (\\w+\\()").matcher(Files.readString(HEADER)).results()
        .map(found -> found.group(1)).filter(name -> texts.stream().noneMatch(text -> text.contains(name))).toList();
    assertThat(missing).isEmpty();
  }

  private static Stream<Lowered> networks() {
    return Stream.of("xor/xor.nn", "digits/digits.nn", "digits-conv/digits-conv.nn", "benchmark/workloads/lstm.nn")
        .map(file -> Network.read(EXAMPLES.resolve(file)).lowered());
  }

  private static Stream<Graph> numbers() {
    return Stream.concat(Network.read(NUMBERS).lowered().tests().values().stream(), Stream.of(REST));
  }

  /** @param lanes 0 for the scalar form */
  private DynamicTest test(Graph graph, Integer... lanes) {
    return DynamicTest.dynamicTest(graph.name(), () -> check(Compiler.simplified(graph), List.of(lanes)));
  }

  private void check(Graph graph, List<Integer> forms) throws IOException, InterruptedException {
    Arguments arguments = SmallArguments.of(graph, DIMS);
    CompiledFunction function =
        Backend.compile(graph, PlannedGraphs.layout(graph), Backend.Options.of(Backend.Form.SCALAR));
    try (Pool pool = Pool.of(1)) {
      Runs expected = Runs.of(graph, arguments, function, pool);
      expected.run();
      Map<Integer, CProgram> programs = new LinkedHashMap<>(); // which GCC compiles side by side
      for (int lanes : forms) {
        programs.put(lanes,
            CProgram.of(kernels(graph, lanes), lanes, "-O0", Files.createTempDirectory(folder, "lanes" + lanes)));
      }
      for (var program : programs.entrySet()) {
        Frame frame = Runs.of(graph, arguments, function, pool).frame();
        program.getValue().run(frame);
        same(graph.name() + " with " + program.getKey() + " lanes", frame, expected.frame());
      }
    }
  }

  private static ProgramKernels kernels(Graph graph, int lanes) {
    return Backend.kernels(Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT),
        lanes == 0 ? Mode.SCALAR : Mode.VECTOR);
  }

  private static void same(String what, Frame actual, Frame expected) {
    assertThat(actual.store).as("store of " + what).isEqualTo(expected.store);
    for (int i = 0; i < expected.reals.length; i++) {
      assertThat(actual.reals[i]).as("port %d of %s", i, what).isEqualTo(expected.reals[i]);
      assertThat(actual.ints[i]).as("port %d of %s", i, what).isEqualTo(expected.ints[i]);
    }
  }
}
