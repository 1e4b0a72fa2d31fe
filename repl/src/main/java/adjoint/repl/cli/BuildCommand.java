package adjoint.repl.cli;

import adjoint.compiler.pack.ModelJar;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.command.OptionTexts;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `nn build digits.nn -o digits.jar`: a trained model, or several, as a jar that needs nothing else. */
@Command(description = "Make a jar of trained models, which runs by itself and which Java programs can use.")
final class BuildCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description = "Further files, whose models go into the same jar.")
  private List<Path> others = List.of();

  @Option(
      names = "--weights",
      paramLabel = "PATH",
      description = OptionTexts.WEIGHTS + ", for each FILE in order; else the newest run in runs/<model>.")
  private List<Path> weights = List.of();

  @Option(names = "--model", paramLabel = "NAME", description = "Take this model of the file, not the one it trains.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "CLASS",
      description = "Call the class that programs use so, such as com.acme.Digits; else as the model in a package. "
          + "Of several models it is the package, such as com.acme.models.")
  private Optional<String> name = Optional.empty();

  @Option(names = {"-o", "--out"}, paramLabel = "JAR",
      description = "Write this file, not <model>.jar; needed for several models.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--trainable", description = "Let the jar train, too, by a command of its own.")
  private boolean trainable;

  @Option(names = "--sources", description = "Write the classes' sources, too, into <JAR>-sources.jar, for IDEs.")
  private boolean sources;

  @Option(
      names = "--pom",
      paramLabel = "COORDINATES",
      description = "Write <JAR>.pom, too, as com.acme:digits:1.0, to put the jar into a Maven repository.")
  private Optional<String> pom = Optional.empty();

  @Option(
      names = "--weights-as",
      paramLabel = "TYPE",
      description = "Hold weights as bf16, f16 or int8, a scale for each channel; computed as f32. Tells what it costs.")
  private WeightType weightType = WeightType.f32;

  @Override
  public int run(Console console) {
    var coordinates = pom.map(BuildCommand::coordinates);
    var models = models();
    var jar = ModelJar.of(models.stream().map(each -> each.contents(weightType.type(), trainable)).toList());
    var file = out.orElseGet(() -> Path.of(models.getFirst().chosen().toLowerCase(Locale.ROOT) + ".jar"));
    write(file, jar.bytes());
    makeExecutable(file);
    if (sources) {
      write(beside(file, "-sources.jar"), jar.sources());
    }
    var names = String.join(", ", models.stream().map(ModelToBuild::chosen).toList());
    coordinates.ifPresent(each -> write(beside(file, ".pom"),
        each.pom((models.size() == 1 ? "The model " : "The models ") + names + ".").getBytes(StandardCharsets.UTF_8)));
    console.out().println(file + ": " + Words.count(jar.bytes().length) + " bytes, " + Words.count(jar.weights())
        + " of them weights; class " + String.join(", ", models.stream().map(each -> each.names().type()).toList()));
    if (weightType != WeightType.f32) {
      models.forEach(each -> each.tellCost(weightType, console));
    }
    return ExitCode.OK;
  }

  private List<ModelToBuild> models() {
    if (others.isEmpty() && weights.size() < 2) {
      return List.of(ModelToBuild.alone(program, WeightOptions.of(weights.stream().findFirst()), model, name));
    }
    var files = new ArrayList<>(List.of(program.file()));
    files.addAll(others);
    if (program.areSet() || model.isPresent()) {
      throw wrong("--set, --data and --model are for one FILE", "make a jar of each, or write it into the files");
    }
    if (!weights.isEmpty() && weights.size() != files.size()) {
      throw wrong("--weights is given " + weights.size() + " times for " + files.size() + " files",
          "give it once for each FILE, in their order");
    }
    var jar = out.orElseThrow(() -> wrong("a jar of several models needs a name", "give it one: -o models.jar"));
    var group = name.orElseGet(() -> beside(jar, "").getFileName().toString().toLowerCase(Locale.ROOT)
        .replaceAll("\\W", "_"));
    var models = new ArrayList<ModelToBuild>();
    for (int i = 0; i < files.size(); i++) {
      models.add(ModelToBuild.of(ProgramOptions.of(files.get(i)), WeightOptions.of(weights.isEmpty()
          ? Optional.empty()
          : Optional.of(weights.get(i))), group));
    }
    ModelToBuild.requireDifferent(models);
    return models;
  }

  private static CommandFailure wrong(String message, String help) {
    return new CommandFailure(CliProblem.BAD_VALUE, message, Optional.of("help: " + help));
  }

  private static Coordinates coordinates(String text) {
    try {
      return Coordinates.of(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--pom " + text + " isn't GROUP:ARTIFACT:VERSION",
          Optional.of("help: " + e.getMessage()));
    }
  }

  /** The jar's name with another end. */
  private static Path beside(Path jar, String end) {
    return jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", "") + end);
  }

  private static void write(Path file, byte[] content) {
    AtomicFile.write(file, channel -> {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    });
  }

  /** So that ./digits.jar starts it; systems without such permissions start it otherwise. */
  private static void makeExecutable(Path file) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException | UnsupportedOperationException e) {
      return;
    }
  }
}
