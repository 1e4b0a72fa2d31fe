package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Means: of windows, an AveragePool; of whole axes, a ReduceMean. */
record MeanForm(LoweringScope scope, Meanings meanings, int opset) {

  Optional<Operand> of(Comprehension c) {
    return c.isMap() ? meanings.mean(c.body()).flatMap(sum -> of(c, sum)) : Optional.empty();
  }

  private Optional<Operand> of(Comprehension c, Comprehension sum) {
    boolean plain = c.out().containsAll(sum.out());
    Comprehension over = new Comprehension(c.out(), sum.over(), sum.reduction(), sum.body());
    if (!plain && !sum.body().indices().stream().allMatch(over.bound()::contains)) {
      return Optional.empty();
    }
    return new WindowForm(scope).mean(over).or(() -> mean(over));
  }

  private Optional<Operand> mean(Comprehension over) {
    if (ProductForm.fits(over)) {
      return Optional.empty();
    }
    List<Index> order = Stream.concat(over.out().stream(), over.over().stream()).toList();
    Operand body = new ScalarNodes(scope, order).of(over.body());
    return over.over().stream().allMatch(body::varies)
        ? Optional.of(new ReductionNodes(scope, opset).mean(body, over.over()))
        : Optional.empty();
  }
}
