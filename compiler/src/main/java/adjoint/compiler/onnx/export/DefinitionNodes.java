package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Definitions as operators: the first form that fits, else whatever the expression says, on tensors with an axis for each
 * index. Any comprehension can be said so.
 */
record DefinitionNodes(LoweringScope scope, Meanings meanings, int opset) {

  /**
   * Writes a definition's operators.
   *
   * @throws NotExpressible where there are none
   */
  void define(Definition definition) {
    scope.writer().at(definition.origin().path());
    try {
      write(definition);
    } catch (NotExpressible e) {
      throw e.at(definition.origin());
    }
  }

  private void write(Definition definition) {
    switch (definition.operation()) {
      case Comprehension c -> define(definition.result(), c.out(), comprehension(c));
      case ArgReduce a -> define(definition.result(), a.out(), extreme(a));
      case Operation.Scatter s -> define(definition.result(), s.out(), scatter(s));
      case Operation.Order o -> scope.define(definition.result(), order(o));
      case Operation.Scan s -> {
        if (!new RecurrentForm(scope, meanings).define(s, definition.results())) {
          new ScanNodes(this).define(s, definition.results());
        }
      }
    }
  }

  private void define(Value value, List<Index> out, Operand made) {
    Operand whole = new Broadcasting(scope, out).expanded(made, out);
    scope.define(value, scope.cast(whole, Elements.of(value.element())).name());
  }

  private Operand comprehension(Comprehension c) {
    return new NormalizationForm(scope, meanings).of(c)
        .or(() -> new SoftmaxForm(scope, meanings).of(c))
        .or(() -> new MeanForm(scope, meanings, opset).of(c))
        .or(() -> gelu(c))
        .or(() -> new WindowForm(scope).of(c))
        .or(() -> new SpreadForm(scope).of(c))
        .or(() -> new ProductForm(scope).of(c))
        .orElseGet(() -> reduced(c));
  }

  private Operand reduced(Comprehension c) {
    Operand body = new ScalarNodes(scope, c.bound()).of(c.body());
    return c.isMap() ? body : new ReductionNodes(scope, opset).of(c.reduction(), body, c.over());
  }

  /** `x·Φ(x)`, which has an operator since version 20. */
  private Optional<Operand> gelu(Comprehension c) {
    Optional<Scalar> x = opset < 20 || !c.isMap()
        ? Optional.empty()
        : meanings.arguments(c.body(), ScalarFunction.MUL).filter(f -> meanings
            .arguments(f.getLast(), ScalarFunction.NORMAL_CDF).filter(a -> a.getFirst().equals(f.getFirst()))
            .isPresent()).map(List::getFirst);
    return x.map(each -> new Broadcasting(scope, c.out()).apply("Gelu", ElementType.FLOAT,
        scope.cast(new ScalarNodes(scope, c.out()).of(each), ElementType.FLOAT)));
  }

  private Operand extreme(ArgReduce a) {
    List<Index> all = a.bound();
    Operand body = new ScalarNodes(scope, all).of(a.body());
    Operand whole = new Broadcasting(scope, all).expanded(body,
        all.stream().filter(i -> body.varies(i) || i.equals(a.along())).toList());
    String found = scope.writer().add(a.largest() ? "ArgMax" : "ArgMin", List.of(scope.cast(whole, ElementType.FLOAT)
        .name()), Map.of("axis", NodeAttribute.of(whole.axis(a.along())), "keepdims", NodeAttribute.of(0)));
    return new Operand(found, ElementType.INT64, whole.indices().stream().filter(i -> !i.equals(a.along())).toList());
  }

  private String order(Operation.Order order) {
    String count = scope.sizes().vector(List.of(order.along().size()));
    return scope.writer().addAll("TopK", List.of(scope.tensor(order.keys()), count), List.of("Sorted", "Order"),
        Map.of("largest", NodeAttribute.of(order.descending() ? 1 : 0))).getLast();
  }

  private Operand scatter(Operation.Scatter s) {
    return s.reduction() == Reduction.SUM || opset >= 18 ? scattered(s) : compared(s);
  }

  /** Onto a row of as many zeros as there are elements, which then gets its shape. */
  private Operand scattered(Operation.Scatter s) {
    Broadcasting nodes = new Broadcasting(scope, s.over());
    List<Size> sizes = s.out().stream().map(Index::size).toList();
    Size count = sizes.stream().reduce(Size.ONE, Size::times);
    Subscript flat = Subscript.ZERO;
    for (int axis = 0; axis < sizes.size(); axis++) {
      flat = flat.times(sizes.get(axis)).plus(s.at().get(axis));
    }
    Operand places = nodes.expanded(new Reads(scope).positions().of(flat, s.over()), s.over());
    Operand body =
        nodes.expanded(scope.cast(new ScalarNodes(scope, s.over()).of(s.body()), ElementType.FLOAT), s.over());
    double start = s.reduction() == Reduction.SUM
        ? 0
        : s.reduction() == Reduction.MAX ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    String row = scope.writer().add("Expand", scope.writer().real(start), scope.sizes().vector(List.of(count)));
    String added = scope.writer().add("ScatterElements", List.of(row, flat(places), flat(body)), Map.of("axis",
        NodeAttribute.of(0), "reduction", new NodeAttribute.Text(name(s.reduction()))));
    return new Operand(scope.writer().add("Reshape", added, scope.sizes().shape(sizes)), ElementType.FLOAT, s.out());
  }

  private static String name(Reduction reduction) {
    return switch (reduction) {
      case SUM -> "add";
      case MAX, ANY -> "max";
      case MIN, ALL -> "min";
    };
  }

  private String flat(Operand operand) {
    return scope.writer().add("Reshape", operand.name(), scope.writer().vector(-1));
  }

  /** The extreme over all sources that go to a place, for versions whose scatters only add. */
  private Operand compared(Operation.Scatter s) {
    Scalar here = Scalar.ONE;
    for (int axis = 0; axis < s.out().size(); axis++) {
      Scalar same = Scalar.apply(ScalarFunction.EQ, new Scalar.At(Subscript.of(s.out().get(axis))),
          new Scalar.At(s.at().get(axis)));
      here = axis == 0 ? same : Scalar.apply(ScalarFunction.AND, here, same);
    }
    double start = s.reduction() == Reduction.MAX ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    Scalar body = s.out().isEmpty() ? s.body() : new Scalar.Select(here, s.body(), Scalar.of(start));
    return reduced(new Comprehension(s.out(), s.over(), s.reduction(), body));
  }

  static List<Size> sizes(List<Axis> axes) {
    return axes.stream().map(Axis::size).toList();
  }

  static List<Size> sizes(Axis first, List<Axis> axes) {
    return new ArrayList<>(Stream.concat(Stream.of(first.size()), sizes(axes).stream()).toList());
  }
}
