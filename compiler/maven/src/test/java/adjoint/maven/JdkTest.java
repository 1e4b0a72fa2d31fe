package adjoint.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {

  @TempDir
  private Path folder;

  @Test
  void takesTheFirstThatIsNewEnough() throws IOException {
    Path old = jdk("old", "JAVA_VERSION=\"17.0.9\"", true);
    Path runtimeOnly = jdk("jre", "JAVA_VERSION=\"25\"", false);
    Path good = jdk("good", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"26.0.1\"", true);

    assertThat(Jdk.find(List.of(folder.resolve("none"), old, runtimeOnly, good))).contains(good);
    assertThat(Jdk.isEnough(old)).isFalse();
    assertThat(Jdk.isEnough(runtimeOnly)).isFalse();
  }

  private Path jdk(String name, String release, boolean compiler) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), release + "\n");
    if (compiler) {
      Files.createFile(home.resolve("bin/javac"));
    }
    return home;
  }
}
