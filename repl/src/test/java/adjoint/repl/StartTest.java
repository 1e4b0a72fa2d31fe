package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

  private static final Path PYTORCH = Path.of("src/test/fixtures/exchange").toAbsolutePath();

  private static final String AROUND = """
      dim Batch
      dim Input  = 4
      dim Hidden = 8
      dim Class  = 3
      layer Perceptron(x: [.., Input]) -> [.., Class] {
        x |> Linear[Hidden] |> tanh |> Linear[Hidden -> Hidden] |> relu |> Linear[Class]
      }
      model Net(x: [Batch, Input]) -> [Batch, Class] {
        body = Perceptron
        scale = Linear[Class -> Class]
        scale(body(x))
      }
      model Alone(x: [Batch, Input]) -> [Batch, Class] {
        Perceptron(x)
      }
      train Net {
        x = normal[Batch, Input](0, 1)
        minimize mean(Net(x)^2) + mean(Alone(x)^2) using SGD[lr = 0]
        batch Batch = 8
        epochs 1
        steps 1
        start %s
      }
      """;

  private String around(String line) throws IOException {
    return Files.writeString(folder.resolve("around.nn"), AROUND.formatted(line)).toString();
  }

  private Outcome begun(String line) throws IOException {
    return Outcome.of("train", around(line), "--out", folder.resolve("begun").toString());
  }

  /** The rows that a PyTorch network's own fixture holds. */
  private void assertPredictsAsThere(String model) throws IOException {
    var there = Files.readAllLines(PYTORCH.resolve("mlp.torch.csv"));
    var inputs = Files.write(folder.resolve("inputs.csv"), Files.readAllLines(PYTORCH.resolve("mlp.csv")).stream()
        .map(line -> line.substring(0, line.lastIndexOf(','))).toList());
    var outcome = Outcome.of("predict", folder.resolve("around.nn").toString(), inputs.toString(),
        "--model", model, "--weights", folder.resolve("begun").toString());
    var here = outcome.out().lines().skip(1).toList();
    assertThat(here).as(outcome.err()).hasSameSizeAs(there);
    for (int row = 0; row < here.size(); row++) {
      var numbers = here.get(row).split(",");
      var expected = there.get(row).split(",");
      for (int i = 0; i < numbers.length; i++) {
        assertThat(Double.parseDouble(numbers[i])).isCloseTo(Double.parseDouble(expected[i]), within(1e-5));
      }
    }
  }

  @Test
  void aPartBeginsWithWeightsOfPyTorch() throws IOException {
    String file = PYTORCH.resolve("mlp.torch.safetensors").toString();
    var map = Files.writeString(folder.resolve("torch.map"), """
        Alone.perceptron.linear1.* = 0.*
        Alone.perceptron.linear2.* = 2.*
        Alone.perceptron.linear3.* = 4.*
        """);
    var outcome = begun("Alone.perceptron from \"" + file + "\" names \"torch.map\"");

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(": 6 tensors\n");
    assertPredictsAsThere("Alone");
    assertThat(begun("Alone from \"" + file + "\"").err()).contains("names \"names.map\"");
    assertThat(begun("Alone from \"" + file + "\" names \"no.map\"").err()).contains("error[NN0520]", "no.map");
    Files.delete(map);
  }

  @Test
  void aPartIsImported() throws IOException {
    String torch = PYTORCH.resolve("mlp.torch.safetensors").toString();
    var map = Files.writeString(folder.resolve("torch.map"), """
        Alone.perceptron.linear1.* = 0.*
        Alone.perceptron.linear2.* = 2.*
        Alone.perceptron.linear3.* = 4.*
        """).toString();
    String part = folder.resolve("part.safetensors").toString();
    String program = around("Net from \"part.safetensors\"");

    var outcome = Outcome.of("import", program, torch, "--part", "Alone.perceptron", "--map", map, "-o", part);

    assertThat(outcome).isEqualTo(new Outcome(0, torch + " → " + part + ": 6 tensors\n", ""));
    assertThat(begun("Alone from \"part.safetensors\"").exit()).isZero();
    assertPredictsAsThere("Alone");
    assertThat(Outcome.of("import", program, torch, "--part", "Net.body", "-o", part, "--force").err())
        .startsWith("error[NN0505]").contains("it has no Net.body.linear1.weight");
    assertThat(Outcome.of("import", program, torch, "--part", "Net.bodi", "-o", part, "--force").err())
        .startsWith("error[NN0520]: no layer and no parameter is called Net.bodi");
  }

  @Test
  void aTensorBeginsWithAnArray() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}\n";
    var bytes = ByteBuffer.allocate(10 + header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII)).putFloat(1).putFloat(2).putFloat(3);
    Files.write(folder.resolve("bias.npy"), bytes.array());

    assertThat(begun("Net.scale.bias from \"bias.npy\"").out()).contains("Net.scale.bias starts from ");
    assertThat(begun("Net.scale.weight from \"bias.npy\"").err()).contains("it is [3], and Net.scale.weight is [3, 3]");
    assertThat(begun("Net.scale from \"bias.npy\"").err()).contains("it is one array, and Net.scale has 2 tensors");
  }

  @Test
  void aLineIsWrongInWords() throws IOException {
    assertThat(fine("Net.body \"run\"").err())
        .startsWith("error[NN0308]: weights to start from are `start Net.encoder");
    assertThat(fine("Net.bodi from \"run\"").err()).startsWith("error[NN0313]: no layer and no parameter is called");
    assertThat(fine("Net from \"nowhere\"").err()).contains("error[NN0");
  }
}
