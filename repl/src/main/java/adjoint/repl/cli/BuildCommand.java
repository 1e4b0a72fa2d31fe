package adjoint.repl.cli;

import adjoint.compiler.Network;
import adjoint.compiler.pack.Names;
import adjoint.compiler.pack.Packaging;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `nn build digits.nn -o digits.jar`: a trained model as a jar that needs nothing else. */
@Command(description = "Make a jar of a trained model, which runs by itself and which Java programs can use.")
final class BuildCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Mixin
  private WeightOptions weights = new WeightOptions();

  @Option(names = "--model", paramLabel = "NAME", description = "Take this model of the file, not the one it trains.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "CLASS",
      description = "Call the class that programs use so, such as com.acme.Digits; else as the model in a package.")
  private Optional<String> name = Optional.empty();

  @Option(names = {"-o", "--out"}, paramLabel = "JAR", description = "Write this file, not <model>.jar.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--trainable", description = "Let the jar train, too, by a command of its own.")
  private boolean trainable;

  @Option(names = "--sources", description = "Write the class's source, too, into <JAR>-sources.jar, for IDEs.")
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
    var lowered = program.lower(weights);
    var chosen = Packaging.model(lowered, model);
    var names = Names.of(chosen, name);
    if (!names.isValid()) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--name " + names.type() + " can't be the name of a class in Java",
          Optional.of("help: write it as in com.acme.Digits"));
    }
    if (trainable && lowered.training().isEmpty()) {
      throw UserProblem.of(RuntimeProblem.NO_RECIPE, program.file() + " has no train block");
    }
    var trained = weights.given(lowered.name(), lowered.layout());
    var jar = Network.packaging(lowered).as(weightType.type()).jar(model, trained, names, trainable);
    var file = out.orElseGet(() -> Path.of(chosen.toLowerCase(Locale.ROOT) + ".jar"));
    write(file, jar.bytes());
    makeExecutable(file);
    if (sources) {
      write(beside(file, "-sources.jar"), jar.sources());
    }
    coordinates.ifPresent(each -> write(beside(file, ".pom"),
        each.pom("The model " + chosen + ".").getBytes(StandardCharsets.UTF_8)));
    console.out().println(file + ": " + Words.count(jar.bytes().length) + " bytes, " + Words.count(jar.weights())
        + " of them weights; class " + names.type());
    if (weightType != WeightType.f32 && lowered.training().isPresent()) {
      trained.ifPresent(from -> new NarrowedScores(program, lowered, from, weightType).tell(console));
    }
    return ExitCode.OK;
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
