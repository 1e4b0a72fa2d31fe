package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.text.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples train to the levels that their page promises. */
class ExamplesTest {

  @TempDir
  private Path folder;

  @Test
  void xorIsLearned() throws Exception {
    assertThat(number(train("xor"), "train", "accuracy")).isEqualTo(1);
  }

  @Test
  void iris() throws Exception {
    assertThat(number(train("iris"), "test", "accuracy")).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void shapes() throws Exception {
    assertThat(number(train("shapes"), "validation", "accuracy")).isEqualTo(1);
  }

  @Test
  void tones() throws Exception {
    assertThat(number(train("tones"), "validation", "accuracy")).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void wine() throws Exception {
    assertThat(number(train("wine"), "test", "accuracy")).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void breastCancer() throws Exception {
    Json report = train("breast-cancer");
    double precision = number(report, "test", "precision");
    double recall = number(report, "test", "recall");
    assertThat(number(report, "test", "accuracy")).isGreaterThanOrEqualTo(0.94);
    assertThat(precision).isGreaterThanOrEqualTo(0.9);
    assertThat(recall).isGreaterThanOrEqualTo(0.9);
    assertThat(number(report, "test", "f1"))
        .isCloseTo(2 * precision * recall / (precision + recall), Offset.offset(1e-5));
  }

  @Test
  void digits() throws Exception {
    assertThat(number(train("digits"), "test", "accuracy")).isGreaterThanOrEqualTo(0.97);
  }

  /** Ten epochs only; its page promises more. */
  @Test
  void digitsByConvolutions() throws Exception {
    assertThat(number(train("digits-conv", "--epochs", "10"), "test", "accuracy")).isGreaterThanOrEqualTo(0.94);
  }

  @Test
  void sunspotsAreForetoldBetterThanByPersistence() throws Exception {
    Json report = train("sunspots", "--epochs", "6");
    assertThat(number(report, "test", "rmse")).isLessThan(number(report, "test", "persistence") - 0.5);
    assertThat(number(report, "validation", "rmse")).isLessThan(number(report, "validation", "persistence"));
  }

  /** The least squared error of eight principal components, by pca.py beside the example, is 0.0215. */
  @Test
  void autoencoderBeatsPrincipalComponents() throws Exception {
    assertThat(number(train("autoencoder", "--epochs", "30"), "test", "loss")).isLessThan(0.0215);
  }

  private Json train(String name, String... more) throws Json.Malformed {
    List<String> words = new ArrayList<>(List.of("train", "../examples/" + name + "/" + name + ".nn", "--json",
        "--quiet", "--out", folder.resolve(name).toString()));
    words.addAll(List.of(more));
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return Json.read(outcome.out().lines().reduce((earlier, last) -> last).orElseThrow());
  }

  private static double number(Json report, String part, String metric) {
    return Double.parseDouble(((Json.Number) report.get(part).orElseThrow().get(metric).orElseThrow()).text());
  }
}
