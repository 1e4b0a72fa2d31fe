package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example reads its data, makes a step and is scored, and its derivatives agree with differences. Data that aren't
 * shipped are made here, in the files and with the names that are published.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GalleryTest {

  private static final Path EXAMPLES = Path.of("../examples");

  /** What isn't shipped, by the name that `--data` gives it. */
  private static final Map<String, String> ELSEWHERE = Map.ofEntries(Map.entry("fashion", "fashion-mnist"),
      Map.entry("finance", "eu-stock-markets"), Map.entry("mnist-convnet", "mnist"), Map.entry("sentiment", "sst2"),
      Map.entry("shakespeare", "input"), Map.entry("speech", "recordings"), Map.entry("speech-sequences", "sequences"),
      Map.entry("translation", "multi30k"), Map.entry("recurrent", "multi30k"), Map.entry("vae", "mnist"));

  /** What asks for all of MNIST by the numbers of its parts. */
  private static final List<String> WHOLE = List.of("mnist", "mnist-sklearn");

  /** Sizes at which comparing each derivative with differences takes a moment. */
  private static final Map<String, List<String>> SMALL = Map.ofEntries(
      Map.entry("cart-pole", List.of("Game=2", "Time=3", "Hidden=2")),
      Map.entry("cart-pole-dqn", List.of("Game=2", "Time=2", "Trial=2", "Hidden=2")),
      Map.entry("diffusion", List.of("Batch=3", "Step=3", "Hidden=3", "Wave=2")),
      Map.entry("heat", List.of("Point=3", "Hidden=3")),
      Map.entry("mixture-gan", List.of("Batch=3", "Noise=2", "Hidden=3")),
      Map.entry("segmentation", List.of("Row=4", "Col=4", "Edge=2", "Part=2", "Whole=3")),
      Map.entry("sine-maml", List.of("Shot=3", "Hidden=3")),
      Map.entry("symmetry", List.of("Pattern=4", "Place=2")));

  /** What stands beside an example that has its folder's name. */
  private static final Map<String, String> BESIDE = Map.of("recurrent", "translation");

  private Path data;

  static Stream<String> examples() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      folders.map(folder -> folder.getFileName().toString())
          .filter(name -> Files.exists(EXAMPLES.resolve(name).resolve(name + ".nn")))
          .filter(name -> !WHOLE.contains(name)).sorted().forEach(names::add);
    }
    return Stream.concat(names.stream(), BESIDE.keySet().stream());
  }

  static Stream<String> small() {
    return SMALL.keySet().stream().sorted();
  }

  @BeforeAll
  void make(@TempDir Path folder) throws IOException {
    data = folder;
    Random random = new Random(1);
    for (String set : List.of("mnist", "fashion-mnist")) {
      for (String part : List.of("train", "t10k")) {
        packed(set + "/" + part + "-images-idx3-ubyte.gz", idx(random, 256, 40, 28, 28));
        packed(set + "/" + part + "-labels-idx1-ubyte.gz", idx(random, 10, 40));
      }
    }
    String words = "a dog runs over the green field\ntwo men talk\na woman sings to a man\n".repeat(14);
    for (String part : List.of("train", "val", "test_2016_flickr")) {
      packed("multi30k/" + part + ".en.gz", words.getBytes(StandardCharsets.UTF_8));
      packed("multi30k/" + part + ".de.gz", words.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }
    for (String part : List.of("train", "dev", "test")) {
      write("sst2/" + part + ".txt", "1 warm and funny\n0 dull\n1 never dull , a joy\n0 without an idea\n".repeat(15));
    }
    write("input", "First Citizen:\nBefore we proceed any further, hear me speak.\n\n".repeat(20));
    StringBuilder closes = new StringBuilder("\"date\",\"DAX\",\"SMI\",\"CAC\",\"FTSE\"\n");
    for (int day = 0; day < 400; day++) {
      closes.append(day).append((",%.2f").formatted(1600 + 50 * random.nextGaussian()).repeat(4)).append('\n');
    }
    write("eu-stock-markets", closes.toString());
    try (Stream<Path> sounds = Files.list(EXAMPLES.resolve("tones/sounds"))) {
      List<Path> all = sounds.sorted().toList();
      Files.createDirectories(data.resolve("recordings"));
      StringBuilder sequences = new StringBuilder("number,file,digits\n");
      for (int i = 0; i < all.size(); i++) {
        Files.copy(all.get(i), data.resolve("recordings/%d_ann_%d.wav".formatted(i % 10, i / 10)));
        sequences.append("%d,../recordings/%d_ann_%d.wav,%d%d%n".formatted(i, i % 10, i / 10, i % 10, i / 10));
      }
      write("sequences/sequences.csv", sequences.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void makesAStepAndIsScored(String name) {
    List<String> words = new ArrayList<>(List.of("train", file(name), "--dry-run", "--limit",
        name.equals("shakespeare") ? "800" : "100")); // that many characters
    if (ELSEWHERE.containsKey(name)) {
      words.addAll(List.of("--data", ELSEWHERE.get(name) + "=" + data.resolve(ELSEWHERE.get(name))));
    }
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
  }

  @ParameterizedTest
  @MethodSource("small")
  void derivativesAgreeWithDifferences(String name) {
    List<String> words = new ArrayList<>(List.of("check", "--grad", file(name)));
    SMALL.get(name).forEach(size -> words.addAll(List.of("--set", size)));
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
  }

  private static String file(String name) {
    return EXAMPLES.resolve(BESIDE.getOrDefault(name, name)).resolve(name + ".nn").toString();
  }

  private static byte[] idx(Random random, int most, int... shape) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[]{0, 0, 8, (byte) shape.length});
    int count = 1;
    for (int size : shape) {
      bytes.writeBytes(new byte[]{0, 0, (byte) (size >> 8), (byte) size});
      count *= size;
    }
    for (int i = 0; i < count; i++) {
      bytes.write(random.nextInt(most));
    }
    return bytes.toByteArray();
  }

  private void packed(String name, byte[] bytes) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
