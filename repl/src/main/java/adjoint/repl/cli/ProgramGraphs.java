package adjoint.repl.cli;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import java.util.ArrayList;
import java.util.List;

/** All graphs of a program, in the order in which they are run. */
public final class ProgramGraphs {

  private ProgramGraphs() {}

  public static List<Graph> of(Lowered lowered) {
    List<Graph> all = new ArrayList<>(List.of(lowered.initialise()));
    lowered.training().ifPresent(training -> {
      training.accumulate().ifPresent(all::add);
      all.addAll(List.of(training.step(), training.rows(), training.reduce()));
    });
    all.addAll(lowered.models().values());
    return all;
  }
}
