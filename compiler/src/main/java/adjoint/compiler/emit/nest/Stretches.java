package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.graph.Index;
import java.util.List;
import java.util.function.Supplier;

/** Runs a loop over an index in stretches in which each guard is decided. */
final class Stretches {

  /** Code that advances the index from where it stands to the end of the stretch. */
  interface Body {
    void write(Variable turn, Supplier<Expression> end);
  }

  private Stretches() {}

  static void write(Loops nest, Index index, List<LoopGuard> guards, Body body) {
    ProcedureBuilder code = nest.code();
    nest.state().scope(() -> {
      Variable turn = code.let(index.name(), nest.first(index));
      if (guards.isEmpty()) {
        body.write(turn, () -> nest.end(index));
      } else {
        code.repeat(turn.less(nest.end(index)),
            () -> nest.state().scope(() -> stretch(nest, index, guards, turn, body)));
      }
    });
  }

  private static void stretch(Loops nest, Index index, List<LoopGuard> guards, Variable turn, Body body) {
    ProcedureBuilder code = nest.code();
    Variable end = code.let("end", nest.end(index));
    guards.forEach(g -> shorten(nest, g, turn, end));
    for (LoopGuard guard : guards) {
      Expression holds = nest.at(index, turn, guard.comparison());
      nest.state().bind(guard.holds(), code.let("inside", holds));
    }
    body.write(turn, () -> end);
  }

  /** `if (turn < place && place < end) end = place`. */
  private static void shorten(Loops nest, LoopGuard guard, Variable turn, Variable end) {
    ProcedureBuilder code = nest.code();
    code.when(turn.less(nest.scalars().of(guard.place())),
        () -> code.when(nest.scalars().of(guard.place()).less(end),
            () -> code.set(end, nest.scalars().of(guard.place()))));
  }
}
