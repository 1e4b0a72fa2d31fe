package adjoint.repl.cli;

import adjoint.compiler.Profile;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.pack.Packaging;
import adjoint.compiler.graph.OpenDims;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.repl.report.ProfilePage;
import adjoint.repl.report.ProfileTable;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.TrainingFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** `nn profile digits.nn`: where the time of a training step goes, kernel by kernel. */
@Command(description = "Show where the time of a training step goes, by line and kernel; on random data.")
final class ProfileCommand implements CliCommand {

  private static final int STEPS = 50;

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Option(names = "--steps", paramLabel = "N", converter = PositiveInteger.class,
      description = "Time N steps, after it is warm.")
  private Optional<Integer> steps = Optional.empty();

  @Option(names = "--predict", description = "Of a prediction, not of a training step.")
  private boolean predict;

  @Option(names = "--model", paramLabel = "NAME",
      description = "Predict by this model of the file, not by the one it trains.")
  private Optional<String> model = Optional.empty();

  @Option(names = "--size", paramLabel = "DIM=N",
      description = "Give an open dim a size; the batch's is that of the train block.")
  private Map<String, String> sizes = new LinkedHashMap<>();

  @Option(names = "--html", paramLabel = "FILE", description = "Write a picture of it, a page that needs nothing else.")
  private Optional<Path> html = Optional.empty();

  @Mixin
  private ThreadOption threads = new ThreadOption();

  @Override
  public int run(Console console) {
    var lowered = program.lower();
    var graph = chosen(lowered);
    var dims = dims(lowered, graph);
    try (var pool = Pool.of(threads.orElse(Runtime.getRuntime().availableProcessors()))) {
      var profile = Profile.of(lowered, graph, dims, pool, steps.orElse(STEPS));
      ProfileTable.of(profile, program.file().toString(), head -> console.paint("1", head))
          .forEach(console.out()::println);
      html.ifPresent(file -> write(file, ProfilePage.of(profile, program.file().toString())));
    }
    return ExitCode.OK;
  }

  /** The training step; the model where a prediction is asked for, or there is nothing else. */
  private Graph chosen(Lowered lowered) {
    var step = lowered.training().map(TrainingFunctions::step).filter(_ -> !predict && model.isEmpty());
    if (step.isEmpty() && lowered.models().isEmpty()) {
      throw new CommandFailure(CliProblem.NOTHING_TO_SHOW,
          program.file() + " has neither a model nor a train block to time", Optional.empty());
    }
    return step.orElseGet(() -> lowered.models().get(Packaging.model(lowered, model)));
  }

  private Map<String, Long> dims(Lowered lowered, Graph graph) {
    Map<String, Long> dims = new LinkedHashMap<>();
    lowered.recipe().flatMap(recipe -> recipe.batch()).ifPresent(batch -> dims.put(batch.dim(), (long) batch.size()));
    List<String> open = List.copyOf(OpenDims.of(graph));
    sizes.forEach((dim, size) -> {
      if (!open.contains(dim)) {
        throw new CommandFailure(CliProblem.BAD_VALUE, "--size " + dim + "=" + size + " gives no open dim a size",
            Optional.of(open.isEmpty() ? "there is none" : "open are " + String.join(", ", open)));
      }
      dims.put(dim, size(dim, size));
    });
    open.stream().filter(dim -> !dims.containsKey(dim)).findFirst().ifPresent(dim -> {
      throw new CommandFailure(CliProblem.OPEN_SIZE, dim + " is open, and a profile needs its size",
          Optional.of("help: --size " + dim + "=32"));
    });
    dims.keySet().retainAll(open);
    return dims;
  }

  private static long size(String dim, String words) {
    try {
      return new PositiveInteger().convert(words);
    } catch (TypeConversionException e) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--size " + dim + "=" + words + ": " + e.getMessage(),
          Optional.empty());
    }
  }

  private static void write(Path file, String page) {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.OUTPUT_DIRECTORY, file + " can't be written: " + e.getMessage());
    }
  }
}
