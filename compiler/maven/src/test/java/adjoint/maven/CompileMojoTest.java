package adjoint.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `src/main/nn` becomes classes: what is made, when it is made anew, and how mistakes are told. */
class CompileMojoTest {

  private static final Path EXAMPLE = Path.of("../../examples/java-service/src/main/nn/com/acme");

  @TempDir
  private Path folder;

  @Test
  void makesTheClassesOfEachModelOnce() throws Exception {
    add("com/acme", "Iris.nn", "Iris.safetensors");

    assertThat(run()).anyMatch(line -> line.startsWith("compiled the models of "));

    Path written = folder.resolve("classes/com/acme/Iris.class");
    assertThat(written).exists();
    assertThat(folder.resolve("sources/com/acme/Iris.java")).content().contains("public float[] predict(");
    Files.writeString(written, "not written again");
    assertThat(run()).contains("classes of models are up to date");
    assertThat(written).hasContent("not written again");
  }

  @Test
  void whatChangedIsMadeAnewAndWhatIsGoneGoes() throws Exception {
    add("a", "Iris.nn", "Iris.safetensors");
    add("b", "Iris.nn", "Iris.safetensors");
    run();
    Path gone = folder.resolve("nn/b/Iris.nn");
    Files.delete(gone);

    assertThat(run()).anyMatch(line -> line.startsWith("compiled the models of "));

    assertThat(folder.resolve("classes/a/Iris.class")).exists();
    assertThat(folder.resolve("classes/b/Iris.class")).doesNotExist();
    assertThat(run(Map.of("Length", "5"), false)).anyMatch(line -> line.contains("error[NN0505]"));
  }

  @Test
  void mistakesAreToldWithFileLineAndColumn() throws IOException {
    add("", "Iris.nn", "Iris.safetensors");
    Path file = folder.resolve("nn/Iris.nn");
    Files.writeString(file, Files.readString(file).replace("|> relu", "|> rellu"));

    assertThat(run(Map.of(), false)).contains(
        file + ":[8,31] error[NN0201]: nothing is called `rellu` here; did you mean `relu`?");
  }

  @Test
  void aModelWithoutWeightsIsAMistake() throws IOException {
    add("", "Iris.nn");

    assertThat(run(Map.of(), false)).anyMatch(line -> line.contains("error[NN0502]")
        && line.contains("Iris.safetensors") && line.contains("nn train"));
  }

  @Test
  void aProjectWithoutModelsIsLeftAlone() throws Exception {
    assertThat(run()).anyMatch(line -> line.startsWith("no folder "));
    add("", "Iris.nn");
    Files.writeString(folder.resolve("nn/Iris.nn"), "fn twice(x: [..]) -> [..] {\n  2 * x\n}\n");

    assertThat(run()).anyMatch(line -> line.endsWith(": 0 files"));
  }

  private void add(String name, String... files) throws IOException {
    Path to = Files.createDirectories(folder.resolve("nn").resolve(name));
    for (String file : files) {
      Files.copy(EXAMPLE.resolve(file), to.resolve(file));
    }
  }

  private List<String> run() {
    return run(Map.of(), true);
  }

  /** What is logged. */
  private List<String> run(Map<String, String> settings, boolean succeeds) {
    List<String> lines = new ArrayList<>();
    CompileMojo mojo = new CompileMojo();
    mojo.sources = folder.resolve("nn").toFile();
    mojo.classes = folder.resolve("classes").toFile();
    mojo.generatedSources = folder.resolve("sources").toFile();
    mojo.snapshot = folder.resolve("snapshot").toFile();
    mojo.settings = settings;
    mojo.setLog(new SystemStreamLog() {

      @Override
      public void info(CharSequence line) {
        lines.add(line.toString());
      }

      @Override
      public void error(CharSequence line) {
        lines.add(line.toString());
      }
    });
    if (succeeds) {
      assertThat(mojo).satisfies(CompileMojo::execute);
    } else {
      assertThatThrownBy(mojo::execute).isInstanceOf(MojoFailureException.class);
    }
    return lines;
  }
}
