package adjoint.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Starts processes with the benchmark's classes, and with the options that `nn` gives to commands that run kernels. */
record Java(List<String> options, String classpath) {

  private static final Pattern NUMBER = Pattern.compile("[0-9.E]+");

  /**
   * Compiles the sources.
   *
   * @param classes where class files go
   */
  static Java of(Path project, Path sources, Path classes) throws IOException {
    String classpath = System.getProperty("java.class.path");
    List<String> words = new ArrayList<>(List.of("-proc:full", "-nowarn", "-d", classes.toString(), "-cp", classpath));
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(file -> words.add(file.toString()));
    }
    if (ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, words.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("the benchmark doesn't compile");
    }
    return new Java(options(project), classes + System.getProperty("path.separator") + classpath);
  }

  private static List<String> options(Path project) {
    Path launcher = project.resolve("repl/src/main/launcher");
    return List.of("--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector",
        "@" + launcher.resolve("kernel.options"), "-Dadjoint.directives=" + launcher.resolve("directives.json"));
  }

  /** The lines that a class's main method prints. */
  List<String> run(Map<String, String> environment, String main, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", classpath, main));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines = new ArrayList<>();
    try (var reader = process.inputReader()) {
      reader.lines().forEach(line -> {
        lines.add(line);
        if (!Result.isOne(line) && !NUMBER.matcher(line).matches()) {
          System.out.println(line);
        }
      });
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(main + " " + String.join(" ", words) + " failed");
    }
    return lines;
  }
}
