package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.runtime.program.Layout;
import adjoint.runtime.weights.Checkpoint;
import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The class that Java programs use: compiled against by Maven, called by many threads, typed by what a model takes and gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelInterfaceTest {

  private static final String DIGITS = "../examples/digits/digits.nn";

  private static final String MIXED = """
      dim Batch
      dim Size = 3
      dim Kind = {red, green, blue}
      dim Place = 4
      dim Code = 2

      model Mixed(x: [Batch, Size], kind: Kind[Batch], place: Place[Batch], hot: bool[Batch], weight: [Batch])
          -> (mu: [Batch, Code], score: [Batch]) {
        both = (x |> Linear[Code]) + (kind |> Embedding[Code]) + (place |> Embedding[Code])
        total = sum[Code](both) * weight
        (mu = both, score = where(hot, total, -total))
      }

      train Mixed {
        data     csv("mixed.csv") {
          x: [Size] = columns("x*") / 2,
          kind: Kind = column("kind"),
          place: Place = categories(column("place")),
          hot: bool = column("hot"),
          weight: real = standardize(column("weight")),
          goal: real = column("goal")
        }
        out      = Mixed(x, kind, place, hot, weight)
        minimize mean((out.score - goal)^2) using SGD[lr = 1e-3]
        batch    Batch = 2
        epochs   2
        seed     1
      }
      """;

  private static final String TABLE = """
      x1,x2,x3,kind,place,hot,weight,goal
      1,2,3,red,Oslo,true,1,0
      2,2,3,green,Rome,false,2,1
      3,2,3,blue,Bonn,true,3,2
      4,2,3,red,Oslo,false,4,3
      """;

  private Path folder = Path.of("");
  private Path run = folder;
  private Path jar = folder;

  @BeforeAll
  void build(@TempDir Path temporary) {
    folder = temporary;
    run = folder.resolve("run");
    jar = folder.resolve("digits.jar");
    Outcome.of("train", DIGITS, "--epochs", "1", "--limit", "300", "--out", run.toString(), "--quiet");
    assertThat(Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", jar.toString(), "--name",
        "org.example.model.Digits").exit()).isZero();
  }

  @Test
  void aProgramIsCompiledByMavenAndRunsOnEachJava() throws Exception {
    var project = folder.resolve("app");
    copy(Path.of("src/test/resources/consumer"), project);

    var maven = ProcessRun.of(project, Map.of("JAVA_HOME", System.getProperty("java.home")),
        new File("/dev/null"), List.of("mvn", "-o", "-q", "-B",
            "compile", "-Djar=" + jar));
    assertThat(maven.exit()).as(maven.out()).isZero();

    for (var home : JavaVersions.homes()) {
      var outcome =
          ProcessRun.of(folder, List.of(home + "/bin/java", "-cp", project.resolve("target/classes") + ":" + jar,
              "org.example.app.App", run.toString()));
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.out()).startsWith("10 scores: [").contains("the same with other weights: true\n",
          "image takes 64 values [Pixel=64], not 3\n");
      assertThat(ProcessRun.of(folder, List.of(home + "/bin/java", "--add-exports",
          "java.base/jdk.internal.module=ALL-UNNAMED", "-cp",
          project.resolve("target/classes") + ":" + jar, "org.example.app.Vectors")).out())
          .isEqualTo("the same bits: true\n");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void anyNumberOfThreadsUseOneObject() throws Exception {
    try (var classes = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var type = classes.loadClass("org.example.model.Digits");
      var net = type.getMethod("load").invoke(type);
      var predict = type.getMethod("predict", float[].class);
      var alone = new ArrayList<float[]>();
      for (int i = 0; i < 50; i++) {
        alone.add((float[]) predict.invoke(net, (Object) image(i)));
      }
      var together = new ArrayList<Future<float[]>>();
      for (int i = 0; i < 2000; i++) {
        var image = image(i % 50);
        Callable<float[]> call = () -> (float[]) predict.invoke(net, (Object) image);
        together.add(threads.submit(call));
      }
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i).get()).as("call " + i).isEqualTo(alone.get(i % 50));
      }
    }
  }

  private static final String FLOWERS = "../examples/iris/iris.nn";

  @Test
  void aClassSaysWhatItIsAndNamesWhatItFinds() throws Exception {
    var weights = folder.resolve("iris").toString();
    var iris = folder.resolve("iris.jar");
    Outcome.of("train", FLOWERS, "--out", weights, "--quiet");
    Outcome.of("build", FLOWERS, "--weights", weights, "-o", iris.toString());
    try (var classes = new URLClassLoader(new URL[]{iris.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var type = classes.loadClass("iris.Iris");
      var net = type.getMethod("load").invoke(type);
      assertThat(net).hasToString("Iris(flower: [Length=4]) -> [Species=3]");
      var classify = type.getMethod("classify", float[].class);
      assertThat(classify.invoke(net, new float[]{5.1f, 3.5f, 1.4f, 0.2f})).isEqualTo("setosa");
      assertThat(classify.invoke(net, new float[]{6.7f, 3.0f, 5.2f, 2.3f})).isEqualTo("virginica");
      var predict = type.getMethod("predict", float[].class);
      var flower = new float[]{5.1f, 3.5f, 1.4f, 0.2f};
      var into = type.getMethod("predict", float[].class, float[].class);
      var out = new float[3];
      into.invoke(net, flower, out);
      assertThat(out).isEqualTo(predict.invoke(net, (Object) flower));
      assertThat(allocated(net, into, flower, out)).as("bytes of a call").isLessThan(1);
      assertWrong(() -> into.invoke(net, flower, new float[2]), "out has room for 2 values, and there are 3");
      assertWrong(() -> into.invoke(net, flower, null), "out is null");
      assertWrong(() -> predict.invoke(net, (Object) null), "flower is null");
      assertWrong(() -> type.getMethod("predict", float[][].class).invoke(net, (Object) null), "flowers is null");
      assertWrong(() -> type.getMethod("predict", float[][].class).invoke(net, (Object) new float[2][]),
          "flower is null");
      assertWrong(() -> type.getMethod("load", Path.class).invoke(null, (Object) null), "weights is null");
    }
  }

  private static void assertWrong(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvocationTargetException.class).cause()
        .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  /** The bytes that a call allocates once HotSpot is done with it. */
  private static double allocated(Object net, Method predict, float[] in, float[] out) throws Exception {
    var call = MethodHandles.lookup().unreflect(predict).bindTo(net);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 20_000;
    double least = Double.MAX_VALUE;
    try {
      for (int round = 0; round < 100 && least >= 1; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
          call.invokeExact(in, out);
        }
        least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / (double) calls);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return least;
  }

  private static float[] image(int number) {
    var image = new float[64];
    for (int i = 0; i < image.length; i++) {
      image[i] = (number * 5 + i * 3) % 17;
    }
    return image;
  }

  @Test
  void severalArgumentsAndResultsAreTypedByTheirNames() throws Exception {
    var file = Files.writeString(folder.resolve("mixed.nn"), MIXED);
    var table = Files.writeString(folder.resolve("mixed.csv"), TABLE);
    var weights = folder.resolve("mixed").toString();
    var mixed = folder.resolve("mixed.jar");
    Outcome.of("train", file.toString(), "--out", weights, "--quiet");
    assertThat(Outcome.of("build", file.toString(), "--weights", weights, "-o", mixed.toString()).exit()).isZero();
    var rows = Outcome.of("predict", file.toString(), table.toString(), "--weights", weights).out().lines().toList();

    assertThatMixedIsTyped(mixed);
    try (var classes = new URLClassLoader(new URL[]{mixed.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var type = classes.loadClass("mixed.Mixed");
      var net = type.getMethod("load").invoke(type);
      var predict =
          type.getMethod("predict", float[].class, String.class, String.class, boolean.class, float.class);
      var output = predict.invoke(net, new float[]{2, 2, 3}, "green", "Rome", false, 2f);
      var mu = (float[]) output.getClass().getMethod("mu").invoke(output);
      var score = (float) output.getClass().getMethod("score").invoke(output);
      assertThat(mu[0] + "," + mu[1] + "," + score).isEqualTo(rows.get(2));
      assertThatThrownBy(() -> predict.invoke(net, new float[3], "grey", "Rome", false, 2f))
          .isInstanceOf(InvocationTargetException.class).cause().isInstanceOf(IllegalArgumentException.class)
          .hasMessage("NN0409: kind is \"grey\", but Kind is {red, green, blue}");
      assertThatThrownBy(() -> predict.invoke(net, new float[3], "red", "Riga", false, 2f)).cause()
          .hasMessage("NN0409: place is \"Riga\", which the training data don't have");
      assertThatThrownBy(() -> predict.invoke(net, new float[3], "red", "Rome", false, Float.NaN)).cause()
          .hasMessage("NN0410: weight is missing");
    }
  }

  private static void assertThatMixedIsTyped(Path mixed) throws IOException {
    try (var zip = new ZipFile(mixed.toFile());
        var source = zip.getInputStream(zip.getEntry("META-INF/sources/mixed/Mixed.java"))) {
      assertThat(new String(source.readAllBytes(), StandardCharsets.UTF_8)).contains(
          "public Output predict(float[] x, String kind, String place, boolean hot, float weight)",
          "public record Output(float[] mu, float score) {}",
          "public List<Output> predict(List<Input> inputs)",
          "public static final int SIZE = 3;", "@param kind one value: one of red, green, blue",
          "@param x [Size = 3]: as the training data have it: it / 2 is taken",
          "@param weight one value: as the training data have it: it is standardised as these were");
    }
  }

  @Test
  void anotherModelOfAFileHasItsOwnNameAndDraws() throws Exception {
    var file = Files.writeString(folder.resolve("noisy.nn"), """
        dim Batch
        model Plain(c: [Batch]) -> [Batch] { 2 * c }
        model Noisy(c: [Batch]) -> [Batch] { Plain(c) + normal[Batch]() }
        """);
    var noisy = folder.resolve("noisy.jar");
    var built = Outcome.of("build", file.toString(), "--model", "Noisy", "-o", noisy.toString(), "--sources");
    assertThat(built.err()).isEmpty();
    var one = Files.writeString(folder.resolve("c.csv"), "c\n1\n");
    try (var classes = new URLClassLoader(new URL[]{noisy.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var type = classes.loadClass("noisy.Noisy");
      var net = type.getMethod("load").invoke(type);
      assertThat(net).hasToString("Noisy(c: []) -> []");
      var predict = type.getMethod("predict", float.class);
      var first = predict.invoke(net, 1f);
      assertThat(predict.invoke(net, 1f)).as("the same seed").isEqualTo(first);
      var seeded = type.getMethod("seeded", int.class).invoke(net, 5);
      var java = System.getProperty("java.home") + "/bin/java";
      var printed =
          ProcessRun.of(folder, List.of(java, "-jar", noisy.toString(), "predict", one.toString(), "--seed", "5"));
      assertThat("result\n" + predict.invoke(seeded, 1f) + "\n").isEqualTo(printed.out())
          .isNotEqualTo("result\n" + first + "\n");
      assertThat(ProcessRun.of(folder, List.of(java, "-jar", noisy.toString(), "info")).out())
          .startsWith("model        Noisy, 0 parameters\n");
    }
    assertThat(Outcome.of("build", file.toString(), "--model", "Plain", "-o", folder.resolve("plain.jar").toString())
        .exit()).isZero();
    try (var plain = new URLClassLoader(new URL[]{folder.resolve("plain.jar").toUri().toURL()},
        ClassLoader.getPlatformClassLoader())) {
      assertThat(plain.loadClass("plain.Plain").getMethods()).as("nothing is drawn").noneMatch(
          m -> m.getName().equals("seeded"));
    }
  }

  @Test
  void aTrainableJarTrainsToTheSameBits() throws Exception {
    var trainable = folder.resolve("trainable.jar");
    Outcome.of("build", DIGITS, "--weights", run.toString(), "-o", trainable.toString(), "--trainable");
    var data = Path.of("../examples/digits/digits.csv.gz").toRealPath();

    var outcome =
        ProcessRun.of(folder, List.of(System.getProperty("java.home") + "/bin/java", "-jar", trainable.toString(),
            "train", "--data", "digits=" + data, "--epochs", "1", "--limit", "300", "--out", "again"));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("epoch 1/1  loss ");
    assertThat(folder.resolve("again/best.safetensors")).hasSameBinaryContentAs(run.resolve("best.safetensors"));
  }

  /** A jar of a model without weights. */
  private Path built(String program) throws Exception {
    var file = Files.writeString(folder.resolve("open.nn"), program);
    var weights = folder.resolve("nothing.safetensors");
    Checkpoint.save(weights, "Open", new Layout(List.of(), 0), new float[0], Checkpoint.WEIGHTS, Map.of());
    var jar = folder.resolve("open.jar");
    var outcome = Outcome.of("build", file.toString(), "--weights", weights.toString(), "-o", jar.toString());
    assertThat(outcome.err()).isEmpty();
    return jar;
  }

  private String predicted(Path jar, String name, String text, String... more) throws Exception {
    var words = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-jar", jar.toString(),
        "predict", Files.writeString(folder.resolve(name), text).toString()));
    words.addAll(List.of(more));
    var outcome = ProcessRun.of(folder, words);
    return outcome.out() + outcome.err();
  }

  @Test
  void examplesMayHaveLengthsOfTheirOwn() throws Exception {
    var jar = built("""
        dim Batch
        dim Time
        dim In = 2
        model Open(x: [Batch, Time, In]) -> (sums: [Batch, In], halves: [Batch, Time, In]) {
          (sums = sum[Time](x), halves = x / 2)
        }
        """);

    assertThat(predicted(jar, "open.jsonl", "[[1, 2], [3, 4]]\n[5, 6]\n[[1, 1], [2, 2], [3, 3]]\n", "--json"))
        .isEqualTo("""
            [{"sums":[4,6],"halves":[[0.5,1],[1.5,2]]},
             {"sums":[5,6],"halves":[[2.5,3]]},
             {"sums":[6,6],"halves":[[0.5,0.5],[1,1],[1.5,1.5]]}]
            """);
    assertThat(predicted(jar, "odd.jsonl", "[[1, 2], [3]]\n", "--json"))
        .isEqualTo("error[NN0411]: odd.jsonl, line 1: x has 3 numbers, but each place of [Time, In=2] has 2\n");
    assertThat(predicted(jar, "table.csv", "x_0,x_1\n1,2\n", "--json")).isEqualTo("""
        error[NN0411]: table.csv is a table, and x [Time, In=2] has a length of its own
          = help: JSON lines can hold it: {"x": [[…], […], …]}
        """);
    assertThat(predicted(jar, "open.jsonl", "[[1, 2], [3, 4]]\n")).isEqualTo("""
        error[NN0511]: a table can't hold what Open gives: it is as long as the example
          = help: write JSON: --json
        """);
    try (var classes = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var type = classes.loadClass("open.Open");
      var net = type.getMethod("load").invoke(null);
      var results = (List<?>) type.getMethod("predict", float[][].class).invoke(net,
          (Object) new float[][]{{1, 2, 3, 4}, {5, 6}});
      assertThat(results).extracting(each -> each.getClass().getMethod("halves").invoke(each))
          .containsExactly(new float[]{0.5f, 1, 1.5f, 2}, new float[]{2.5f, 3});
    }
  }

  @Test
  void otherDimsNeedASize() throws Exception {
    var file = Files.writeString(folder.resolve("open.nn"), """
        dim Batch
        dim Row
        dim Col
        model Open(x: [Batch, Row, Col]) -> [Batch, Row] { mean[Col](x) }
        """);
    var weights = folder.resolve("nothing.safetensors");
    Checkpoint.save(weights, "Open", new Layout(List.of(), 0), new float[0], Checkpoint.WEIGHTS, Map.of());
    var words = new String[]{"build", file.toString(), "--weights", weights.toString(), "-o",
      folder.resolve("open.jar").toString()};

    assertThat(Outcome.of(words).err()).startsWith("error[NN0511]: Open can't be used example by example: ");
    assertThat(Outcome.of(Stream.concat(Stream.of(words), Stream.of("--set", "Col=2")).toArray(String[]::new)).exit())
        .isZero();
  }
}
