package adjoint.repl.cli;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.pack.Packaging;
import adjoint.repl.report.Console;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.command.OptionTexts;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.generate.Writer;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.text.Json;
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
  private TrainedOptions trained = new TrainedOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "INPUT",
      description = "What the model takes besides the tokens so far: a text, or a JSON object.")
  private Optional<String> input = Optional.empty();

  @Option(names = "--prompt", paramLabel = "TEXT", description = OptionTexts.PROMPT)
  private Optional<String> prompt = Optional.empty();

  @Option(names = "--length", paramLabel = "N", converter = PositiveInteger.class,
      description = OptionTexts.LENGTH)
  private Optional<Integer> length = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = OptionTexts.TEMPERATURE)
  private Optional<Double> temperature = Optional.empty();

  @Option(names = "--top-k", paramLabel = "N", converter = PositiveInteger.class,
      description = OptionTexts.TOP_K)
  private Optional<Integer> topK = Optional.empty();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = OptionTexts.TOP_P)
  private Optional<Double> topP = Optional.empty();

  @Option(names = "--beam", paramLabel = "N", converter = PositiveInteger.class,
      description = OptionTexts.BEAM)
  private Optional<Integer> beam = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = OptionTexts.GENERATE_SEED)
  private Optional<Integer> seed = Optional.empty();

  @Override
  public int run(Console console) {
    var lowered = trained.lower();
    var generates = lowered.generating()
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.NO_RECIPE, trained.file() + " has no generate block")
            .hint("say how: generate " + lowered.name() + " { feed … }"));
    var function = Backend.compile(Compiler.simplified(generates.next()), lowered.layout(), Backend.Options.DEFAULT);
    var step = Packaging.step(generates).map(graph -> Backend.compile(Compiler.simplified(graph), lowered.layout(),
        Backend.Options.DEFAULT));
    var description = Packaging.describe(lowered, generates, function.signature());
    var writer = new Writer(description, function, step, generates.how()).asked(wishes());
    var store = Frames.store(lowered.layout());
    var notes = trained.load(lowered, store);
    try (Pool pool = Pool.of(trained.threads())) {
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
