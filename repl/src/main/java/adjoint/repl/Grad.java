package adjoint.repl;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.inspect.Derivatives;
import adjoint.compiler.lower.Lowered;
import adjoint.compiler.math.MathPrinter;
import adjoint.runtime.text.Similar;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `nn grad digits.nn`: the derived gradients as mathematics. */
@Command(
    name = "grad",
    description = "Print the derived gradients of the loss as mathematics.",
    mixinStandardHelpOptions = true)
final class Grad implements Callable<Integer> {

  private final Console console;

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Option(names = "--wrt", paramLabel = "PATH",
      description = "Only by this parameter or data field, such as linear1.weight.")
  private Optional<String> wrt = Optional.empty();

  Grad(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var graph = differentiable(Workshop.lower(program));
    console.out().print(MathPrinter.print(Compiler.readable(Derivatives.of(graph, chosen(graph)))));
    return Exit.OK;
  }

  /** The training step, whose loss is differentiated; in a file without one, its last model. */
  private Graph differentiable(Lowered lowered) {
    return lowered.training().map(Lowered.Training::step)
        .or(() -> lowered.models().values().stream().reduce((earlier, later) -> later))
        .orElseThrow(() -> new CommandFailure(Trouble.NOTHING_TO_SHOW,
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
      throw new CommandFailure(Trouble.UNKNOWN_PATH, "there is no parameter or field " + wrt.get(),
          Optional.of(Similar.nearest(wrt.get(), names).map(near -> "help: did you mean " + near + "?")
              .orElse("there are: " + String.join(", ", names))));
    }
    return found;
  }
}
