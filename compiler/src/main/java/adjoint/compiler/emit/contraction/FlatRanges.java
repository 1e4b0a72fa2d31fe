package adjoint.compiler.emit.contraction;

import adjoint.compiler.graph.Index;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loops over a range of the flat positions of a set of indices. */
final class FlatRanges {

  /**
   * Neighbouring positions along the innermost index.
   *
   * @param outer the settings of all other indices
   * @param inner the innermost index, empty where the set is
   * @param first the first setting of the innermost index
   * @param count how many settings follow one another
   * @param offset how many flat positions of the range lie before
   */
  record Run(Map<Index, Int> outer, Optional<Index> inner, Int first, Int count, Int offset) {}

  interface Each {
    void run(Run run);
  }

  private final Body body;
  private final Places places;
  private final List<Index> indices;

  FlatRanges(Body body, Places places, List<Index> indices) {
    this.body = body;
    this.places = places;
    this.indices = indices;
  }

  /** Goes through `count` positions from `from` on, run by run. */
  void each(Int from, Int count, Each each) {
    if (indices.size() <= 1) {
      each.run(new Run(Map.of(), indices.stream().findFirst(), from, count, Int.ZERO));
      return;
    }
    Index inner = indices.getLast();
    Int size = body.fix("size", places.of(inner.size()));
    Int.Variable done = body.let("done", Int.ZERO);
    body.repeat(done, Body.Test.LESS, count, () -> {
      Int at = body.let("position", from.plus(done));
      Int first = body.let("first", at.rest(size));
      Map<Index, Int> outer = settings(indices.subList(0, indices.size() - 1), body.let("rest", at.over(size)));
      Int length = body.let("length", size.minus(first).min(count.minus(done)));
      each.run(new Run(outer, Optional.of(inner), first, length, done));
      body.set(done, done.plus(length));
    });
  }

  /** The settings of all indices at a flat position, in variables. */
  Map<Index, Int> settings(Int position) {
    return settings(indices, position);
  }

  private Map<Index, Int> settings(List<Index> of, Int position) {
    Map<Index, Int> settings = new LinkedHashMap<>();
    Int rest = position;
    for (Index index : of.reversed()) {
      boolean outermost = settings.size() == of.size() - 1;
      Int size = places.of(index.size());
      settings.put(index, body.fix(index.name(), outermost ? rest : rest.rest(size)));
      rest = outermost ? rest : body.let("rest", rest.over(size));
    }
    return settings;
  }
}
