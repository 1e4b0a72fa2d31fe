package adjoint.compiler.gradient;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;

/** A part of an adjoint, readable at positions: the same number everywhere, or a tensor behind some fixed positions. */
sealed interface AdjointPart {

  record Everywhere(Scalar.Constant number) implements AdjointPart {}

  record Within(Value tensor, List<Subscript> prefix, boolean negated) implements AdjointPart {

    /** Whether the tensor is a value's adjoint as it stands; that of a join, which its first part begins, is larger. */
    boolean isWhole(Value value) {
      return prefix.isEmpty() && !negated && tensor.sizes().equals(value.sizes());
    }
  }

  static AdjointPart of(Value tensor) {
    return new Within(tensor, List.of(), false);
  }

  default Scalar read(List<Subscript> at) {
    return switch (this) {
      case Everywhere e -> e.number();
      case Within w -> {
        List<Subscript> all = new ArrayList<>(w.prefix());
        all.addAll(at);
        Scalar read = new Scalar.Read(w.tensor(), List.copyOf(all));
        yield w.negated() ? Arithmetic.negate(read) : read;
      }
    };
  }

  /** The part of a stack that stands at one position. */
  default AdjointPart at(Subscript position) {
    return switch (this) {
      case Everywhere e -> e;
      case Within w -> {
        List<Subscript> all = new ArrayList<>(w.prefix());
        all.add(position);
        yield new Within(w.tensor(), List.copyOf(all), w.negated());
      }
    };
  }
}
