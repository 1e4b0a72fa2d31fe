package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Expressions of positions and numbers alone, where all sizes are known: masks, distances. They become tables. */
record ComputedScalars(LoweringScope scope, List<Index> order) {

  private static final long LARGEST = 1 << 20;

  Optional<Operand> of(Scalar scalar) {
    boolean made = scalar instanceof Scalar.Apply || scalar instanceof Scalar.Select;
    return made && scalar.reads().isEmpty() && scalar.nodes().allMatch(this::isKnown)
        ? table(scalar)
        : Optional.empty();
  }

  private boolean isKnown(Scalar node) {
    return switch (node) {
      case Scalar.SizeOf s -> s.size().isConstant();
      case Scalar.Draw d -> false;
      case Scalar.At a -> a.position().indices().stream().noneMatch(i -> scope.step(i).isPresent())
          && PositionNodes.isKnown(a.position());
      case Scalar.Constant c -> true;
      case Scalar.Read r -> false;
      case Scalar.Apply a -> true;
      case Scalar.Select s -> true;
    };
  }

  private Optional<Operand> table(Scalar scalar) {
    List<Index> indices = order.stream().filter(scalar.indices()::contains).toList();
    long count = 1;
    for (Index index : indices) {
      count = index.size().isConstant() ? Math.min(LARGEST + 1, count * index.size().constant()) : LARGEST + 1;
    }
    if (count > LARGEST) {
      return Optional.empty();
    }
    Comprehension map = Comprehension.map(indices, scalar);
    Value value = new Value(0, "", scalar.element(), indices.stream().map(Index::axis).toList());
    double[] numbers = Interpreter.evaluate(new Graph("table", List.of(),
        List.of(new Definition(List.of(value), map, Origin.NONE)), List.of()), new Arguments(Map.of(), new HashMap<>()))
        .values().get(value).data();
    var type = Elements.of(scalar.element());
    return Optional
        .of(new Operand(scope.writer().computed(type, indices.stream().map(i -> i.size().constant()).toList(),
            numbers), type, indices));
  }
}
