package adjoint.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds a JDK that the compiler runs on, by the file `release` in its folder. */
final class Jdk {

  static final int LEAST = 25;

  private static final Pattern VERSION = Pattern.compile("^JAVA_VERSION=\"(\\d+)", Pattern.MULTILINE);

  private Jdk() {}

  /**
   * The folder of the first one that will do.
   *
   * @param first places to look at before the usual ones
   */
  static Optional<Path> find(List<Path> first) {
    List<Path> places = new ArrayList<>(first);
    places.add(Path.of(System.getProperty("java.home")));
    Stream.of("ADJOINT_JAVA_HOME", "JAVA_HOME").map(System::getenv).filter(home -> home != null && !home.isEmpty())
        .map(Path::of).forEach(places::add);
    Path home = Path.of(System.getProperty("user.home"));
    Stream.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"), home.resolve(".sdkman/candidates/java"),
        home.resolve(".jdks"), Path.of("/Library/Java/JavaVirtualMachines"))
        .forEach(folder -> places.addAll(in(folder)));
    return places.stream().filter(Jdk::isEnough).findFirst();
  }

  private static List<Path> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(folder)) {
      return homes.sorted()
          .map(each -> Files.isDirectory(each.resolve("Contents/Home")) ? each.resolve("Contents/Home") : each)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  static boolean isEnough(Path home) {
    if (!Files.exists(home.resolve("bin/javac")) && !Files.exists(home.resolve("bin/javac.exe"))) {
      return false;
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find() && Integer.parseInt(version.group(1)) >= LEAST;
    } catch (IOException e) {
      return false;
    }
  }
}
