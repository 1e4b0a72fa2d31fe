package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A statement that stores what it finds along some indices, once for each setting of the others. */
sealed interface Reducing extends Piece permits Chain, Lanes, Extreme {

  /** The indices of its loops around what it reduces, outermost first. */
  List<Index> inner();

  Target target();

  Word body();

  @Override
  default List<Word> roots() {
    List<Word> roots = new ArrayList<>(sizes());
    roots.addAll(List.of(body(), target().address()));
    return roots;
  }

  @Override
  default Optional<Index> outermost() {
    return inner().stream().findFirst();
  }

  @Override
  default List<Placement> placements() {
    return List.of(target().placement());
  }
}
