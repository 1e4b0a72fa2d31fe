package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `start`: parts of a model that begin with the weights of an earlier run. */
class StartTest {

  private static final String ENCODER = """
      dim Batch
      dim D = 3
      layer Encoder(x: [Batch, D]) -> [Batch, D] { x |> Linear[D -> D] |> tanh |> Linear[D -> D] }
      """;

  @TempDir
  private Path folder;

  @BeforeEach
  void pretrain() throws IOException {
    var file = Files.writeString(folder.resolve("auto.nn"), ENCODER + """
        model Auto(x: [Batch, D]) -> [Batch, D] {
          z = Encoder(x)
          Linear[D -> D](z)
        }
        train Auto {
          x = normal[Batch, D](0, 1)
          minimize mean((Auto(x) - x)^2) using Adam[lr = 0.01]
          batch Batch = 8
          epochs 1
          steps 3
        }
        """);
    assertThat(Outcome.of("train", file.toString(), "--out", folder.resolve("run").toString()).exit()).isZero();
  }

  private Outcome fine(String line) throws IOException {
    var file = Files.writeString(folder.resolve("net.nn"), ENCODER + """
        model Net(x: [Batch, D]) -> [Batch] {
          body = Encoder
          y = Linear[D -> D](body(x))
          sum[D](y)
        }
        train Net {
          x = normal[Batch, D](0, 1)
          minimize mean((Net(x) - 1)^2) using SGD[lr = 0]
          batch Batch = 8
          epochs 1
          steps 1
          start %s
        }
        """.formatted(line));
    return Outcome.of("train", file.toString(), "--out", folder.resolve("fine").toString());
  }

  private byte[] tensors(String run, int from) throws IOException {
    byte[] all = Files.readAllBytes(folder.resolve(run).resolve("last.safetensors"));
    int header = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getInt() + 8;
    return Arrays.copyOfRange(all, header + 4 * from, header + 4 * (from + 24));
  }

  @Test
  void aPartBeginsWithWhatItIsCalledThere() throws IOException {
    var outcome = fine("Net.body from \"run\" at \"encoder\"");

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out() + outcome.err()).contains("Net.body starts from ")
        .contains("last.safetensors: 4 tensors; not used: linear.weight, linear.bias\n");
    assertThat(tensors("fine", 0)).isEqualTo(tensors("run", 0));
  }

  @Test
  void whatIsMissingIsToldOrLeft() throws IOException {
    assertThat(fine("Net.body from \"run\"").err())
        .startsWith("error[NN0505]: Net.body can't start")
        .contains("it has no body.linear1.weight").contains("help: say where the part lies there: start Net.body from");
    assertThat(fine("Net from \"run\"").err()).contains("may keep its own initial values: start … partial");
    var partial = fine("Net from \"run\" partial");
    assertThat(partial.exit()).isZero();
    assertThat(partial.out() + partial.err()).contains("2 tensors; not there, with values of their own: body.linear1");
  }

  @Test
  void aLineIsWrongInWords() throws IOException {
    assertThat(fine("Net.body \"run\"").err())
        .startsWith("error[NN0308]: weights to start from are `start Net.encoder");
    assertThat(fine("Net.bodi from \"run\"").err()).startsWith("error[NN0313]: no layer and no parameter is called");
    assertThat(fine("Net from \"nowhere\"").err()).contains("error[NN0");
  }
}
