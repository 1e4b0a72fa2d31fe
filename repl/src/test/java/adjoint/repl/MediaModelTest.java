package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of pictures and sounds: the same bits whatever the run, and predictions from files in each way. */
class MediaModelTest {

  private static final String SHAPES = "../examples/shapes/shapes.nn";
  private static final String TONES = "../examples/tones/tones.nn";
  private static final String PICTURE = "../examples/shapes/pictures/disc/0.png";
  private static final String SOUND = "../examples/tones/sounds/rising_bob_1.wav";

  @TempDir
  private Path folder;

  private String train(String name, String... words) {
    var all = new ArrayList<>(List.of("train", "--quiet"));
    all.addAll(List.of(words));
    var run = folder.resolve(name).toString();
    if (!all.contains("--resume")) {
      all.addAll(List.of("--out", run));
    }
    assertThat(Outcome.of(all.toArray(String[]::new))).isEqualTo(new Outcome(0, "", ""));
    return run;
  }

  private static byte[] weights(String run) throws Exception {
    return Files.readAllBytes(Path.of(run, "last.safetensors"));
  }

  @Test
  void changesByChanceAreTheSameOnAnyThreadsAndAfterAStop() throws Exception {
    var one = train("one", SHAPES, "--epochs", "4", "--threads", "1");
    var two = train("two", SHAPES, "--epochs", "4", "--threads", "2");
    var stopped = train("stopped", SHAPES, "--epochs", "2");
    train("stopped", SHAPES, "--resume", stopped, "--epochs", "4");

    assertThat(weights(two)).isEqualTo(weights(one));
    assertThat(weights(stopped)).isEqualTo(weights(one));
  }

  @Test
  void aPictureIsPredictedFromInEachWay() throws Exception {
    var run = train("run", SHAPES, "--epochs", "1");
    var jar = folder.resolve("shapes.jar");
    var asked = Outcome.of("predict", SHAPES, PICTURE, "--weights", run, "--model", "Chances");
    assertThat(asked.out()).startsWith("cross,disc,square\n");
    assertThat(Outcome.of("build", SHAPES, "--weights", run, "--model", "Chances", "-o", jar.toString()).err())
        .isEmpty();

    try (var classes = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        var picture = Files.newInputStream(Path.of(PICTURE))) {
      var type = classes.loadClass("chances.Chances");
      var net = type.getMethod("load").invoke(type);
      var predict = type.getMethod("predict", InputStream.class);
      var chances = (float[]) predict.invoke(net, picture);

      assertThat("cross,disc,square\n" + chances[0] + "," + chances[1] + "," + chances[2] + "\n")
          .isEqualTo(asked.out());
      assertThatThrownBy(() -> predict.invoke(net, new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8))))
          .cause().isInstanceOf(IllegalArgumentException.class)
          .hasMessage("picture is no picture: it doesn't begin as one");
    }
  }

  @Test
  void aSoundIsPredictedFrom() {
    var run = train("run", TONES, "--epochs", "1");
    var asked = Outcome.of("predict", TONES, SOUND, "--weights", run);
    assertThat(asked.out()).startsWith("falling,rising,steady\n");
    assertThat(Outcome.of("predict", TONES, PICTURE, "--weights", run).err()).contains("NN0411");
    assertThat(Outcome.of("predict", SHAPES, SOUND, "--weights", train("shapes", SHAPES, "--epochs", "1")).err())
        .contains("NN0402", "rising_bob_1.wav is a sound, and picture was trained on other data");
  }

  private String predicted(String file, String run, String input) {
    var outcome = Outcome.of("predict", file, input, "--weights", run);
    assertThat(outcome.err()).isEmpty();
    return outcome.out();
  }

  @Test
  void foldersAndTablesArePredictedFromAsTheirFilesAre() throws Exception {
    var run = train("folders", SHAPES, "--epochs", "1");
    var pictures = Path.of(PICTURE).getParent().getParent();
    var table = Files.writeString(folder.resolve("table.csv"), "number,picture\n1,"
        + Path.of(PICTURE).toAbsolutePath() + "\n");
    var all = predicted(SHAPES, run, pictures.toString()).lines().toList();
    var one = predicted(SHAPES, run, PICTURE).lines().toList();

    try (var files = Files.walk(pictures)) {
      var names = files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
      assertThat(all).hasSize(1 + names.size());
      assertThat(all.get(1 + names.indexOf(PICTURE))).isEqualTo(one.get(1));
    }
    assertThat(predicted(SHAPES, run, table.toString()).lines()).isEqualTo(one);
    Files.writeString(table, "picture\nnone.png\n");
    assertThat(Outcome.of("predict", SHAPES, table.toString(), "--weights", run).err())
        .startsWith("error[NN0401]: table.csv, line 2: there is no file none.png");
    assertThat(Outcome.of("predict", SHAPES, folder.toString(), "--weights", run).err()).startsWith("error[NN0403]: ");
  }

  @Test
  void aSoundMayBeAsLongAsItIs() throws Exception {
    var source = Files.readString(Path.of(TONES)).replace("dim Window = 12", "dim Window")
        .replace("sound[(Window, Mel) as Feature]", "mean[Window](sound)")
        .replace("sounds/", Path.of(SOUND).getParent().toAbsolutePath() + "/");
    var file = Files.writeString(folder.resolve("open.nn"), source).toString();
    var run = train("open", file, "--epochs", "1");
    var table = Files.writeString(folder.resolve("table.csv"), "sound\n" + Path.of(SOUND).toAbsolutePath() + "\n");
    var one = predicted(file, run, SOUND);

    assertThat(one).startsWith("falling,rising,steady\n");
    assertThat(predicted(file, run, table.toString())).isEqualTo(one);
    var jar = folder.resolve("open.jar");
    assertThat(Outcome.of("build", file, "--weights", run, "-o", jar.toString()).err()).isEmpty();
    assertThat(ProcessRun.of(folder, List.of(System.getProperty("java.home") + "/bin/java", "-jar", jar.toString(),
        "predict", Path.of(SOUND).toAbsolutePath().toString())).out()).isEqualTo(one);
    try (var classes = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        InputStream sound = Files.newInputStream(Path.of(SOUND))) {
      var type = classes.loadClass("tones.Tones");
      var net = type.getMethod("load").invoke(null);
      var scores = (float[]) type.getMethod("predict", InputStream.class).invoke(net, sound);
      assertThat(one.lines().toList().get(1).split(",")).extracting(Float::parseFloat)
          .allSatisfy(score -> assertThat(scores).contains(new float[]{score}, Offset.offset(1e-5f)));
      assertThatThrownBy(() -> type.getMethod("predict", float[].class).invoke(net, new float[17])).cause()
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("sound takes 16 values at each place of [Window, Mel=16], not 17");
    }
  }
}
