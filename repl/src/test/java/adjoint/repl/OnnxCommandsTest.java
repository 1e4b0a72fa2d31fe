package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models as ONNX and weights in fewer bits, as `nn export` writes them. */
class OnnxCommandsTest {

  private static final Path FIXTURES = Path.of("src/test/fixtures/exchange");

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "conv", "lstm", "words"})
  void modelsAreWrittenWithTheirWeights(String name) throws IOException {
    var out = folder.resolve(name + ".onnx");

    var outcome = Outcome.of("export", file(name + ".nn"), "--weights", file(name + ".ours.safetensors"), "-o",
        out.toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).startsWith(file(name + ".nn") + " → " + out + ": ");
    assertThat(new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1)).contains("Adjoint", "result");
  }

  @Test
  void whatOnnxLacksIsNamedWithItsLines() throws IOException {
    var noise = folder.resolve("noise.nn");
    Files.writeString(noise, """
        dim Batch
        dim Width = 4
        model Noise(x: [Batch, Width]) -> [Batch, Width] {
          x + normal[Batch, Width](0, 1)
        }
        """);

    var outcome = Outcome.of("export", noise.toString(), "-o", folder.resolve("noise.onnx").toString());

    assertThat(outcome.err()).startsWith("error[NN0523]: Noise can't be written as ONNX:")
        .contains("noise.nn:4: it draws at random by Adjoint's own generator");
    assertThat(folder.resolve("noise.onnx")).doesNotExist();
  }

  @Test
  void versionsThatCannotBeWrittenAreRefused() {
    var outcome = Outcome.of("export", file("mlp.nn"), "--weights", file("mlp.ours.safetensors"), "-o",
        folder.resolve("mlp.onnx").toString(), "--opset", "12");

    assertThat(outcome.err()).contains("--opset 12 can't be written", "17 to 24 can");
  }

  @Test
  void weightsAreWrittenInFewerBits() throws IOException {
    long whole = Files.size(exported("f32"));

    assertThat(Files.size(exported("bf16"))).isLessThan(whole);
    assertThat(Files.size(exported("f16"))).isLessThan(whole);
    assertThat(Outcome.of("export", file("mlp.nn"), "--weights", file("mlp.ours.safetensors"), "-o",
        folder.resolve("b.npz").toString(), "--dtype", "bf16").err()).contains("can't hold bf16");
    assertThat(Outcome.of("export", file("mlp.nn"), "--weights", file("mlp.ours.safetensors"), "-o",
        folder.resolve("c.npz").toString(), "--dtype", "int8").err()).contains("nn build --weights-as int8");
  }

  private Path exported(String type) {
    var out = folder.resolve(type + ".safetensors");
    assertThat(Outcome.of("export", file("mlp.nn"), "--weights", file("mlp.ours.safetensors"), "-o", out.toString(),
        "--dtype", type).err()).isEmpty();
    return out;
  }

  private static String file(String name) {
    return FIXTURES.resolve(name).toString();
  }
}
