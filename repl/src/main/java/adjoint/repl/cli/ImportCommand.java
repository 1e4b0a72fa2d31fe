package adjoint.repl.cli;

import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.MissingFile;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.exchange.Import;
import adjoint.runtime.program.Frames;
import adjoint.runtime.train.Notes;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.NotFinite;
import adjoint.runtime.weights.RunFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * `nn import digits.nn torch.safetensors -o digits.safetensors`: weights of other programs become ours; `nn import model.onnx -o
 * model.nn`: networks, too.
 */
@Command(description = "Make weights for a model from those of PyTorch, or a model and its weights from ONNX.")
final class ImportCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "WEIGHTS",
      description = "A safetensors, .npz, .pt or .pth file in PyTorch's names and layouts, or weights of Adjoint to be renamed.")
  private Path weights = Path.of("");

  @Option(
      names = "--statistics",
      paramLabel = "PATH",
      description = "Keep the training data's statistics out of these weights of Adjoint, a file or a run's folder.")
  private Optional<Path> statistics = Optional.empty();

  @Option(
      names = "--part",
      paramLabel = "PATH",
      description = "Take a model or layer of the program alone, such as Net.encoder, for a `start` line.")
  private Optional<String> part = Optional.empty();

  @Mixin
  private ExchangeOptions exchange = new ExchangeOptions();

  @Override
  public int run(Console console) {
    if (program.file().toString().endsWith(".onnx")) {
      return network(console);
    }
    requireOrder();
    var out = exchange.out(".safetensors");
    var lowered = program.lower();
    if (part.isPresent()) {
      var found = ImportedPart.of(part.get(), lowered).write(weights, exchange.map(), out);
      exchange.tell(console, weights, out, found.count(), List.copyOf(found.unused()));
      return ExitCode.OK;
    }
    var store = Frames.store(lowered.layout());
    lowered.files().load(lowered.layout(), store);
    var read = Import.read(weights, lowered.name(), lowered.declared(), lowered.layout(), exchange.map(), store);
    Checkpoint.save(out, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS,
        Notes.ofExamples(statistics.map(RunFiles::file).map(Checkpoint::notes).orElse(read.notes())));
    NotFinite.in(lowered.layout(), store, Checkpoint.WEIGHTS).ifPresent(console::warn);
    exchange.tell(console, weights, out, read.tensors(), read.leftOut());
    return ExitCode.OK;
  }

  private int network(Console console) {
    var out = exchange.out(".nn");
    if (!Files.exists(program.file())) {
      throw MissingFile.of(program.file());
    }
    var imported = OnnxImport.of(program.file(), out);
    var written = imported.write(out);
    exchange.tell(console, program.file(), out, imported.tensors(), written);
    return ExitCode.OK;
  }

  private void requireOrder() {
    if (weights.toString().isEmpty()) {
      throw new CommandFailure(CliProblem.MISSING_WORD, "WEIGHTS is missing: the file whose weights to import",
          Optional.of("help: nn import " + program.file() + " torch.safetensors -o OUT.safetensors"));
    }
    if (weights.toString().endsWith(".nn")) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "the .nn file comes first",
          Optional.of("help: nn import " + weights + " " + program.file() + " …"));
    }
  }
}
