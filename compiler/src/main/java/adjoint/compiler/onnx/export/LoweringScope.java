package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Value;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where nodes go, and by which tensors the values and steps of a graph are known there. */
final class LoweringScope {

  private final OperatorWriter writer;
  private final SizeNodes sizes;
  private final Map<Value, String> values;
  private final Map<Index, String> steps;

  private LoweringScope(OperatorWriter writer, SizeNodes sizes, Map<Value, String> values, Map<Index, String> steps) {
    this.writer = writer;
    this.sizes = sizes;
    this.values = values;
    this.steps = steps;
  }

  LoweringScope(OperatorWriter writer, SizeNodes sizes) {
    this(writer, sizes, new HashMap<>(), new HashMap<>());
  }

  /** For the body of a loop with a step. */
  LoweringScope inner(Index step, String name) {
    LoweringScope inner = new LoweringScope(writer.inner(), sizes, new HashMap<>(values), new HashMap<>(steps));
    inner.steps.put(step, name);
    return inner;
  }

  OperatorWriter writer() {
    return writer;
  }

  SizeNodes sizes() {
    return sizes;
  }

  void define(Value value, String name) {
    values.put(value, name);
  }

  boolean knows(Value value) {
    return values.containsKey(value);
  }

  String tensor(Value value) {
    return Optional.ofNullable(values.get(value))
        .orElseThrow(NotExpressible::consequence);
  }

  Optional<String> step(Index index) {
    return Optional.ofNullable(steps.get(index));
  }

  /** The same with other axes: a number of the list for each new one. */
  String transpose(String tensor, List<Integer> axes) {
    boolean same = true;
    for (int i = 0; i < axes.size(); i++) {
      same &= axes.get(i) == i;
    }
    return same
        ? tensor
        : writer.add("Transpose", List.of(tensor),
            Map.of("perm", NodeAttribute.of(axes.stream().map(Integer::longValue).toList())));
  }

  String cast(String tensor, ElementType from, ElementType to) {
    return from == to
        ? tensor
        : writer.add("Cast", List.of(tensor), Map.of("to", NodeAttribute.of(to.code())));
  }

  Operand cast(Operand operand, ElementType to) {
    return new Operand(cast(operand.name(), operand.type(), to), to, operand.indices());
  }
}
