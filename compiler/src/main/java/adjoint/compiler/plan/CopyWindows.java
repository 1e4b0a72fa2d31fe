package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a reduction over windows that is no contraction, such as a depthwise convolution, a copy of what it reads: with the
 * margin around it that guards would have to tell from the inside at each element, and with the places side by side that
 * follow one another by a stride. Then vectors go along it.
 */
public final class CopyWindows implements BlockPass {

  /** How often each element of a copy is read at least, so that copying costs less than what is gained. */
  private static final double READS = 1.5;

  @Override
  public List<Definition> apply(List<Definition> definitions, Surroundings surroundings) {
    List<Definition> all = new ArrayList<>();
    for (Definition definition : definitions) {
      Definition rest = definition;
      for (var window = window(rest); window.isPresent(); window = window(rest)) {
        surroundings.decisions().add(new Decision.WindowsBefore(definition.result(), window.get().read().tensor()));
        rest = split(rest, window.get(), surroundings.fresh(), all);
      }
      all.add(rest);
    }
    return all;
  }

  private static Optional<CopiedWindow> window(Definition definition) {
    if (!(definition.operation() instanceof Comprehension c) || c.over().isEmpty()) {
      return Optional.empty();
    }
    Optional<ContractionForm> product = ContractionForm.of(c);
    boolean strides = product.isEmpty();
    return c.body().nodes().flatMap(node -> CopiedWindow.of(node, Set.copyOf(c.over()), strides).stream())
        .filter(w -> READS * w.elements() <= elements(c))
        .filter(w -> product.isEmpty() || w.goesOver(c.over())).findFirst();
  }

  private static long elements(Comprehension c) {
    return c.domain().stream().mapToLong(i -> ContractionForm.weight(i.size())).reduce(1, (a, b) -> a * b);
  }

  /** Adds the definition of a copy and gives that which reads it. */
  private static Definition split(Definition definition, CopiedWindow window, GraphBuilder fresh,
      List<Definition> all) {
    Comprehension whole = (Comprehension) definition.operation();
    List<Index> indices = window.indices(fresh);
    Value read = window.read().tensor();
    Value copy = fresh.value(read.name() + "_windows", read.element(), indices.stream().map(Index::axis).toList());
    all.add(new Definition(List.of(copy), Comprehension.map(indices, window.body(indices)), definition.origin()));
    Scalar body = replaced(whole.body(), window.whole(), new Scalar.Read(copy, window.places()));
    return definition.with(whole.with(body));
  }

  private static Scalar replaced(Scalar scalar, Scalar part, Scalar by) {
    return scalar.equals(part) ? by : scalar.mapChildren(child -> replaced(child, part, by));
  }
}
