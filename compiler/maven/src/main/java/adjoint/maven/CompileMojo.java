package adjoint.maven;

import adjoint.runtime.text.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Component;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Makes a Java class of each model in `src/main/nn`. The package is the folder, the class is the model; the weights lie beside
 * the file, `Digits.safetensors` beside `Digits.nn`. The classes need nothing else at run time and run on Java 17 and later.
 */
@Mojo(name = "compile", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class CompileMojo extends AbstractMojo {

  private static final String MAIN = "adjoint.compiler.Generate";

  /** Where the `.nn` files are. */
  @Parameter(defaultValue = "${project.basedir}/src/main/nn", property = "adjoint.sources")
  File sources;

  /** Where the sources of the generated classes go, for IDEs to show. */
  @Parameter(defaultValue = "${project.build.directory}/generated-sources/nn")
  File generatedSources;

  /** Values of constants and dims, as `--set` gives them. */
  @Parameter
  Map<String, String> settings = new LinkedHashMap<>();

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true)
  File classes;

  @Parameter(defaultValue = "${project.build.directory}/adjoint/snapshot.txt", readonly = true)
  File snapshot;

  @Parameter(defaultValue = "${plugin.artifacts}", readonly = true)
  List<Artifact> artifacts = List.of();

  @Parameter(defaultValue = "${project}", readonly = true)
  MavenProject project = new MavenProject();

  @Parameter(defaultValue = "${session}", readonly = true)
  MavenSession session;

  @Component
  ToolchainManager toolchains;

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (!sources.isDirectory()) {
      getLog().info("no folder " + sources + ", nothing to compile");
      return;
    }
    project.addCompileSourceRoot(generatedSources.toString());
    try {
      compile(new Snapshot(snapshot.toPath()));
    } catch (IOException e) {
      throw new MojoExecutionException("a file can't be read or written: " + e, e);
    }
  }

  private void compile(Snapshot last) throws IOException, MojoExecutionException, MojoFailureException {
    List<String> counts = new ArrayList<>(List.of(classes.toString(), generatedSources.toString()));
    settings.forEach((name, value) -> counts.add(name + "=" + value));
    for (String jar : classpath()) {
      counts.add(jar + " " + Files.getLastModifiedTime(Path.of(jar)));
    }
    String digest = Snapshot.digest(sources.toPath(), counts);
    if (last.isCurrent(digest)) {
      getLog().info("classes of models are up to date");
      return;
    }
    last.clear();
    last.keep(digest, run());
  }

  private List<String> run() throws IOException, MojoExecutionException, MojoFailureException {
    Path jdk = jdk();
    List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString(), "-Xss16m", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-cp", String.join(File.pathSeparator, classpath()), MAIN, sources.toString(),
        classes.toString(), generatedSources.toString()));
    settings.forEach((name, value) -> command.add(name + "=" + value));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return written(said, exit(process));
  }

  private static int exit(Process process) throws MojoExecutionException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("interrupted");
    }
  }

  /** The files that were written, unless problems were told. */
  private List<String> written(String said, int exit) throws MojoExecutionException, MojoFailureException {
    List<String> written = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (String line : said.lines().toList()) {
      try {
        Json report = Json.read(line);
        report.get("written").ifPresentOrElse(path -> written.add(text(path)), () -> problems.add(problem(report)));
      } catch (Json.Malformed e) {
        other.add(line);
      }
    }
    problems.forEach(getLog()::error);
    if (exit == 1 && !problems.isEmpty()) {
      throw new MojoFailureException(problems.size() == 1
          ? problems.get(0)
          : problems.size()
              + " problems in .nn files, the first: " + problems.get(0));
    }
    if (exit != 0) {
      throw new MojoExecutionException("a bug in Adjoint, please report it: " + String.join("\n", other));
    }
    getLog().info("compiled the models of " + sources + ": " + written.size() + " files");
    return written;
  }

  /** As javac's messages look in Maven, which IDEs understand. */
  private static String problem(Json report) {
    String help = text(report.get("help").orElse(new Json.Text("")));
    return text(report.get("file").orElseThrow()) + ":[" + text(report.get("line").orElseThrow()) + ","
        + text(report.get("column").orElseThrow()) + "] error[" + text(report.get("code").orElseThrow()) + "]: "
        + text(report.get("message").orElseThrow()) + (help.isEmpty() ? "" : "; " + help);
  }

  private static String text(Json json) {
    return json instanceof Json.Text text ? text.value() : json.write();
  }

  private List<String> classpath() {
    return artifacts.isEmpty()
        ? List.of(System.getProperty("java.class.path").split(File.pathSeparator))
        : artifacts.stream().map(each -> each.getFile().toString()).toList();
  }

  private Path jdk() throws MojoExecutionException {
    return Jdk.find(ofToolchain()).orElseThrow(() -> new MojoExecutionException("Adjoint needs a JDK " + Jdk.LEAST
        + " or newer to compile .nn files, and none was found. Install one, for instance temurin-25-jdk, under "
        + "/usr/lib/jvm, or set ADJOINT_JAVA_HOME to the folder of one. (Maven itself and your own code may stay on 17.)"));
  }

  /** The JDK that the build selected, if it did. */
  private List<Path> ofToolchain() {
    Toolchain selected = toolchains == null ? null : toolchains.getToolchainFromBuildContext("jdk", session);
    String java = selected == null ? null : selected.findTool("java");
    return java == null ? List.of() : List.of(Path.of(java).getParent().getParent());
  }
}
