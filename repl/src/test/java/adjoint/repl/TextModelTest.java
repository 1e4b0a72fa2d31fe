package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A model that reads texts, shipped: its jar, its class and its server take them as they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextModelTest {

  /** Masks nothing, so that what fills up short texts would be seen; one text may have any length, the other has a size. */
  private static final String MODEL = """
      dim Batch
      dim Time
      dim Place = 3
      dim Word = vocabulary(words, unknown, padding)
      dim Town = vocabulary(characters, unknown)
      dim Mood = {bad, good}

      model Sentiment(review: Word[Batch, Time], town: Town[Batch, Place], age: [Batch]) -> [Batch, Mood] {
        words = mean[Time](Embedding[Word -> 4](review)) + mean[Place](Embedding[Town -> 4](town))
        words + age[Batch, ..] |> Linear[Mood]
      }

      model Counting(review: Word[Batch, Time], length: int[Batch]) -> [Batch] {
        sum[Time](where(index[Time] < length, 1, 0)) + 0 * mean[Time](review)
      }

      train Sentiment {
        data csv("reviews.csv") {
          review: Word[Time]  = column("review")
          length: int         = length(review)
          town:   Town[Place] = cut(column("town"), 3)
          age:    real        = standardize(column("age"))
          mood:   Mood        = column("mood")
        }
        minimize  cross_entropy[Mood](Sentiment(review, town, age), mood) using Adam[lr = 3e-2]
        batch     Batch = 2
        epochs    2
      }
      """;

  private static final String TABLE = """
      review,town,age,mood
      a warm and funny film,Rome,3,good
      dull,Oslo,5,bad
      "funny, moving, and never dull",Bern,4,good
      """;

  /** Of what a jar holds besides weights. */
  private static final int LARGEST = 300 << 10;

  private Path folder = Path.of("");
  private Path jar = folder;
  private String weights = "";
  private String file = "";

  @BeforeAll
  void build(@TempDir Path temporary) throws IOException {
    folder = temporary;
    jar = folder.resolve("sentiment.jar");
    weights = folder.resolve("run").toString();
    file = Files.writeString(folder.resolve("sentiment.nn"), MODEL).toString();
    Files.writeString(folder.resolve("reviews.csv"), TABLE);
    assertThat(Outcome.of("train", file, "--out", weights, "--quiet")).isEqualTo(new Outcome(0, "", ""));
    assertThat(Outcome.of("build", file, "--weights", weights, "-o", jar.toString()).err()).isEmpty();
  }

  private Outcome own(Path which, String... words) throws Exception {
    var all = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-jar", which.toString()));
    all.addAll(List.of(words));
    return ProcessRun.of(folder, all);
  }

  /** One row alone, so that nothing is filled up. */
  private List<String> alone() throws IOException {
    var rows = TABLE.lines().toList();
    var results = new ArrayList<String>();
    for (var row : rows.subList(1, rows.size())) {
      var one = Files.writeString(folder.resolve("one.csv"), rows.getFirst() + "\n" + row + "\n");
      results.add(Outcome.of("predict", file, one.toString(), "--weights", weights).out().lines().toList().get(1));
    }
    return results;
  }

  @Test
  void aJarReadsTextsAsNnDoes() throws Exception {
    var table = folder.resolve("reviews.csv").toString();

    assertThat(own(jar, "predict", table)).isEqualTo(Outcome.of("predict", file, table, "--weights", weights));
    assertThat(own(jar, "info").out()).contains("review text, from review\n", "town text, from town\n", "[] real");
    assertThat(own(jar, "bench", "--seconds", "1").out()).containsPattern("\n +64 +\\d");
    try (var zip = new ZipFile(jar.toFile())) {
      long size = zip.getEntry("sentiment/generated/weights.safetensors").getSize();
      assertThat(Files.size(jar) - size).isLessThan(LARGEST);
    }
  }

  @Test
  void aModelOfOneTextTakesASentence() throws Exception {
    var one = folder.resolve("counting.jar");
    Outcome.of("build", file, "--model", "Counting", "--weights", weights, "-o", one.toString());

    assertThat(own(one, "predict", "never so dull").out()).isEqualTo("result\n3\n");
    assertThat(own(one, "predict", "").err()).startsWith("error[NN0410]: the text for review is missing");
    var pixels = Files.write(folder.resolve("pixels.npy"), new byte[]{(byte) 0x93, 'N', 'U', 'M'});
    assertThat(own(one, "predict", pixels.toString()).err()).startsWith(
        "error[NN0411]: pixels.npy is an array or an image, but review is a text");
  }

  @Test
  void aClassTakesTextsAndNamesClasses() throws Exception {
    try (var classes = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var type = classes.loadClass("sentiment.Sentiment");
      var net = type.getMethod("load").invoke(type);
      var predict = type.getMethod("predict", String.class, String.class, float.class);
      var classify = type.getMethod("classify", String.class, String.class, float.class);

      var scores = (float[]) predict.invoke(net, "a warm and funny film", "Rome", 3f);
      assertThat(scores[0] + "," + scores[1]).isEqualTo(alone().getFirst());
      assertThat(classify.invoke(net, "a warm and funny film", "Rome", 3f))
          .isEqualTo(scores[1] > scores[0] ? "good" : "bad");
      assertThat(type.getField("MOOD_NAMES").get(type)).isEqualTo(List.of("bad", "good"));
      assertThatThrownBy(() -> predict.invoke(net, null, "Rome", 3f)).cause()
          .isInstanceOf(IllegalArgumentException.class).hasMessage("review is null");
      assertThatThrownBy(() -> predict.invoke(net, "", "Rome", 3f)).cause().hasMessage("NN0410: review is missing");
    }
  }

  /** Also where requests come together. */
  @Test
  void aServerAnswersTextsAsEachAloneIs() throws Exception {
    var server = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-jar", jar.toString(), "serve",
        "--port", "0").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var said = server.inputReader(StandardCharsets.UTF_8)) {
      var uri = URI.create(said.readLine().replaceAll(".* (http://\\S+);.*", "$1"));
      var body = """
          [{"review": "a warm and funny film", "town": "Rome", "age": 3}, {"review": "dull", "town": "Oslo", "age": 5},
           {"review": "funny, moving, and never dull", "town": "Bern", "age": 4}]""";
      var expected = alone().stream().map(row -> row.split(","))
          .map(row -> "{\"result\":{\"bad\":" + row[0] + ",\"good\":" + row[1] + "}}").toList();

      assertThat(asked(uri, body)).isEqualTo("[" + String.join(",", expected) + "]");
      assertThat(asked(uri, "{\"review\": [\"a\", \"b\"], \"town\": \"Rome\", \"age\": 3}"))
          .contains("the example: review is a text, and there are 2");
    } finally {
      server.destroy();
    }
  }

  private static String asked(URI uri, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()).body();
  }
}
