package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model says of an example has the same bits alone and in a batch of any size. */
class RowsTest {

  private static final int EXAMPLES = 37;
  private static final int[] BATCHES = {1, 2, 3, 5, 8, 16, 33, EXAMPLES};

  private static final String ATTENTION = """
      dim Batch
      dim Token = 5
      dim Other = Token
      dim Width = 20
      dim Class = 7
      model Attention(x: [Batch, Token, Width]) -> [Batch, Class] {
        n = x |> LayerNorm[Width]
        q = n |> Linear[Width -> Width]
        others = n[Batch, Token -> Other, Width]
        scores = dot[Width](q, others) / sqrt(size[Width])
        seen = dot[Other](softmax[Other](scores), others)
        softmax[Class](mean[Token](gelu(seen)) |> Linear[Class])
      }
      """;

  static Stream<Lowered> programs() {
    return Stream.concat(Stream.of("digits", "digits-conv", "sunspots").map(name -> {
      Path file = Path.of("../examples", name, name + ".nn");
      return lowered(SourceFiles.read(file).orElseThrow(), file.getParent());
    }), Stream.of(lowered(new Source("attention.nn", ATTENTION), Path.of(""))));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aRowHasTheSameBitsInAnyBatch(Lowered lowered) {
    for (Backend.Form form : new Backend.Form[]{Backend.Form.SCALAR, Backend.Form.VECTOR}) {
      Program program = Compiler.compile(lowered, Backend.Options.of(form));
      float[] all = outputs(program, EXAMPLES);
      assertThat(Arrays.copyOf(all, all.length / EXAMPLES)).isNotEqualTo(
          Arrays.copyOfRange(all, all.length / EXAMPLES, 2 * all.length / EXAMPLES));
      for (int batch : BATCHES) {
        assertThat(outputs(program, batch)).as("%s, %s, batches of %d", lowered.name(), form, batch)
            .containsExactly(all);
      }
    }
  }

  /** Those of all examples, computed in batches of a size; the last may be smaller. */
  private static float[] outputs(Program program, int batch) {
    CompiledFunction model = program.models().get(program.name());
    try (Pool pool = Pool.of(2)) {
      float[] store = Frames.store(program.layout());
      Frame start = Frames.of(program.initialise(), store, Map.of(), pool);
      start.seed = 1;
      program.initialise().run(start);
      Map<String, Long> one = Map.of("Batch", 1L);
      int in = (int) Frames.count(model.signature().inputs().getFirst().axes(), one);
      int out = (int) Frames.count(model.signature().outputs().getFirst().axes(), one);
      float[] data = data(EXAMPLES * in);
      float[] all = new float[EXAMPLES * out];
      Frame frame = Frames.of(model, store, Map.of("Batch", (long) batch), pool);
      for (int from = 0; from < EXAMPLES; from += batch) {
        int count = Math.min(batch, EXAMPLES - from);
        frame.dims[0] = count;
        System.arraycopy(data, from * in, frame.reals[0], 0, count * in);
        model.run(frame);
        System.arraycopy(frame.reals[1], 0, all, from * out, count * out);
      }
      return all;
    }
  }

  private static float[] data(int length) {
    Random random = new Random(1);
    float[] data = new float[length];
    for (int i = 0; i < length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return data;
  }

  private static Lowered lowered(Source source, Path folder) {
    var checked =
        Compiler.check(source, new ProgramLowering.Options(folder, name -> Optional.empty(), Map.of(), false));
    assertThat(checked.problems()).isEmpty();
    return checked.lowered().orElseThrow();
  }
}
