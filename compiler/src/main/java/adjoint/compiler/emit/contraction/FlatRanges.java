package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
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
  record Run(Map<Index, Expression> outer, Optional<Index> inner, Expression first, Expression count,
      Expression offset) {}

  interface Each {
    void run(Run run);
  }

  private final ProcedureBuilder body;
  private final Places places;
  private final List<Index> indices;

  FlatRanges(ProcedureBuilder body, Places places, List<Index> indices) {
    this.body = body;
    this.places = places;
    this.indices = indices;
  }

  /** Goes through `count` positions from `from` on, run by run. */
  void each(Expression from, Expression count, Each each) {
    if (indices.size() <= 1) {
      each.run(new Run(Map.of(), indices.stream().findFirst(), from, count, Expression.ZERO));
      return;
    }
    Index inner = indices.getLast();
    Expression size = body.fix("size", places.of(inner.size()));
    Variable done = body.let("done", Expression.ZERO);
    body.repeat(done.less(count), () -> {
      Expression at = body.let("position", from.plus(done));
      Expression first = body.let("first", at.rest(size));
      Map<Index, Expression> outer = settings(indices.subList(0, indices.size() - 1), body.let("rest", at.over(size)));
      Expression length = body.let("length", size.minus(first).min(count.minus(done)));
      each.run(new Run(outer, Optional.of(inner), first, length, done));
      body.set(done, done.plus(length));
    });
  }

  /** The settings of all indices at a flat position, in variables. */
  Map<Index, Expression> settings(Expression position) {
    return settings(indices, position);
  }

  private Map<Index, Expression> settings(List<Index> of, Expression position) {
    Map<Index, Expression> settings = new LinkedHashMap<>();
    Expression rest = position;
    for (Index index : of.reversed()) {
      boolean outermost = settings.size() == of.size() - 1;
      Expression size = places.of(index.size());
      settings.put(index, body.fix(index.name(), outermost ? rest : rest.rest(size)));
      rest = outermost ? rest : body.let("rest", rest.over(size));
    }
    return settings;
  }
}
