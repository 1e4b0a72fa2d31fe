package adjoint.repl.command;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.SessionProgram;
import adjoint.runtime.CliProblem;
import adjoint.runtime.program.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A function of the session that can be looked at: an expression, a model, or a part of training. */
record InspectedFunction(Graph graph, Layout layout) {

  /** What a command is asked to show: an expression, a function of the program by name, or all of these. */
  static List<InspectedFunction> of(PromptContext context, String argument, String command) {
    boolean simple = argument.matches("\\w+");
    if (argument.isEmpty() || simple && (!isBound(context, argument))) {
      List<InspectedFunction> all = program(context);
      List<InspectedFunction> chosen =
          all.stream().filter(target -> argument.isEmpty() || target.graph().name().equals(argument)).toList();
      if (!chosen.isEmpty()) {
        return chosen;
      }
      if (argument.isEmpty()) {
        throw new CommandFailure(CliProblem.NOTHING_TO_SHOW, "there is neither a model nor a train block to show",
            Optional.of("help: :" + command + " takes an expression, too"));
      }
    }
    LoweredEntry entry = Expression.of(argument, command).lower(context.session(), Recompute.YES);
    return List.of(new InspectedFunction(entry.graph(), entry.layout()));
  }

  private static boolean isBound(PromptContext context, String name) {
    return context.session().state().bound().containsKey(name);
  }

  /** All functions of the program. */
  static List<InspectedFunction> program(PromptContext context) {
    Lowered lowered = SessionProgram.of(context.session().state()).lowered();
    List<Graph> graphs = new ArrayList<>(lowered.models().values());
    lowered.training().ifPresent(training -> {
      graphs.add(training.step());
      training.partial().forEach(partial -> graphs.add(partial.step()));
      graphs.add(training.rows());
      graphs.add(training.reduce());
      training.batches().ifPresent(graphs::add);
    });
    return graphs.stream().map(graph -> new InspectedFunction(graph, lowered.layout())).toList();
  }

  /** As it is planned. */
  Graph simplified() {
    return Compiler.simplified(graph);
  }
}
