package adjoint.repl.cli;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.pack.Packaging;
import adjoint.repl.report.Console;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.generate.Writer;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.text.Json;
import adjoint.runtime.weights.Checkpoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `nn generate gpt.nn --prompt "Once"`: writes a text with a trained model. */
@Command(description = "Write a text with a trained model, as the file's generate block says.")
final class GenerateCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "INPUT",
      description = "What the model takes besides the tokens so far: a text, or a JSON object.")
  private Optional<String> input = Optional.empty();

  @Mixin
  private WeightOptions weights = new WeightOptions();

  @Option(names = "--prompt", paramLabel = "TEXT", description = "Go on from this text.")
  private Optional<String> prompt = Optional.empty();

  @Option(names = "--length", paramLabel = "N", converter = PositiveInteger.class,
      description = "Write at most N tokens.")
  private Optional<Integer> length = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Divide scores by T before a token is drawn; 0 takes the likeliest.")
  private Optional<Double> temperature = Optional.empty();

  @Option(names = "--top-k", paramLabel = "N", converter = PositiveInteger.class,
      description = "Draw among the N likeliest tokens.")
  private Optional<Integer> topK = Optional.empty();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw among the likeliest tokens that have a probability of P together.")
  private Optional<Double> topP = Optional.empty();

  @Option(names = "--beam", paramLabel = "N", converter = PositiveInteger.class,
      description = "Follow N texts side by side and take the likeliest.")
  private Optional<Integer> beam = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Seed what is drawn by N.")
  private Optional<Integer> seed = Optional.empty();

  @Mixin
  private ThreadOption threads = new ThreadOption();

  @Override
  public int run(Console console) {
    var lowered = program.lower(weights);
    var generates = lowered.generating()
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.NO_RECIPE, program.file() + " has no generate block")
            .hint("say how: generate " + lowered.name() + " { feed … }"));
    var function = Backend.compile(Compiler.simplified(generates.next()), lowered.layout(), Backend.Options.DEFAULT);
    var step = Packaging.step(generates).map(graph -> Backend.compile(Compiler.simplified(graph), lowered.layout(),
        Backend.Options.DEFAULT));
    var description = Packaging.describe(lowered, generates, function.signature());
    var writer = new Writer(description, function, step, generates.how()).asked(wishes());
    var store = Frames.store(lowered.layout());
    var notes = load(lowered, store);
    try (Pool pool = Pool.of(threads.orElse(1))) {
      var text = writer.begin(store, FittedNotes.read(notes).orElse(List.of()),
          Writer.given(input.orElse("{}")), pool);
      console.out().print(writer.how().prompt());
      while (text.hasNext()) {
        console.out().print(text.next());
        console.out().flush();
      }
      console.out().println();
    }
    return ExitCode.OK;
  }

  private Map<String, String> load(Lowered lowered, float[] store) {
    var trained = weights.given(lowered.name(), lowered.layout()).map(Path::toAbsolutePath);
    if (trained.isEmpty()) {
      lowered.files().load(lowered.layout(), store);
    }
    return trained.map(file -> Checkpoint.load(file, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS))
        .orElse(Map.of());
  }

  /** What options say, by the names that requests have for it. */
  private Map<String, Json> wishes() {
    var wishes = new LinkedHashMap<String, Json>();
    prompt.ifPresent(text -> wishes.put("prompt", new Json.Text(text)));
    length.ifPresent(number -> wishes.put("length", Json.number((double) number)));
    temperature.ifPresent(number -> wishes.put("temperature", Json.number((double) number)));
    topK.ifPresent(number -> wishes.put("top_k", Json.number((double) number)));
    topP.ifPresent(number -> wishes.put("top_p", Json.number((double) number)));
    beam.ifPresent(number -> wishes.put("beam", Json.number((double) number)));
    seed.ifPresent(number -> wishes.put("seed", Json.number((double) number)));
    return wishes;
  }
}
