package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each source of texts gives the same bits on any threads and after a stop. */
class TextSourcesTest {

  private static final String SENTENCES = """
      dim Batch
      dim Time
      dim Word = vocabulary(words, unknown, padding)
      dim Mood = {bad, good}

      model Net(said: Word[Batch, Time], length: int[Batch]) -> [Batch, Mood] {
        words = where(index[Time] < length, Embedding[Word -> 4](said), 0)
        sum[Time](words) / length |> Linear[Mood]
      }

      train Net {
        data %s {
          said: Word[Time] = column("%s")
          length: int      = length(said)
          mood: Mood       = column("%s")
        }
        split train 75%%, validation 25%%
        minimize cross_entropy[Mood](Net(said, length), mood) using Adam[lr = 1e-2]
        batch Batch = 4
      }
      """;

  private static final String RUNNING = """
      dim Batch
      dim Time = 5
      dim Char = vocabulary(characters)

      model Net(seen: Char[Batch, Time]) -> [Batch, Time, Char] {
        Embedding[Char -> 4](seen) |> Linear[Char]
      }

      train Net {
        data text("data") { seen: Char[Time] = window(text), coming: Char[Time] = next(text) }
        split train 75%, validation 25%
        minimize mean(cross_entropy[Char](Net(seen), coming)) using Adam[lr = 1e-2]
        batch Batch = 8
        steps 6
      }
      """;

  @TempDir
  private Path folder;

  private byte[] weights(String run, String... words) throws Exception {
    var all = Stream.concat(Stream.of("train", folder.resolve("net.nn").toString(), "--quiet"), Stream.of(words));
    assertThat(Outcome.of(all.toArray(String[]::new))).isEqualTo(new Outcome(0, "", ""));
    return Files.readAllBytes(folder.resolve(run).resolve("last.safetensors"));
  }

  private String run(String name) {
    return folder.resolve(name).toString();
  }

  private static String row(String source, int i) {
    var said = "word%d is %s number%d".formatted(i % 5, i % 3 == 0 ? "quite" : "a very very", i % 4);
    var mood = i % 2 == 0 ? "good" : "bad";
    return switch (source) {
      case "jsonl" -> "{\"said\": \"%s\", \"mood\": \"%s\"}".formatted(said, mood);
      case "tsv" -> said + "\t" + mood;
      case "lines" -> mood + " " + said;
      default -> said;
    };
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "lines | lines(\"data\", separator = \" \") | 1 | 0",
    "tsv | tsv(\"data\") | said | mood",
    "jsonl | jsonl(\"data\") | said | mood",
    "text | | |"})
  void itGivesTheSameBits(String source, String written, String said, String mood) throws Exception {
    Files.writeString(folder.resolve("net.nn"),
        source.equals("text") ? RUNNING : SENTENCES.formatted(written, said, mood));
    Files.writeString(folder.resolve("data"), (source.equals("tsv") ? "said\tmood\n" : "")
        + IntStream.range(0, 20).mapToObj(i -> row(source, i) + "\n").collect(Collectors.joining()));
    var whole = weights("one", "--epochs", "4", "--threads", "1", "--out", run("one"));
    weights("parts", "--epochs", "2", "--threads", "2", "--out", run("parts"));

    assertThat(weights("parts", "--epochs", "4", "--threads", "2", "--resume", run("parts"))).isEqualTo(whole);
  }
}
