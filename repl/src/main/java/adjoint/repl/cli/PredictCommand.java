package adjoint.repl.cli;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.pack.Packaging;
import adjoint.repl.report.Console;
import adjoint.runtime.command.OptionTexts;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.data.WholeInput;
import adjoint.runtime.predict.Predictor;
import adjoint.runtime.predict.Request;
import adjoint.runtime.predict.WholePredictor;
import adjoint.runtime.program.Frames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `nn predict digits.nn new.csv`: runs a trained model on examples. */
@Command(description = "Run a trained model on examples and print what it says.")
final class PredictCommand implements CliCommand {

  private static final Path STANDARD_INPUT = Path.of("-");

  @Mixin
  private TrainedOptions trained = new TrainedOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "INPUT",
      description = "A table (CSV or Parquet), an .npy array, a picture, a sound, a folder of these, or a sentence; "
          + "standard input where it is - or left out.")
  private Optional<Path> input = Optional.empty();

  @Option(names = "--model", paramLabel = "NAME", description = "Run this model of the file, not the one it trains.")
  private Optional<String> model = Optional.empty();

  @Option(names = "--json", description = OptionTexts.PREDICT_JSON)
  private boolean json;

  @Option(names = "--seed", paramLabel = "N", description = OptionTexts.PREDICT_SEED)
  private int seed;

  @Override
  public int run(Console console) {
    var lowered = trained.lower();
    var function = Backend.compile(Compiler.simplified(lowered.models().get(Packaging.model(lowered, model))),
        lowered.layout(), Backend.Options.DEFAULT);
    var description = Packaging.describe(lowered, function.signature());
    var store = Frames.store(lowered.layout());
    var notes = trained.load(lowered, store);
    var request = new Request(input.filter(path -> !path.equals(STANDARD_INPUT)),
        json ? Request.Output.JSON : Request.Output.CSV, trained.threads(), seed);
    var fitted = FittedNotes.read(notes).orElse(List.of());
    var whole = request.input().flatMap(
        path -> WholeInput.read(path, description.inputs(), description.table(), fitted));
    if (whole.isPresent()) {
      WholePredictor.run(description, function, store, whole.get(), fitted, request, console.out(), console::warn);
    } else {
      Predictor.run(description, function, store, fitted, request, System.in,
          console.out(), console::warn);
    }
    return ExitCode.OK;
  }
}
