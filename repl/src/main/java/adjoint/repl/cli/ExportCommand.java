package adjoint.repl.cli;

import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.onnx.export.ModelExport;
import adjoint.compiler.pack.Packaging;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.exchange.Correspondences;
import adjoint.runtime.exchange.Export;
import adjoint.runtime.program.Frames;
import adjoint.runtime.train.Notes;
import adjoint.runtime.weights.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `nn export digits.nn -o digits.npz`: weights of ours in PyTorch's names and layouts. */
@Command(description = "Write a model as ONNX, or its weights as PyTorch names and lays them out.")
final class ExportCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Mixin
  private WeightOptions weights = new WeightOptions();

  @Mixin
  private ExchangeOptions exchange = new ExchangeOptions();

  @Option(names = "--model", paramLabel = "NAME",
      description = "Write this model of the file as ONNX, not the one it trains.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--opset",
      paramLabel = "N",
      description = "The version of ONNX's operators to write, 17 to 24; 17 unless said.")
  private Optional<Integer> opset = Optional.empty();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "Write weights, not ONNX, as f32, bf16 or f16; f32 unless said.")
  private WeightType dtype = WeightType.f32;

  @Option(
      names = "--treated",
      description = "Let the ONNX model take values as its fields give them, without standardize, scale and the like.")
  private boolean treated;

  @Override
  public int run(Console console) {
    var out = exchange.out(".onnx", ".safetensors", ".npz");
    var lowered = program.lower(weights);
    return out.toString().endsWith(".onnx") ? model(console, out, lowered) : weights(console, out, lowered);
  }

  private int weights(Console console, Path out, Lowered lowered) {
    if (dtype == WeightType.int8) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--dtype int8 would need scales, which PyTorch has no names for",
          Optional.of("help: nn build --weights-as int8 makes a jar with such weights"));
    }
    var correspondences = Correspondences.pytorch(lowered.declared(), lowered.layout(), exchange.map());
    var file = weights.file(lowered.name());
    var store = Frames.store(lowered.layout());
    var notes = Checkpoint.load(file, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS);
    int tensors = Export.write(out, correspondences, store, Notes.ofExamples(notes), dtype.type());
    exchange.tell(console, file, out, tensors, List.of());
    return ExitCode.OK;
  }

  private int model(Console console, Path out, Lowered lowered) {
    var version = opset.orElse(ModelExport.OLDEST);
    if (version < ModelExport.OLDEST || version > ModelExport.NEWEST) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--opset " + version + " can't be written",
          Optional.of("help: " + ModelExport.OLDEST + " to " + ModelExport.NEWEST + " can"));
    }
    var exported = ExportedModel.of(lowered, Packaging.model(lowered, model), weights, !treated, version);
    exported.treated().forEach(field -> console.warn(
        field + " is taken as its field's values are after their preparation, which ONNX can't say"));
    exchange.tell(console, program.file(), out, exported.write(out), List.of());
    return ExitCode.OK;
  }
}
