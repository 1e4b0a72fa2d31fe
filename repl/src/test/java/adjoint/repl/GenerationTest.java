package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.incremental.StepForm;
import adjoint.compiler.pack.Packaging;
import adjoint.runtime.generate.Writer;
import adjoint.runtime.model.Weights;
import adjoint.runtime.program.Pool;
import adjoint.runtime.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** `generate`: what is written, and that a step for each token writes the same as the whole text so far. */
class GenerationTest {

  private static final String TEXT = """
      Tyger Tyger, burning bright,
      In the forests of the night;
      What immortal hand or eye,
      Could frame thy fearful symmetry?
      """;

  private static final String LAYERS = """
      layer Attention(x: [.., T, Model]) -> [.., T, Model] {
        param query: [Model -> Head, Key] = xavier_uniform()
        param key:   [Model -> Head, Key] = xavier_uniform()
        param value: [Model -> Head, Key] = xavier_uniform()
        param out:   [Head, Key -> Model] = xavier_uniform()
        keys   = (x @ key)[T as T']
        values = (x @ value)[T as T']
        score  = dot[Key](x @ query, keys) / sqrt(size[Key])
        seen   = where(index[T'] <= index[T], score, -inf)
        dot[T'](softmax[T'](seen), values) @ out
      }

      layer Added(x: [.., T, Model]) -> [.., T, Model] {
        param weight: [Model -> Model] = xavier_uniform()
        mask  = where(index[T'] > index[T], -inf, 0)
        score = dot[Model](x @ weight, x[T as T'])
        dot[T'](softmax[T'](score + mask[.., T, T']), x[T as T'])
      }

      layer Linearly(x: [.., T, Model]) -> [.., T, Model] {
        param weight: [Model -> Model] = xavier_uniform()
        k = (x @ weight)[T as T']
        score = where(index[T'] <= index[T], dot[Model](x, k), 0)
        dot[T'](score, x[T as T']) / (index[T] + 1)[.., T, Model]
      }

      layer Looking(x: [.., T, Model]) -> [.., T, Model] {
        param weight: [Model -> Model] = xavier_uniform()
        dot[T'](softmax[T'](dot[Model](x @ weight, x[T as T'])), x[T as T'])
      }

      layer Shifted(x: [.., T, Model]) -> [.., T, Model] {
        param weight: [3, Model -> Model] = xavier_uniform()
        y[.., t, j] = sum[k, i](x[.., t - k, i else 0] * weight[k, i, j])
      }

      layer Padded(x: [.., T, Model]) -> [.., T, Model] {
        x + (x |> MultiheadAttention[Head, causal = true](index[T][.., T] % 3 > 0))
      }

      layer Block(x: [.., T, Model]) -> [.., T, Model] {
        y = x + Attention(LayerNorm[Model](x))
        y + (LayerNorm[Model](y) |> Linear[12] |> gelu_tanh |> Linear[Model])
      }
      """;

  private static final String MODEL = """
      dim Batch
      dim Time = 8
      dim Char = vocabulary(characters, unknown)
      dim Head = 2
      dim Key = 3
      dim Model = 6

      model Net(seen: Char[Batch, Time]) -> [Batch, Time, Char] {
        Embedding[Char -> Model](seen) |> %s |> Linear[Char]
      }

      train Net {
        data text("verse.txt") {
          seen:  Char[Time] = window(text)
          after: Char[Time] = next(text)
        }
        minimize  cross_entropy[Char](Net(seen), after) using Adam[lr = 3e-2]
        batch     Batch = 4
        epochs    2
      }

      generate Net {
        feed   seen
        prompt "Tyger"
        length 40
      }
      """;

  /** Both forms of a file's generation, trained. */
  private record Trained(Network network, Weights weights, Writer whole, Optional<Writer> stepwise) {

    static Trained of(Path folder, String program) throws IOException {
      Files.writeString(folder.resolve("verse.txt"), TEXT);
      var file = Files.writeString(folder.resolve("net.nn"), program);
      var run = folder.resolve("run");
      assertThat(Outcome.of("train", file.toString(), "--out", run.toString(), "--quiet").err()).isEmpty();
      var network = Network.read(file);
      var lowered = network.lowered();
      var generates = lowered.generating().orElseThrow();
      var next = Backend.compile(Compiler.simplified(generates.next()), lowered.layout(), Backend.Options.DEFAULT);
      var description = Packaging.describe(lowered, generates, next.signature());
      var whole = new Writer(description, next, Optional.empty(), generates.how());
      var step = Packaging.step(generates).map(g -> Backend.compile(Compiler.simplified(g), lowered.layout(),
          Backend.Options.DEFAULT));
      return new Trained(network, Weights.of(description, run), whole,
          step.map(s -> new Writer(description, next, Optional.of(s), generates.how())));
    }

    String text(Writer writer, Json given) {
      var all = new StringBuilder();
      try (Pool pool = Pool.of(1)) {
        writer.begin(weights.store(), weights.fitted(), given, pool).forEachRemaining(all::append);
      }
      return all.toString();
    }
  }

  private static final Json NOTHING = new Json.Members(Map.of());

  /** Texts longer than what the model sees at once, too. */
  @ParameterizedTest
  @CsvSource(delimiter = '!', textBlock = """
      Linear[Model]
      LSTM[Model]
      LSTM[5] |> tanh |> LSTM[Model]
      repeat 2 { Block }
      Attention |> LayerNorm[Model] |> Attention
      Added
      Linearly
      Shifted |> Shifted |> Attention
      Padded
      repeat 2 { LSTM[Model] }
      """)
  void aStepForEachTokenWritesWhatTheWholeTextDoes(String layers, @TempDir Path folder) throws IOException {
    var trained = Trained.of(folder, MODEL.formatted(layers) + LAYERS);
    var whole = trained.text(trained.whole(), NOTHING);

    assertThat(whole).hasSize(40);
    assertThat(trained.text(trained.stepwise().orElseThrow(), NOTHING)).isEqualTo(whole);
    assertThat(trained.text(beams(trained.stepwise().orElseThrow()), NOTHING))
        .isEqualTo(trained.text(beams(trained.whole()), NOTHING));
  }

  private static Writer beams(Writer writer) {
    return writer.asked(new HashMap<>(Map.of("beam", Json.number(3))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '!', textBlock = """
      Looking            ! reads later positions, which no mask hides
      LSTM[Model, reverse = true] ! goes backwards through the positions
      """)
  void aModelThatLooksAheadIsRunWhole(String layers, String why, @TempDir Path folder) throws IOException {
    var trained = Trained.of(folder, MODEL.formatted(layers) + LAYERS);
    var generates = trained.network().lowered().generating().orElseThrow();

    assertThat(StepForm.of(generates.next(), "seen").why()).endsWith(why);
    assertThat(trained.text(trained.whole(), NOTHING)).hasSize(40);
    assertThat(Outcome.of("check", folder.resolve("net.nn").toString()).out())
        .contains("generate runs the whole text so far for each token: ").endsWith(why + "\n");
  }

  /** The sum of a row's predecessors, read shifted by one, is right; by minus one it would be the future. */
  @Test
  void aShiftIntoTheFutureIsNone(@TempDir Path folder) throws IOException {
    var trained = Trained.of(folder, MODEL.formatted("Shifted") + LAYERS.replace("t - k, i", "t + k - 1, i"));

    assertThat(trained.stepwise()).isEmpty();
  }

  private static final String PAIRS = """
      dim Batch
      dim Source
      dim Target
      dim English = vocabulary(words, unknown, padding)
      dim German = vocabulary(words, unknown, padding, begin, end)

      model Translator(source: English[Batch, Source], length: int[Batch], said: German[Batch, Target])
          -> [Batch, Target, German] {
        words = where(index[Source] < length, Embedding[English -> 8](source), 0)
        meant = sum[Source](words) / length
        Embedding[German -> 8](said) + meant[Batch, Target, ..] |> tanh |> Linear[German]
      }

      train Translator {
        data lines("pairs.txt", separator = "|") {
          source: English[Source] = column("0")
          length: int             = length(source)
          said:   German[Target]  = begin(column("1"))
          next:   German[Target]  = end(column("1"))
        }
        minimize cross_entropy[German](Translator(source, length, said), next) using Adam[lr = 3e-2]
        batch    Batch = 2
        epochs   150
      }

      generate Translator {
        feed        said
        temperature 0
      }
      """;

  /** What is given besides has a length of its own, and the text begins and ends with tokens. */
  @Test
  void aSentenceIsTranslated(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("pairs.txt"), "a dog runs|ein Hund rennt\nthe dog sings|der Hund singt\n");
    var file = Files.writeString(folder.resolve("pairs.nn"), PAIRS).toString();
    var run = folder.resolve("run").toString();
    assertThat(Outcome.of("train", file, "--out", run, "--quiet").exit()).isZero();

    assertThat(Outcome.of("generate", file, "a dog runs", "--weights", run).out()).isEqualTo("ein Hund rennt\n");
    assertThat(Outcome.of("generate", file, "{\"source\": \"the dog sings\"}", "--weights", run, "--beam", "2").out())
        .isEqualTo("der Hund singt\n");
    assertThat(Outcome.of("generate", file, "--weights", run).err())
        .startsWith("error[NN0404]: what is given has no member source");
    assertThat(Outcome.of("check", file).out()).contains("all right");
  }

  @Test
  void aJarWritesWhatNnDoes(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("verse.txt"), TEXT);
    var file = Files.writeString(folder.resolve("net.nn"), MODEL.formatted("LSTM[Model]") + LAYERS).toString();
    var run = folder.resolve("run").toString();
    var jar = folder.resolve("net.jar");
    assertThat(Outcome.of("train", file, "--out", run, "--quiet").exit()).isZero();
    assertThat(Outcome.of("build", file, "--weights", run, "-o", jar.toString()).err()).isEmpty();
    var java = System.getProperty("java.home") + "/bin/java";
    var here = Outcome.of("generate", file, "--weights", run, "--prompt", "What", "--seed", "3");

    assertThat(ProcessRun.of(folder, List.of(java, "-jar", jar.toString(), "generate", "--prompt", "What", "--seed",
        "3"))).isEqualTo(here);
    assertThat(ProcessRun.of(folder, List.of(java, "-jar", jar.toString(), "generate", "--top-p", "2")).err())
        .startsWith("error[NN0514]: top_p is a number from 0 to 1");
    try (var classes = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var type = classes.loadClass("net.Net");
      var text = new StringBuilder();
      ((Iterator<?>) type.getMethod("generate", String.class, int.class)
          .invoke(type.getMethod("load").invoke(type), "What", 3)).forEachRemaining(text::append);
      assertThat("What" + text + "\n").isEqualTo(here.out());
    }
    assertServes(java, jar, here.out());
  }

  private static void assertServes(String java, Path jar, String expected) throws Exception {
    var server = new ProcessBuilder(java, "-jar", jar.toString(), "serve", "--port", "0")
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var said = server.inputReader(StandardCharsets.UTF_8)) {
      var uri = URI.create(said.readLine().replaceAll(".* (http://\\S+)/predict;.*", "$1") + "/generate");
      assertThat("What" + asked(uri, "{\"prompt\": \"What\", \"seed\": 3}").body() + "\n").isEqualTo(expected);
      assertThat(asked(uri, "{\"promt\": \"What\"}").statusCode()).isEqualTo(422);
      assertThat(asked(uri, "{\"length\": 41}").body()).contains("at most 40 tokens are written");
      assertThat(asked(uri, "{").statusCode()).isEqualTo(400);
    } finally {
      server.destroy();
    }
  }

  private static HttpResponse<String> asked(URI uri, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }
}
