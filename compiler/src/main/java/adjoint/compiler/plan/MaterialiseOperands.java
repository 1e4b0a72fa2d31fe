package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Gives a contraction whose two operands are both expressions a tensor for the one that is read in place. */
public final class MaterialiseOperands implements BlockPass {

  @Override
  public List<Definition> apply(List<Definition> definitions, Surroundings surroundings) {
    List<Definition> all = new ArrayList<>();
    for (Definition definition : definitions) {
      Optional<ContractionForm> product =
          definition.operation() instanceof Comprehension c ? ContractionForm.of(c) : Optional.empty();
      if (product.isEmpty() || ContractionForm.isPlain(product.get().left())) {
        all.add(definition);
      } else {
        surroundings.decisions().add(new Decision.OperandBefore(definition.result()));
        all.addAll(split(definition, product.get(), surroundings.fresh()));
      }
    }
    return all;
  }

  private static List<Definition> split(Definition definition, ContractionForm product, GraphBuilder fresh) {
    Comprehension whole = (Comprehension) definition.operation();
    Set<Index> used = product.left().indices();
    List<Index> own = Stream.of(product.batch(), product.rows(), product.depth()).flatMap(List::stream)
        .filter(used::contains).toList();
    Map<Index, Subscript> renaming = new LinkedHashMap<>();
    own.forEach(i -> renaming.put(i, Subscript.of((Subscript.Atom) fresh.index(i.axis()))));
    List<Index> out = own.stream().map(i -> renaming.get(i).asIndex().orElseThrow()).toList();
    Comprehension map = Comprehension.map(out, product.left().substitute(renaming));
    Value left = fresh.value(definition.result().name() + "_left", Element.REAL, axes(out));
    Scalar body = Scalar.apply(ScalarFunction.MUL, GraphBuilder.read(left, own), product.right());
    for (Scalar factor : product.scale()) {
      body = Scalar.apply(ScalarFunction.MUL, body, factor);
    }
    return List.of(new Definition(List.of(left), map, definition.origin()),
        definition.with(whole.with(body)));
  }

  private static List<Axis> axes(List<Index> out) {
    return out.stream().map(Index::axis).toList();
  }
}
