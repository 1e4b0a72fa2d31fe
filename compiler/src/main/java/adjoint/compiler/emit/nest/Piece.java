package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import java.util.List;
import java.util.Optional;

/** A statement of a nest, lowered to words and ready to be written. */
sealed interface Piece permits Elementwise, Reducing, Sorting {

  /** All that it computes, addresses and the sizes of its loops included. */
  List<Word> roots();

  /** Where it stores to. */
  List<Placement> placements();

  /** The sizes of its loops. */
  List<Word> sizes();

  /** The index of its outermost loop, whose turns may run in any order; none where there is no such loop. */
  Optional<Index> outermost();

  /** Smaller pieces that do the same one after the other. */
  default List<Piece> split() {
    return List.of(this);
  }

  /** Writes it into the method; the loops around it are open. */
  void write(Loops loops);
}
