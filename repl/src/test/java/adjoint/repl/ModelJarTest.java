package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.RandomAccessFile;
import java.lang.module.ModuleDescriptor;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.spi.ToolProvider;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** `nn build`, and what its jar does by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelJarTest {

  private static final String DIGITS = "../examples/digits/digits.nn";
  /** Of what a jar holds besides weights: 300 KB are promised, and the rest is for what it is to learn. */
  private static final int LARGEST = 290 << 10;

  private Path folder = Path.of("");
  private Path run = folder;
  private Path jar = folder;
  private Path table = folder;

  @BeforeAll
  void build(@TempDir Path temporary) throws IOException {
    folder = temporary;
    run = folder.resolve("run");
    jar = folder.resolve("digits.jar");
    assertThat(Outcome.of("train", DIGITS, "--epochs", "2", "--limit", "300", "--out", run.toString(), "--quiet"))
        .isEqualTo(new Outcome(0, "", ""));
    var built = Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", jar.toString());
    assertThat(built.err()).isEmpty();
    assertThat(built.out()).startsWith(jar + ": ").contains(" of them weights; class digits.Digits");
    table = Files.writeString(folder.resolve("new.csv"), table(100));
  }

  private static String table(int rows) {
    var text = new StringBuilder();
    for (int row = 0; row <= rows; row++) {
      for (int pixel = 0; pixel < 64; pixel++) {
        text.append(pixel == 0 ? "" : ",")
            .append(row == 0 ? "p" + pixel : Integer.toString((row * 7 + pixel * 3) % 17));
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void predictsTheSameBitsInEachWayOnEachJava() throws Exception {
    var expected = Outcome.of("predict", DIGITS, table.toString(), "--weights", run.toString());

    for (var home : JavaVersions.homes()) {
      var java = home.resolve("bin/java").toString();
      var module =
          ProcessRun.of(folder, List.of(java, "-p", jar.toString(), "-m", "digits", "predict", table.toString()));
      var script = ProcessRun.of(folder, Map.of("JAVA_HOME", home.toString()), table.toFile(), List.of(jar.toString(),
          "predict"));

      assertThat(ProcessRun.of(folder, List.of(java, "-jar", jar.toString(), "predict", table.toString())))
          .as(java).isEqualTo(expected);
      assertThat(module.out()).as(java).isEqualTo(expected.out());
      assertThat(script.out()).as(java).isEqualTo(expected.out());
      assertThat(script.err()).as(java).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f16", "int8"})
  void weightsInFewerBitsPredictNearlyTheSame(String type) throws Exception {
    var narrow = folder.resolve(type + ".jar");
    var expected = numbers(Outcome.of("predict", DIGITS, table.toString(), "--weights", run.toString()).out());

    var built = Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", narrow.toString(), "--weights-as", type);
    var predicted =
        numbers(ProcessRun.of(folder, List.of(JavaVersions.homes().getFirst().resolve("bin/java").toString(),
            "-jar", narrow.toString(), "predict", table.toString())).out());

    assertThat(built.err()).isEmpty();
    assertThat(built.out()).containsPattern("validation part with " + type + ": loss \\d\\.\\d+ → \\d\\.\\d+");
    assertThat(Files.size(narrow)).isLessThan(Files.size(jar));
    assertThat(predicted).containsExactly(expected, within(0.1));
  }

  private static double[] numbers(String csv) {
    return csv.lines().skip(1).flatMap(line -> Arrays.stream(line.split(","))).mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void readsJsonLinesAndArrays() throws Exception {
    var lines = new StringBuilder();
    var rows = Files.readAllLines(table);
    rows.subList(1, 4).forEach(row -> lines.append("{\"image\": [").append(row).append("]}\n"));
    var expected = Outcome.of("predict", DIGITS, table.toString(), "--weights", run.toString(), "--json").out();
    var file = Files.writeString(folder.resolve("new.jsonl"), lines);

    var outcome = own("predict", "--json", file.toString());

    assertThat(outcome.out().lines().map(line -> line.replaceAll("[,\\]]$", "")).toList())
        .isEqualTo(expected.lines().map(line -> line.replaceAll("[,\\]]$", "")).limit(3).toList());
  }

  @Test
  void tellsWhatItIs() throws Exception {
    var outcome = own("info");

    assertThat(outcome.out()).contains("Digits, 4,810 parameters", "image [Pixel = 64] real, from p*",
        "result [Digit = 10] real").containsPattern("seed +3\n").containsPattern("epoch +2 of 2\n")
        .containsPattern("validation_loss +\\d");
    assertThat(outcome.out()).contains("vectors where many come");
    assertThat(outcome.err()).isEmpty();
    var scalar = ProcessRun.of(folder, List.of(java(), "-cp", jar.toString(), "digits.generated.Blueprint", "info"));
    assertThat(scalar.err()).startsWith("note: scalar code runs, since").endsWith("java -jar digits.jar asks for it\n");
  }

  @Test
  void measures() throws Exception {
    assertThat(own("bench", "--seconds", "1").out()).containsPattern("\n +1 +\\d+\\.\\d\\d +[\\d,]+\n +64 +\\d");
  }

  @Test
  void theSameInputsGiveTheSameBytes() throws IOException {
    var again = folder.resolve("again.jar");
    Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", again.toString());

    assertThat(again).hasSameBinaryContentAs(jar);
  }

  @Test
  void holdsOnlyWhatItNeeds() throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      var names = zip.stream().map(entry -> entry.getName()).toList();
      long weights = zip.getEntry("digits/generated/weights.safetensors").getSize();

      assertThat(Files.size(jar) - weights).isLessThan(LARGEST);
      assertThat(names).allMatch(name -> name.startsWith("digits/") || name.startsWith("META-INF/")
          || name.equals("module-info.class"));
      assertThat(names)
          .noneMatch(name -> name.matches(".*(train|Formats|Loading|Fitting|antlr|asm|picocli|jline|compiler).*")
              || name.endsWith(".so"));
      assertThat(names).contains("META-INF/sources/digits/Digits.java", "META-INF/LICENSE-FastCSV")
          .noneMatch(name -> name.startsWith("digits/") && name.endsWith(".java"));
    }
  }

  /** Code is left out of the runtime's classes: what remains is verified when a class is initialized. */
  @Test
  void everyClassIsSound() throws Exception {
    try (var zip = new ZipFile(jar.toFile());
        var classes = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var names = zip.stream().map(entry -> entry.getName()).filter(name -> name.matches("digits/.*\\.class")).toList();
      for (var name : names) {
        assertThat(Class.forName(name.replace(".class", "").replace('/', '.'), true, classes).getName())
            .startsWith("digits.");
      }
    }
  }

  /** So that an image that jlink makes has no desktop, and no server that isn't ours. */
  @Test
  void requiresNoModuleThatItCanDoWithout() throws IOException {
    try (var zip = new ZipFile(jar.toFile()); var module = zip.getInputStream(zip.getEntry("module-info.class"))) {
      assertThat(ModuleDescriptor.read(module).requires()).extracting(Object::toString)
          .containsExactlyInAnyOrder("mandated java.base", "jdk.incubator.vector", "static java.desktop");
    }
  }

  /** Where this Java comes with what images are made of. */
  @Test
  void anImageOfJlinkHasTheModelAndLittleElse() throws Exception {
    var image = folder.resolve("image");
    var jlink = ToolProvider.findFirst("jlink").orElseThrow();
    var said = new StringWriter();
    int exit = jlink.run(new PrintWriter(said), new PrintWriter(said), "--module-path", jar.toString(), "--add-modules",
        "digits", "--output", image.toString(), "--strip-debug", "--no-header-files", "--no-man-pages");
    assumeTrue(exit == 0 || !said.toString().contains("jmods"), "this Java makes no images");
    assertThat(exit).as(said.toString()).isZero();

    var java = image.resolve("bin/java").toString();
    assertThat(
        ProcessRun.of(folder, List.of(java, "--list-modules")).out().lines().map(line -> line.replaceAll("@.*", "")))
        .containsExactly("digits", "java.base", "jdk.incubator.vector");
    var pixels = Files.writeString(folder.resolve("pixels.json"), "[" + "0,".repeat(63) + "0]\n").toString();
    var own = ProcessRun.of(folder,
        List.of(System.getProperty("java.home") + "/bin/java", "-jar", jar.toString(), "predict", pixels));
    assertThat(ProcessRun.of(folder, List.of(java, "-m", "digits", "predict", pixels)).out()).isEqualTo(own.out())
        .startsWith("Digit_0,");
  }

  /** jshell compiles sources that lie beside classes, before it looks at these. */
  @Test
  void jshellUsesTheClass() throws Exception {
    var script = Files.writeString(folder.resolve("script.jsh"), """
        import digits.Digits
        System.out.println(Digits.load())
        System.out.println(Digits.load().predict(new float[64]).length)
        /exit
        """);
    for (var home : JavaVersions.homes()) {
      if (Files.isExecutable(home.resolve("bin/jshell"))) {
        var outcome = ProcessRun.of(folder, List.of(home + "/bin/jshell", "-s", "--class-path", jar.toString(),
            script.toString()));
        assertThat(outcome.out()).as(home.toString()).isEqualTo("Digits(image: [Pixel=64]) -> [Digit=10]\n10\n");
      }
    }
  }

  @Test
  void sourcesAreWrittenForWhoAsksForThem() throws IOException {
    Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", folder.resolve("more.jar").toString(), "--sources");

    assertThat(folder.resolve("more.jar")).hasSameBinaryContentAs(jar);
    try (var zip = new ZipFile(folder.resolve("more-sources.jar").toFile())) {
      assertThat(zip.stream().map(entry -> entry.getName())).containsExactly("digits/Digits.java");
    }
  }

  @Test
  void aRepositoryGetsThePomThatItNeeds() throws IOException {
    var named = folder.resolve("named.jar").toString();
    assertThat(
        Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", named, "--pom", "com.acme:digits:1.0").err())
        .isEmpty();
    assertThat(folder.resolve("named.pom")).content().contains("<groupId>com.acme</groupId>",
        "<artifactId>digits</artifactId>", "<version>1.0</version>", "The model Digits.");

    var wrong = Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", named, "--pom", "digits");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("error[NN0904]: --pom digits isn't GROUP:ARTIFACT:VERSION");
  }

  @Test
  void nativeImagesAreToldOfTheWeights() throws IOException {
    try (var zip = new ZipFile(jar.toFile());
        var told = zip.getInputStream(zip.getEntry("META-INF/native-image/digits/resource-config.json"))) {
      assertThat(new String(told.readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"\\\\Qdigits/generated/weights.safetensors\\\\E\"");
    }
  }

  @Test
  void damagedWeightsAreTold() throws Exception {
    for (int place : List.of(20, 400, 5000)) { // in the header, in its notes, in the numbers
      var damaged = folder.resolve("damaged.jar");
      Files.write(damaged, Files.readAllBytes(jar));
      try (var file = new RandomAccessFile(damaged.toFile(), "rw")) {
        file.seek(weightsIn(damaged) + place);
        int old = file.read();
        file.seek(weightsIn(damaged) + place);
        file.write(old ^ 1);
      }

      var outcome = ProcessRun.of(folder, List.of(java(), "-jar", damaged.toString(), "predict", table.toString()));

      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).startsWith("error[NN0503]: the weights in this jar are damaged");
    }
  }

  /** Where the file of weights begins: it is stored as it is. */
  private static long weightsIn(Path jar) throws IOException {
    var text = new String(Files.readAllBytes(jar), StandardCharsets.ISO_8859_1);
    return text.indexOf("{\"__metadata__\"") - Long.BYTES;
  }

  @Test
  void otherWeightsAreChecked() throws Exception {
    var foreign = folder.resolve("foreign");
    Outcome.of("train", DIGITS, "--set", "Hidden=7", "--epochs", "1", "--limit", "300", "--out", foreign.toString(),
        "--quiet");

    assertThat(own("predict", table.toString(), "--weights", run.resolve("last.safetensors").toString()).exit())
        .isZero();
    assertThat(own("predict", table.toString(), "--weights", foreign.toString()).err())
        .startsWith("error[NN0505]").contains("linear1.weight is [64, 7] in the file");
  }

  @Test
  void mistakesAreToldAsByNn() throws Exception {
    assertThat(own("pedict").err())
        .isEqualTo("error[NN0902]: unknown command pedict\n  = help: did you mean predict?\n");
    assertThat(own("predict", "--jsn").err())
        .isEqualTo("error[NN0901]: unknown option --jsn\n  = help: did you mean --json?\n");
    assertThat(own("serve", "--port", "many").err()).startsWith("error[NN0904]: --port is many, not a whole number");
    assertThat(own("predict", "--weights").err()).startsWith("error[NN0903]: --weights needs a value");
    assertThat(own("pedict").exit()).isEqualTo(2);
    assertThat(own("predict", "no.csv")).isEqualTo(new Outcome(1, "", "error[NN0401]: there is no file no.csv\n"));
    assertThat(own("--help").out()).contains("predict", "info", "bench", "serve");
  }

  @Test
  void aProblemComesAfterThePredictionsBeforeIt() throws Exception {
    var bad = Files.writeString(folder.resolve("bad.csv"), table(300) + "1,2\n");

    var outcome = own("predict", bad.toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out().lines()).hasSizeGreaterThan(200);
    assertThat(outcome.err()).startsWith("error[NN0406]: bad.csv, line 302: 2 cells, but the header has 64");
  }

  @Test
  void servesManyAtOnceWithTheBitsOfEachAlone() throws Exception {
    var rows = Files.readAllLines(table);
    var alone = Outcome.of("predict", DIGITS, table.toString(), "--weights", run.toString(), "--json").out().lines()
        .map(line -> line.substring(1).replaceAll("[,\\]]$", "")).toList();
    var server = new ProcessBuilder(java(), "-jar", jar.toString(), "serve", "--port", "0")
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var said = server.inputReader(StandardCharsets.UTF_8)) {
      var uri = URI.create(said.readLine().replaceAll(".* (http://\\S+);.*", "$1"));
      var client = HttpClient.newHttpClient();
      var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 4 * alone.size(); i++) {
        var body = "{\"image\": [" + rows.get(1 + i % alone.size()) + "]}";
        answers.add(client.sendAsync(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString()));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join().body()).as("request " + i).isEqualTo(alone.get(i % alone.size()));
      }
    } finally {
      server.destroy();
    }
  }

  @Test
  void theScriptSaysWhichJavaItNeeds() throws Exception {
    var old = Files.createDirectories(folder.resolve("old/bin"));
    var java = Files.writeString(old.resolve("java"), "#!/bin/sh\necho started");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("old/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

    for (var home : List.of("old", "none")) {
      var outcome = ProcessRun.of(folder, Map.of("JAVA_HOME", folder.resolve(home).toString(), "PATH",
          home.equals("none") ? folder.toString() : System.getenv("PATH")), new File("/dev/null"),
          List.of(jar.toString(), "info"));
      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).contains(": Java 17 or newer is needed, and ").contains("JAVA_HOME").hasLineCount(1);
    }
    assertThat(ProcessRun.of(folder, Map.of("JAVA_HOME", folder.resolve("none").toString()), new File("/dev/null"),
        List.of(jar.toString(), "info")).out()).startsWith("model");
  }

  @Test
  void whatSeveralModelsCannotShareIsTold() {
    var both = folder.resolve("neither.jar").toString();

    assertThat(Outcome.of("build", DIGITS, DIGITS, "--weights", run.toString(), "--weights", run.toString(), "-o", both)
        .err()).startsWith("error[NN0904]: two models are called Digits");
    assertThat(Outcome.of("build", DIGITS, DIGITS, "-o", both, "--set", "Hidden=4").err())
        .startsWith("error[NN0904]: --set, --data and --model are for one FILE");
    assertThat(Outcome.of("build", DIGITS, DIGITS, "--weights", run.toString(), "-o", both).err())
        .startsWith("error[NN0904]: --weights is given 1 times for 2 files");
    assertThat(Outcome.of("build", DIGITS, DIGITS).err())
        .startsWith("error[NN0904]: a jar of several models needs a name");
  }

  @Test
  void eachModelOfAJarIsAsItIsAlone() throws Exception {
    var text = Files.readString(Path.of(DIGITS)).replace("Digits", "Double");
    var file = Files.writeString(folder.resolve("doubled.nn"), text.replace("csv(\"",
        "csv(\"" + Path.of(DIGITS).toAbsolutePath().normalize().getParent() + "/")).toString();
    var other = folder.resolve("doubled").toString();
    assertThat(Outcome.of("train", file, "--epochs", "1", "--limit", "300", "--out", other, "--quiet").err()).isEmpty();
    var both = folder.resolve("both.jar");

    var built = Outcome.of("build", DIGITS, file, "--weights", run.toString(), "--weights", other, "-o",
        both.toString(), "--sources", "--pom", "com.acme:both:1.0");

    assertThat(built.err()).isEmpty();
    assertThat(built.out()).contains("class both.Digits, both.Double");
    assertThat(Files.size(both)).isLessThan(Files.size(jar) + (64 << 10));
    assertThat(folder.resolve("both.pom")).content().contains("The models Digits, Double.");
    try (var zip = new ZipFile(folder.resolve("both-sources.jar").toFile())) {
      assertThat(zip.stream().map(entry -> entry.getName())).containsExactly("both/Digits.java", "both/Double.java");
    }
    var alone = own("predict", table.toString());
    assertThat(ProcessRun.of(folder, List.of(java(), "-jar", both.toString(), "digits", "predict", table.toString())))
        .isEqualTo(alone);
    assertThat(ProcessRun.of(folder, List.of(both.toString(), "double", "predict", table.toString())).out())
        .isEqualTo(Outcome.of("predict", file, table.toString(), "--weights", other).out()).isNotEqualTo(alone.out());
    assertThat(ProcessRun.of(folder, List.of(java(), "-p", both.toString(), "-m", "both", "doubl", "info")).err())
        .contains("error[NN0902]: no model of this jar is called doubl", "did you mean double?");
    assertThat(ProcessRun.of(folder, List.of(java(), "-jar", both.toString(), "--help"))).isEqualTo(new Outcome(0, """
        Usage: both MODEL COMMAND

        Models:
          digits
          double

        both MODEL --help says what one of them can do.
        """, ""));
    assertThat(ProcessRun.of(folder, List.of(java(), "-jar", both.toString(), "digits", "-h")).out())
        .startsWith("Usage: both digits COMMAND");
  }

  @Test
  void aNameThatJavaDoesNotTakeIsRefused() {
    var outcome = Outcome.of("build", DIGITS, "--weights", run.toString(), "--name", "com.acme.new", "-o",
        folder.resolve("x.jar").toString());

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0904]: --name com.acme.new");
    assertThat(folder.resolve("x.jar")).doesNotExist();
  }

  /** On this Java, in the plainest way. */
  private Outcome own(String... words) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
    all.addAll(Arrays.asList(words));
    return ProcessRun.of(folder, Map.of(), new File("/dev/null"), all);
  }

  private static String java() {
    return System.getProperty("java.home") + "/bin/java";
  }
}
