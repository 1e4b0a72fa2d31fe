package adjoint.repl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The homes of the Javas that a model's jar is tried on: this one, and 17 where it is installed. */
final class JavaVersions {

  private JavaVersions() {}

  static List<Path> homes() throws IOException {
    var own = Path.of(System.getProperty("java.home"));
    var folder = Path.of("/usr/lib/jvm");
    try (Stream<Path> installed = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
      return Stream.concat(Stream.of(own), installed.filter(JavaVersions::is17).limit(1)).toList();
    }
  }

  private static boolean is17(Path home) {
    try {
      var release = home.resolve("release");
      return Files.isExecutable(home.resolve("bin/java")) && Files.exists(release)
          && Files.readString(release).contains("JAVA_VERSION=\"17.");
    } catch (IOException e) {
      return false;
    }
  }
}
