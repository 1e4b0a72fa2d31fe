package adjoint.repl.command;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Conversation;
import adjoint.repl.session.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `:train` trains with the session's weights as the result; what is saved comes back as it was. */
class TrainingAtThePromptTest {

  @TempDir
  private Path folder;

  private Conversation conversation;

  @BeforeEach
  void copyTheExample() throws IOException {
    Path example = Path.of("../examples/digits");
    Files.copy(example.resolve("digits.csv.gz"), folder.resolve("digits.csv.gz"));
    Files.writeString(folder.resolve("digits.nn"),
        Files.readString(example.resolve("digits.nn")).replace("epochs    30", "epochs    6"));
    conversation = Conversation.at(folder);
    conversation.answers(":load " + folder.resolve("digits.nn"));
  }

  private Map<String, Weight> weights() {
    return conversation.context().session().state().weights();
  }

  @Test
  void theSessionHasTheTrainedWeights() {
    String before = conversation.answers(":data 64\nloss = cross_entropy[Digit](Digits(image), label)");
    assertThat(conversation.answers(":train 2")).contains("epoch 2/2", "runs/Digits/1",
        "the session has these weights");
    String after = conversation.answers("cross_entropy[Digit](Digits(image), label)");

    assertThat(number(before)).isGreaterThan(2);
    assertThat(number(after)).isLessThan(1);

    float[] trained = weights().get("Digits.linear2.bias").data();
    conversation.answers(":reset\n:load " + folder.resolve("digits.nn") + "\n:load "
        + folder.resolve("runs/Digits/1/last.safetensors"));
    assertThat(Arrays.equals(weights().get("Digits.linear2.bias").data(), trained)).isTrue();
  }

  private static double number(String answer) {
    return Double.parseDouble(answer.strip().replaceAll("(?s).*: ", ""));
  }

  /** Weights at the prompt are those that training begins with: a rule that changes nothing leaves them. */
  @Test
  void trainingBeginsWithWhatThePromptShows() {
    conversation.answers(":data 2\nDigits(image)");
    float[] before = weights().get("Digits.linear1.weight").data();

    conversation.answers("""
        train Digits {
          data      csv("digits.csv.gz") { image: [Pixel] = columns("p*") / 16, label: Digit = column("digit") }
          minimize  cross_entropy[Digit](Digits(image), label) using SGD[lr = 0]
          batch     Batch = 32
          seed      3
        }
        :train 1
        """);

    assertThat(Arrays.equals(weights().get("Digits.linear1.weight").data(), before)).isTrue();
  }

  @Test
  void ctrlCKeepsTheWeightsAndTrainingGoesOn() throws Exception {
    var answer = CompletableFuture.supplyAsync(() -> conversation.say(":train"));
    while (!Files.exists(folder.resolve("runs/Digits/1"))) {
      Thread.sleep(5);
    }
    conversation.context().session().stop();

    assertThat(answer.get(60, TimeUnit.SECONDS).parts().toString()).contains("stopped after", ":train goes on");
    assertThat(weights()).containsKey("Digits.linear1.weight");
    assertThat(conversation.answers(":train")).contains("epoch 6/6", "the session has these weights");
    assertThat(folder.resolve("runs/Digits/2")).doesNotExist();
    float[] resumed = weights().get("Digits.linear1.weight").data();

    assertThat(conversation.answers(":train")).contains("epoch 6/6", "runs/Digits/2");
    assertThat(Arrays.equals(weights().get("Digits.linear1.weight").data(), resumed)).as("the same bits").isTrue();
  }

  @Test
  void aSavedSessionComesBack() {
    conversation.answers("""
        :train 1
        dim Small = 2
        h = Linear[Small -> 3]
        normal[Small]()
        x = $1 * 2
        y = h(x)
        z = y |> softmax[3]
        """);
    var before = conversation.context().session().state();
    String saved = folder.resolve("saved.nn").toString();

    assertThat(conversation.answers(":save " + saved)).contains("saved: ", "saved.safetensors");
    assertThat(Path.of(saved)).content().contains("dim Small = 2\n", "x = result1 * 2", "model Digits");
    assertThat(conversation.answers(":reset\n:load " + saved)).contains("saved.nn is loaded").doesNotContain("error");

    var after = conversation.context().session().state();
    assertThat(after.values().get("z").reals()).isEqualTo(before.values().get("z").reals());
    assertThat(after.weights()).hasSameSizeAs(before.weights());
    before.weights()
        .forEach((path, weight) -> assertThat(Arrays.equals(after.weights().get(path).data(), weight.data()))
            .as(path).isTrue());
  }

  @Test
  void aSavedSessionLeavesOutWhatIsComputedFromData() {
    conversation.answers("""
        dim Small = 2
        :data 2
        x = index[Small]
        a = Digits(image)
        b = a * 2
        """);
    String saved = folder.resolve("saved.nn").toString();

    assertThat(conversation.answers(":save " + saved)).contains("left out", "image", ", a, b");
    assertThat(conversation.answers(":reset\n:load " + saved + "\nx")).contains("[Small = 2]  0  1")
        .doesNotContain("error");
  }

  @Test
  void aSavedSessionKnowsTheSizesOfOpenDims() {
    conversation.answers("""
        :set Batch=3
        x = index[Batch]
        """);
    String saved = folder.resolve("saved.nn").toString();
    conversation.answers(":save " + saved);

    assertThat(conversation.answers(":reset\n:load " + saved + "\nx")).contains("[Batch = 3]  0  1  2")
        .doesNotContain("error");
  }

  @Test
  void aSessionSavedElsewhereSaysWhereItsDataAreLookedFor() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));

    assertThat(conversation.answers(":save " + other.resolve("s.nn"))).contains("looked for beside it",
        folder.toString());
    assertThat(conversation.answers(":save " + folder.resolve("s.nn"))).doesNotContain("looked for");
  }
}
