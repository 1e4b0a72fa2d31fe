package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.weights.SafetensorsFile;
import adjoint.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `Target <- …`: target networks, whose weights follow those of others, and `start Target from Net`. */
class TargetTest {

  private static final String PROGRAM = """
      dim Batch
      dim In = 3
      dim Hidden = 4
      model Net(x: [Batch, In]) -> [Batch, Hidden] {
        body = Linear[Hidden]
        head = Linear[Hidden -> Hidden]
        x |> body |> BatchNorm1d |> tanh |> head
      }
      model Target(x: [Batch, In]) -> [Batch, Hidden] {
        body = Linear[Hidden]
        head = Linear[Hidden -> Hidden]
        x |> body |> BatchNorm1d |> tanh |> head
      }
      train Net {
        x = normal[Batch, In](0, 1)
        next = normal[Batch, In](0, 1)
        %s
        batch Batch = 8
        steps 1
        epochs 1
      }
      """;

  private static final String LEARN = "minimize mean((Net(x) - Target(next) - 1)^2) using SGD[lr = 0.1]\n";

  @TempDir
  private Path folder;

  private Outcome train(String run, String lines) throws IOException {
    var file = Files.writeString(folder.resolve("m.nn"), PROGRAM.formatted(lines));
    var outcome = Outcome.of("train", file.toString(), "--strict", "--out", folder.resolve(run).toString());
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome;
  }

  private List<Double> weights(String run, String path) {
    TensorFile tensors = SafetensorsFile.open(folder.resolve(run).resolve("last.safetensors"));
    List<Double> all = new ArrayList<>();
    tensors.read(tensors.entries().get(path), (_, number) -> all.add(number));
    return all;
  }

  @Test
  void aTargetFollowsTheUpdatedNet() throws Exception {
    train("before", LEARN + "Target <- 1 * Target");
    train("after", LEARN + "Target <- 0.75 * Target + 0.25 * Net");
    for (String path : List.of("body.weight", "head.bias", "batch_norm1d.weight", "batch_norm1d.running_mean",
        "batch_norm1d.running_var")) {
      List<Double> net = weights("after", "Net." + path);
      List<Double> old = weights("before", "Target." + path);
      List<Double> target = weights("after", "Target." + path);
      assertThat(net).isEqualTo(weights("before", "Net." + path));
      for (int i = 0; i < net.size(); i++) {
        assertThat(target.get(i)).as(path).isCloseTo(0.75 * old.get(i) + 0.25 * net.get(i), within(1e-6));
      }
    }
  }

  @Test
  void linesRunInTheirOrder() throws Exception {
    train("before", "Target <- Net\n" + LEARN);
    train("after", LEARN + "Target <- Net");
    assertThat(weights("after", "Target.head.weight")).isEqualTo(weights("after", "Net.head.weight"));
    assertThat(weights("before", "Target.head.weight")).isNotEqualTo(weights("before", "Net.head.weight"));
  }

  @Test
  void partsAndSingleParameters() throws Exception {
    train("none", LEARN + "Target <- 1 * Target");
    train("some", LEARN
        + "Target.body <- Net.body\nTarget.head.bias <- 2 * Net.head.bias\nTarget.head.weight <- Target.head.weight");
    assertThat(weights("some", "Target.body.weight")).isEqualTo(weights("some", "Net.body.weight"));
    assertThat(weights("some", "Target.head.bias"))
        .isEqualTo(weights("some", "Net.head.bias").stream().map(x -> 2 * x).toList());
    assertThat(weights("some", "Target.head.weight")).isEqualTo(weights("none", "Target.head.weight"));
  }

  @Test
  void aTargetIsTrainedWhereOverNamesIt() throws Exception {
    train("alone", LEARN + "Target <- 1 * Target");
    train("over", LEARN.replace("0.1]", "0.1] over Net, Target") + "Target <- 1 * Target");
    assertThat(weights("over", "Net.head.bias")).isEqualTo(weights("alone", "Net.head.bias"));
    assertThat(weights("over", "Target.head.bias")).isNotEqualTo(weights("alone", "Target.head.bias"));
  }

  @Test
  void aTargetStartsAsTheNet() throws Exception {
    var outcome = train("run",
        "start Target from Net\nfrozen Target\nminimize mean((Net(x) - Target(next))^2) using SGD[lr = 0.1]\n"
            + "Target <- Net every 5");
    assertThat(outcome.out()).contains("Target starts from Net: 8 tensors");
    assertThat(weights("run", "Target.body.weight")).isNotEqualTo(weights("run", "Net.body.weight"));
    var first =
        train("first", "start Target.body from Net.body\nTarget.head <- Net.head\n" + LEARN.replace("0.1", "0"));
    assertThat(weights("first", "Target.body.weight")).isEqualTo(weights("first", "Net.body.weight"));
    assertThat(first.out()).contains("Target.body starts from Net.body: 2 tensors");
    assertThat(Stream.of("body.bias", "head.weight"))
        .allMatch(path -> weights("first", "Target." + path).equals(weights("first", "Net." + path)));
  }
}
