package adjoint.repl.command;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.inspect.Derivatives;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.compiler.math.MathPrinter;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.NearestWord;
import adjoint.repl.session.Response;
import adjoint.repl.session.SessionProgram;
import adjoint.runtime.CliProblem;
import adjoint.runtime.text.Words;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** `:grad y wrt x`: derivatives as mathematics. */
final class Gradients {

  private Gradients() {}

  static Response answer(PromptContext context, String argument) {
    String[] sides = argument.split("\\s+wrt\\s+", 2);
    Set<String> by = new LinkedHashSet<>(
        sides.length == 1 ? List.of() : Arrays.stream(sides[1].split(",")).map(String::strip).toList());
    Graph graph = argument.isEmpty()
        ? SessionProgram.of(context.session().state()).lowered().training().orElseThrow(() -> new CommandFailure(
            CliProblem.MISSING_WORD, ":grad needs an expression, or a train block", Optional.of("help: :grad y wrt x")))
            .step()
        : Expression.of(sides[0].strip(), "grad").lower(context.session(), Recompute.until(by)).graph();
    Graph derived = Derivatives.of(graph, chosen(graph, by, sides[0].strip()));
    return Response.text(MathPrinter.print(Compiler.readable(derived)).stripTrailing());
  }

  /** What is asked for; else all parameters, and without any the values that are read. */
  private static List<Input> chosen(Graph graph, Set<String> by, String of) {
    List<Input> candidates = Derivatives.candidates(graph);
    List<String> names = candidates.stream().map(Input::name).toList();
    by.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
      throw new CommandFailure(CliProblem.UNKNOWN_PATH, of + " doesn't depend on " + name,
          Optional.of(NearestWord.of(name, names)
              .orElse(names.isEmpty() ? "it depends on nothing" : "it depends on " + Words.some(names))));
    });
    boolean parameters = candidates.stream().anyMatch(input -> input.role() == Input.Role.PARAMETER);
    List<Input> chosen = candidates.stream().filter(input -> by.isEmpty()
        ? !parameters || input.role() == Input.Role.PARAMETER
        : by.contains(input.name())).toList();
    if (chosen.isEmpty()) {
      throw new CommandFailure(CliProblem.UNKNOWN_PATH, of + " depends on nothing that it could be differentiated by",
          Optional.empty());
    }
    return chosen;
  }
}
