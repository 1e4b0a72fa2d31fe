package adjoint.compiler.graph;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The open dims whose sizes something needs, in the order in which they stand in it. A sum over an open dim, or a number made
 * of its size, needs that size though no value has the dim.
 */
public final class OpenDims {

  private final Set<String> found = new LinkedHashSet<>();

  private OpenDims() {}

  public static Set<String> of(Graph graph) {
    OpenDims dims = new OpenDims();
    graph.inputs().forEach(i -> dims.collect(i.value()));
    graph.all().forEach(dims::collect);
    return dims.found;
  }

  /** Those that an operation itself speaks of: not those of what it reads. */
  public static Set<String> of(Operation operation) {
    OpenDims dims = new OpenDims();
    dims.collect(operation);
    return dims.found;
  }

  public static Set<String> of(Subscript place) {
    OpenDims dims = new OpenDims();
    dims.collect(place);
    return dims.found;
  }

  private void collect(Definition definition) {
    definition.results().forEach(this::collect);
    collect(definition.operation());
  }

  private void collect(Operation operation) {
    operation.over().forEach(i -> found.addAll(i.size().openDims()));
    operation.places().forEach(this::collect);
    operation.scalars().stream().flatMap(Scalar::nodes).forEach(node -> {
      if (node instanceof Scalar.SizeOf s) {
        found.addAll(s.size().openDims());
      }
      node.subscripts().forEach(this::collect);
    });
  }

  private void collect(Subscript place) {
    found.addAll(place.offset().openDims());
    for (Subscript.Term term : place.terms()) {
      found.addAll(term.coefficient().openDims());
      switch (term.atom()) {
        case Index i -> {}
        case Subscript.Quotient q -> {
          found.addAll(q.by().openDims());
          collect(q.of());
        }
        case Subscript.Remainder r -> {
          found.addAll(r.by().openDims());
          collect(r.of());
        }
        case Subscript.Lookup l -> l.at().forEach(this::collect);
      }
    }
  }

  private void collect(Value value) {
    value.axes().forEach(a -> found.addAll(a.size().openDims()));
  }
}
