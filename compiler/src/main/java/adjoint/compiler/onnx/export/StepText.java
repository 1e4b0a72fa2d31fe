package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A step of a recurrence as a text in which tensors have the names of their roles: X and R what a product with x or h gives,
 * b and d biases, H and C the states, with the number of the gate behind them.
 */
final class StepText {

  private final Meanings meanings;
  private final Operation.Scan scan;
  private final List<Scalar.Read> xs = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> recurrents = new ArrayList<>();
  private final List<Value> biases = new ArrayList<>();

  StepText(Meanings meanings, Operation.Scan scan) {
    this.meanings = meanings;
    this.scan = scan;
  }

  /** The tensors in it, where each role has one. */
  record Parts(Scalar.Read x, Value input, Value recurrent, Value bias, Optional<Value> recurrentBias) {}

  Optional<Parts> parts() {
    boolean one = xs.stream().map(Scalar.Read::tensor).distinct().count() == 1
        && inputs.stream().distinct().count() == 1 && recurrents.stream().distinct().count() == 1
        && !biases.isEmpty() && biases.size() <= 2;
    return one
        ? Optional.of(new Parts(xs.getFirst(), inputs.getFirst(), recurrents.getFirst(), biases.getFirst(),
            biases.stream().skip(1).findFirst()))
        : Optional.empty();
  }

  /** The text of a value of two axes, example and number; empty for one of another form. */
  Optional<String> of(Value value) {
    return meanings.definition(value).map(d -> d.operation())
        .flatMap(o -> o instanceof Comprehension c && c.isMap() && c.out().size() == 2
            ? Optional.of(text(c.body()))
            : Optional.empty());
  }

  private String text(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> Double.toString(c.value());
      case Scalar.Apply a -> a.function().name() + "("
          + String.join(" ", a.arguments().stream().map(this::text).toList()) + ")";
      case Scalar.Read r -> read(r);
      case Scalar.SizeOf s -> "?";
      case Scalar.At a -> "?";
      case Scalar.Select s -> "?";
      case Scalar.Draw d -> "?";
    };
  }

  private String read(Scalar.Read read) {
    for (int i = 0; i < scan.carries().size(); i++) {
      if (scan.carries().get(i).entry().equals(read.tensor())) {
        return i == 0 ? "H" : "C";
      }
    }
    Optional<Comprehension> made = meanings.comprehension(read);
    return made.isPresent()
        ? made.get().isMap() ? text(made.get().body()) : product(read, made.get())
        : bias(read);
  }

  private static String gate(List<Subscript> at) {
    return at.size() > 1 && at.get(at.size() - 2).isConstant() ? at.get(at.size() - 2).offset().toString() : "";
  }

  /** `Σ x[b, k]·w[k, gate, h]`. */
  private String product(Scalar.Read read, Comprehension sum) {
    boolean product = sum.reduction() == Operation.Reduction.SUM && sum.over().size() == 1
        && sum.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL
        && sum.body().children().getFirst() instanceof Scalar.Read left
        && sum.body().children().getLast() instanceof Scalar.Read right
        && left.at().size() == 2 && left.at().getLast().equals(Subscript.of(sum.over().getFirst()))
        && right.at().getFirst().equals(Subscript.of(sum.over().getFirst()))
        && right.at().subList(1, right.at().size()).equals(read.at().subList(1, read.at().size()))
        && left.at().getFirst().equals(read.at().getFirst());
    if (!product) {
      return "?";
    }
    Scalar.Read left = (Scalar.Read) sum.body().children().getFirst();
    Scalar.Read right = (Scalar.Read) sum.body().children().getLast();
    boolean recurrent = left.tensor().equals(scan.carries().getFirst().entry());
    if (!recurrent) {
      xs.add(left);
    }
    (recurrent ? recurrents : inputs).add(right.tensor());
    return (recurrent ? "R" : "X") + gate(read.at());
  }

  private String bias(Scalar.Read read) {
    if (!biases.contains(read.tensor())) {
      biases.add(read.tensor());
    }
    return (biases.indexOf(read.tensor()) == 0 ? "b" : "d") + gate(read.at());
  }
}
