package adjoint.repl.cli;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.inspect.Derivatives;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.math.MathPrinter;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.NearestWord;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.program.TrainingFunctions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `nn grad digits.nn`: the derived gradients as mathematics. */
@Command(description = "Print the derived gradients of the loss as mathematics.")
final class GradCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Option(names = "--wrt", paramLabel = "PATH",
      description = "Only by this parameter or data field, such as linear1.weight.")
  private Optional<String> wrt = Optional.empty();

  @Override
  public int run(Console console) {
    var graph = differentiable(program.lower());
    console.out().print(MathPrinter.print(Compiler.readable(Derivatives.of(graph, chosen(graph)))));
    return ExitCode.OK;
  }

  /** The training step, whose loss is differentiated; in a file without one, its last model. */
  private Graph differentiable(Lowered lowered) {
    return lowered.training().map(TrainingFunctions::step)
        .or(() -> lowered.models().values().stream().reduce((earlier, later) -> later))
        .orElseThrow(() -> new CommandFailure(CliProblem.NOTHING_TO_SHOW,
            program.file() + " has neither a model nor a train block to differentiate", Optional.empty()));
  }

  /** All parameters, or what was asked for. */
  private List<Input> chosen(Graph graph) {
    var candidates = Derivatives.candidates(graph);
    if (wrt.isEmpty()) {
      return candidates.stream().filter(input -> input.role() == Input.Role.PARAMETER).toList();
    }
    var found = candidates.stream().filter(input -> input.name().equals(wrt.get())).toList();
    if (found.isEmpty()) {
      var names = candidates.stream().map(Input::name).toList();
      throw new CommandFailure(CliProblem.UNKNOWN_PATH, "there is no parameter or field " + wrt.get(),
          Optional.of(NearestWord.orAll(wrt.get(), names)));
    }
    return found;
  }
}
