package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * `(x - m) / sqrt(v + eps) · weight + bias`: a LayerNormalization where m and v are mean and variance of x over the last
 * axes, a BatchNormalization where they come from outside, one for each channel.
 */
record NormalizationForm(LoweringScope scope, Meanings meanings) {

  /** The parts of such an expression; the centre is the `m` in it. */
  private record Parts(Scalar x, Scalar centre, Scalar variance, double eps, Scalar.Read weight, Scalar.Read bias) {}

  Optional<Operand> of(Comprehension c) {
    return c.isMap() ? parts(c.body()).flatMap(p -> batch(c, p).or(() -> layer(c, p))) : Optional.empty();
  }

  private Optional<Parts> parts(Scalar body) {
    return meanings.arguments(body, ScalarFunction.ADD).flatMap(sum -> read(sum.getLast()).flatMap(
        bias -> meanings.arguments(sum.getFirst(), ScalarFunction.MUL).flatMap(product -> read(product.getLast())
            .flatMap(weight -> meanings.arguments(product.getFirst(), ScalarFunction.DIV)
                .flatMap(quotient -> parts(quotient, weight, bias))))));
  }

  private static Optional<Scalar.Read> read(Scalar scalar) {
    return scalar instanceof Scalar.Read r && r.at().stream().allMatch(s -> s.asIndex().isPresent())
        ? Optional.of(r)
        : Optional.empty();
  }

  private Optional<Parts> parts(List<Scalar> quotient, Scalar.Read weight, Scalar.Read bias) {
    Optional<List<Scalar>> centred = meanings.arguments(quotient.getFirst(), ScalarFunction.SUB);
    Optional<List<Scalar>> spread = meanings.arguments(quotient.getLast(), ScalarFunction.SQRT)
        .flatMap(root -> meanings.arguments(root.getFirst(), ScalarFunction.ADD))
        .filter(sum -> sum.getLast() instanceof Scalar.Constant);
    return centred.flatMap(d -> spread.map(v -> new Parts(d.getFirst(), d.getLast(), v.getFirst(),
        ((Scalar.Constant) v.getLast()).value(), weight, bias)));
  }

  private Optional<Operand> batch(Comprehension c, Parts p) {
    if (c.out().size() < 2) {
      return Optional.empty();
    }
    List<Subscript> channel = List.of(Subscript.of(c.out().get(1)));
    boolean each = read(p.centre()).filter(r -> r.at().equals(channel)).isPresent()
        && read(p.variance()).filter(r -> r.at().equals(channel)).isPresent()
        && p.weight().at().equals(channel) && p.bias().at().equals(channel);
    Operand x = new ScalarNodes(scope, c.out()).of(p.x());
    if (!each || !x.indices().equals(c.out())) {
      return Optional.empty();
    }
    return Optional.of(named("BatchNormalization", c, p, List.of(x.name(), scope.tensor(p.weight().tensor()),
        scope.tensor(p.bias().tensor()), scope.tensor(((Scalar.Read) p.centre()).tensor()),
        scope.tensor(((Scalar.Read) p.variance()).tensor())), Map.of()));
  }

  private Optional<Operand> layer(Comprehension c, Parts p) {
    Optional<Comprehension> mean = meanings.mean(p.centre());
    Optional<Comprehension> variance = meanings.mean(p.variance());
    if (mean.isEmpty() || variance.isEmpty() || !(p.x() instanceof Scalar.Read x)) {
      return Optional.empty();
    }
    List<Index> axes = List.copyOf(c.out().subList(c.out().size() - Math.min(c.out().size(), mean.get().over().size()),
        c.out().size()));
    boolean whole = p.weight().at().equals(Subscript.of(axes)) && p.bias().at().equals(Subscript.of(axes))
        && isOf(mean.get(), axes, x) && squares(variance.get(), axes, x);
    return whole
        ? Optional.of(named("LayerNormalization", c, p, List.of(new ScalarNodes(scope, c.out()).of(x).name(),
            scope.tensor(p.weight().tensor()), scope.tensor(p.bias().tensor())),
            Map.of("axis", NodeAttribute.of(-axes.size()))))
        : Optional.empty();
  }

  /** Whether a sum goes over x along these axes. */
  private static boolean isOf(Comprehension sum, List<Index> axes, Scalar x) {
    return at(sum, axes, sum.body()).filter(x::equals).isPresent();
  }

  /** What a sum goes over, at the place of the result: each of its indices in place of the axis alike. */
  private static Optional<Scalar> at(Comprehension sum, List<Index> axes, Scalar body) {
    Map<Index, Subscript> places = new HashMap<>();
    for (Index index : sum.over()) {
      axes.stream().filter(a -> a.axis().equals(index.axis())).forEach(a -> places.put(index, Subscript.of(a)));
    }
    return places.size() == sum.over().size() ? Optional.of(body.substitute(places)) : Optional.empty();
  }

  private boolean squares(Comprehension sum, List<Index> axes, Scalar x) {
    return at(sum, axes, meanings.resolved(sum.body()))
        .flatMap(body -> meanings.arguments(body, ScalarFunction.MUL))
        .filter(square -> square.stream().allMatch(factor -> isCentred(factor, axes, x))).isPresent();
  }

  private boolean isCentred(Scalar factor, List<Index> axes, Scalar x) {
    return meanings.arguments(factor, ScalarFunction.SUB).filter(d -> d.getFirst().equals(x)
        && meanings.mean(d.getLast()).filter(mean -> isOf(mean, axes, x)).isPresent()).isPresent();
  }

  private Operand named(String operator, Comprehension c, Parts p, List<String> inputs,
      Map<String, NodeAttribute> more) {
    Map<String, NodeAttribute> attributes = new LinkedHashMap<>(more);
    attributes.put("epsilon", new NodeAttribute.Real((float) p.eps()));
    return new Operand(scope.writer().add(operator, inputs, attributes), ElementType.FLOAT, c.out());
  }
}
