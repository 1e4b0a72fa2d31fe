package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Variable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Loops in steps of whole vectors. */
final class Tiles {

  private static final Expression SIXTEEN = Expression.of(16);

  private Tiles() {}

  /** `limit = size - lanes + 1`: a whole vector fits where it begins below. */
  static Variable limit(Loops nest, Supplier<Expression> size) {
    return nest.code().let("limit", size.get().minus(nest.lanes()).plus(1));
  }

  /** `turn += (end - turn) / lanes * lanes`. */
  static void skipWhole(Loops nest, Variable turn, Supplier<Expression> end) {
    nest.code().set(turn, end.get().minus(turn).over(nest.lanes()).times(nest.lanes()).plus(turn));
  }

  /**
   * What is left when no whole vector fits, at 16 lanes: at once by a mask. Masks at fewer lanes lose to single steps.
   *
   * @param body given the mask of the lanes below `end`
   */
  static void masked(Loops nest, Variable turn, Supplier<Expression> end, Consumer<Variable> body) {
    nest.code().when(nest.lanes().atLeast(SIXTEEN),
        () -> nest.whenBelow(turn, end, () -> body.accept(nest.active(turn, end))));
  }

  /** What is left, at fewer than 16 lanes. */
  static void single(Loops nest, Variable turn, Supplier<Expression> end, Runnable body) {
    nest.code().when(nest.lanes().less(SIXTEEN),
        () -> nest.state().scope(() -> nest.code().goOn(turn, end.get(), Expression.ONE, body)));
  }
}
