package adjoint.repl.cli;

import adjoint.repl.report.Console;
import adjoint.runtime.exchange.Correspondences;
import adjoint.runtime.exchange.Export;
import adjoint.runtime.program.Frames;
import adjoint.runtime.train.Notes;
import adjoint.runtime.weights.Checkpoint;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn export digits.nn -o digits.npz`: weights of ours in PyTorch's names and layouts. */
@Command(description = "Write a model's weights as PyTorch names and lays them out.")
final class ExportCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Mixin
  private WeightOptions weights = new WeightOptions();

  @Mixin
  private ExchangeOptions exchange = new ExchangeOptions();

  @Override
  public int run(Console console) {
    var out = exchange.out(".safetensors", ".npz");
    var lowered = program.lower(weights);
    var correspondences = Correspondences.pytorch(lowered.declared(), lowered.layout(), exchange.map());
    var file = weights.file(lowered.name());
    var store = Frames.store(lowered.layout());
    var notes = Checkpoint.load(file, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS);
    int tensors = Export.write(out, correspondences, store, Notes.ofExamples(notes));
    exchange.tell(console, file, out, tensors, List.of());
    return ExitCode.OK;
  }
}
