package adjoint.compiler.inspect;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Graph to {@link Summary}: stretches of definitions of one instance become a row. */
public final class Summarize {

  private final Layout layout;
  private final Set<String> shown = new HashSet<>();
  private final List<Summary.Row> rows = new ArrayList<>();

  private Summarize(Layout layout) {
    this.layout = layout;
  }

  /** The summary of a model's graph, best before it is simplified, when layers still stand one after the other. */
  public static Summary summarize(Graph model, Layout layout) {
    var summarize = new Summarize(layout);
    List<Definition> stretch = new ArrayList<>();
    for (Definition definition : model.definitions()) {
      if (!stretch.isEmpty() && !instance(stretch.getFirst()).equals(instance(definition))) {
        summarize.row(stretch);
        stretch.clear();
      }
      stretch.add(definition);
    }
    if (!stretch.isEmpty()) {
      summarize.row(stretch);
    }
    return new Summary(model.name(), List.copyOf(summarize.rows),
        total(summarize.rows.stream().map(Summary.Row::parameters).toList()),
        total(summarize.rows.stream().map(Summary.Row::operations).toList()));
  }

  private static String instance(Definition definition) {
    return definition.origin().path();
  }

  private void row(List<Definition> stretch) {
    Value last = stretch.getLast().results().getLast();
    String path = instance(stretch.getFirst());
    rows.add(new Summary.Row(path.isEmpty() ? last.name() : path, last.axes(), parameters(path),
        total(stretch.stream().map(d -> operations(d.operation())).toList())));
  }

  private Size parameters(String path) {
    return total(layout.slots().stream()
        .filter(
            slot -> slot.kind() == Layout.Kind.PARAMETER && owner(slot.path()).equals(path) && shown.add(slot.path()))
        .map(slot -> Size.of(slot.count())).toList());
  }

  private static String owner(String parameter) {
    return parameter.substring(0, Math.max(0, parameter.lastIndexOf('.')));
  }

  /** Scalar operations: those of the body and, where it is reduced, one more for each element reduced. */
  private static Size operations(Operation operation) {
    Size inner = total(operation.inner().stream().map(d -> operations(d.operation())).toList());
    long reduced = operation.over().isEmpty() ? 0 : 1;
    long own = operation.scalars().stream().mapToLong(body -> count(body) + reduced).sum();
    return range(operation.domain()).times(inner.plus(own));
  }

  private static long count(Scalar scalar) {
    long own =
        scalar instanceof Scalar.Apply || scalar instanceof Scalar.Select || scalar instanceof Scalar.Draw ? 1 : 0;
    return own + scalar.children().stream().mapToLong(Summarize::count).sum();
  }

  private static Size range(List<Index> indices) {
    return indices.stream().map(Index::size).reduce(Size.ONE, Size::times);
  }

  private static Size total(List<Size> sizes) {
    return sizes.stream().reduce(Size.ZERO, Size::plus);
  }
}
