package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The launcher `nn` in a copy of the project in which a stand-in for Maven builds by linking this test's own classes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherTest {

  private static final String WORKING_MAVEN = """
      #!/bin/sh
      echo "[INFO] building"
      mkdir -p repl/target/lib
      i=0
      IFS=:
      for entry in $CLASSES; do
        i=$((i + 1))
        ln -sfn "$entry" "repl/target/lib/$i.jar"
      done
      ln -sfn "$entry" repl/target/repl-0.jar
      """;

  private static final String BROKEN_MAVEN = """
      #!/bin/sh
      echo "[INFO] all is well so far"
      echo "[ERROR] Explain.java:[3,1] ';' expected"
      exit 1
      """;

  private static final Path LAUNCHER = Path.of("src/main/launcher");

  private Path folder;

  private Path project;

  /** One that is built, with its cache, which takes seconds: for tests that leave it as it is. */
  private Path built;

  /** What its first use said. */
  private Outcome first;

  @BeforeAll
  void buildOne(@TempDir Path shared) throws Exception {
    copyTheProject(shared);
    first = nn("explain", "NN0902");
    built = project;
  }

  @BeforeEach
  void copyTheProject(@TempDir Path own) throws IOException {
    folder = own;
    project = Files.createDirectories(folder.resolve("a project"));
    Files.createDirectories(project.resolve("repl/src/main"));
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Files.writeString(project.resolve("repl/pom.xml"), "<project/>");
    Files.writeString(project.resolve("repl/src/main/A.java"), "class A {}");
    script(project.resolve("nn"), Files.readString(Path.of("../nn")));
    copy(LAUNCHER, project.resolve("repl/src/main/launcher"));
    Files.createDirectory(folder.resolve("bin"));
    maven(WORKING_MAVEN);
  }

  @Test
  void buildsOnFirstUseAndSaysSoInOneLine() throws Exception {
    var second = run(built.resolve("nn"), "explain", "NN0902");

    assertThat(first.out()).startsWith("NN0902");
    assertThat(first.err()).startsWith("nn: building").hasLineCount(1);
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    Files.createFile(Files.createDirectories(project.resolve("repl/target/nn")).resolve("stamp"));
    var source = project.resolve("repl/src/main/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(nn("explain", "NN0902").err()).startsWith("nn: building");
  }

  @Test
  void showsTheLogWhenBuildingFails() throws Exception {
    maven(BROKEN_MAVEN);

    var outcome = nn("doctor");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("[ERROR] Explain.java:[3,1] ';' expected", "nn: the build failed", "build.log");
  }

  @Test
  void worksThroughALinkAndKeepsTheExitCode() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("bin/nn"), built.resolve("nn"));

    var outcome = run(link, "nonsense");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("error[NN0902]: unknown command nonsense");
  }

  @Test
  void commandsThatRunKernelsHaveTheVectorModuleWithoutAWarning() throws Exception {
    var outcome = run(built.resolve("nn"), "doctor");

    assertThat(outcome.out()).containsPattern("vector module +present").containsPattern("kernels +(vector|scalar)")
        .containsPattern("HotSpot +compiles kernels at once");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void withoutAJdkItSaysWhatToInstall() throws Exception {
    var launcher = project.resolve("nn");
    script(launcher, Files.readString(launcher).replaceAll("/(usr/lib/jvm|opt/java|Library)/", "/nowhere/"));

    var outcome = run(launcher, Map.of("HOME", folder.toString()), "doctor");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("nn: Adjoint needs a JDK 25 or newer").contains("install",
        "ADJOINT_JAVA_HOME");
  }

  /** As in a container, where nobody has a home and the locale is C. */
  @Test
  void filesOfAnyNameAreReadInAnyLocaleAndWithoutAHome() throws Exception {
    Files.writeString(folder.resolve("größe.nn"), "dim N = 3\nmodel M(x: [N]) -> [N] { x }\n");
    project = built;
    for (var locale : List.of("C", "POSIX", "")) {
      var outcome = run(project.resolve("nn"), Map.of("ADJOINT_JAVA_HOME", System.getProperty("java.home"), "LC_ALL",
          locale, "HOME", ""), "check", "größe.nn");

      assertThat(outcome).as(locale).isEqualTo(new Outcome(0, "größe.nn: all right; 0 parameters\n", ""));
    }
    assertThat(withoutHome()).startsWith("NN0902");
  }

  /** What is downloaded holds no sources and may lie where its users can't write. */
  @Test
  void anArchiveNeedsNoMavenAndPreparesItselfInTheUsersCaches() throws Exception {
    var launcher = archive();
    var caches = Map.of("ADJOINT_JAVA_HOME", System.getProperty("java.home"), "XDG_CACHE_HOME",
        folder.resolve("caches").toString());

    var first = run(launcher, caches, "explain", "NN0902");
    var second = run(launcher, caches, "explain", "NN0902");

    assertThat(first.out()).startsWith("NN0902");
    assertThat(first.err()).startsWith("nn: making later starts fast").hasLineCount(1);
    assertThat(second).isEqualTo(new Outcome(0, first.out(), ""));
    try (var prepared = Files.walk(folder.resolve("caches/adjoint"))) {
      assertThat(prepared.map(path -> path.getFileName().toString())).contains("stamp", "jdk");
    }
  }

  @Test
  void anArchiveStartsWithoutACacheWhereNothingCanBeWritten() throws Exception {
    var launcher = archive();
    var file = Files.writeString(folder.resolve("a file"), "");
    for (var caches : List.of("", file.toString())) {
      var outcome = run(launcher, Map.of("ADJOINT_JAVA_HOME", System.getProperty("java.home"), "HOME", "",
          "XDG_CACHE_HOME", caches), "explain", "NN0902");

      assertThat(outcome.err()).as(caches).isEmpty();
      assertThat(outcome.out()).startsWith("NN0902");
    }
  }

  /** The launcher of an archive, as the build of a release lays it out. */
  private Path archive() throws IOException {
    var archive = folder.resolve("an archive");
    Files.createDirectories(archive.resolve("bin"));
    copy(LAUNCHER, archive.resolve("lib/launcher"));
    Files.writeString(archive.resolve("lib/launcher/version"), "1.2.3\n");
    var number = 0;
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      number++;
      Files.createSymbolicLink(archive.resolve("lib/" + number + ".jar"), Path.of(entry).toAbsolutePath());
    }
    script(archive.resolve("bin/nn"), Files.readString(Path.of("../nn")));
    maven(BROKEN_MAVEN);
    return archive.resolve("bin/nn");
  }

  private String withoutHome() throws Exception {
    return ProcessRun.of(folder, List.of("env", "-u", "HOME", "PATH=" + folder.resolve("bin") + ":/usr/bin:/bin",
        project.resolve("nn").toString(), "explain", "NN0902")).out();
  }

  private Outcome nn(String... words) throws Exception {
    return run(project.resolve("nn"), words);
  }

  private Outcome run(Path launcher, String... words) throws Exception {
    return run(launcher, Map.of("ADJOINT_JAVA_HOME", System.getProperty("java.home")), words);
  }

  private Outcome run(Path launcher, Map<String, String> more, String... words) throws Exception {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    var out = folder.resolve("out").toFile();
    var err = folder.resolve("err").toFile();
    var process = new ProcessBuilder(command).directory(folder.toFile())
        .redirectInput(new File("/dev/null")).redirectOutput(out).redirectError(err);
    process.environment().keySet().retainAll(List.of("HOME", "PATH"));
    process.environment().merge("PATH", folder.resolve("bin") + ":/usr/bin:/bin", (old, stub) -> stub);
    process.environment().put("CLASSES", System.getProperty("java.class.path"));
    process.environment().putAll(more);
    return new Outcome(process.start().waitFor(), text(out), text(err));
  }

  private static String text(File file) throws IOException {
    return Files.readString(file.toPath(), StandardCharsets.UTF_8);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private void maven(String text) throws IOException {
    script(folder.resolve("bin/mvn"), text);
  }

  private static void script(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
