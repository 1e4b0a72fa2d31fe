package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What values are made of, for whoever looks for an operator that says several definitions at once. */
final class Meanings {

  private final Map<Value, Definition> definitions = new HashMap<>();

  Meanings(List<Definition> all) {
    all.forEach(d -> d.results().forEach(v -> definitions.put(v, d)));
  }

  /** What defines a value, past copies of it. */
  Optional<Definition> definition(Value value) {
    Optional<Definition> own = Optional.ofNullable(definitions.get(value));
    Optional<Value> source = own.flatMap(d -> d.operation() instanceof Comprehension c ? copied(c) : Optional.empty());
    return source.isPresent() ? definition(source.get()) : own;
  }

  private static Optional<Value> copied(Comprehension c) {
    Scalar body = c.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.DETACH
        ? a.arguments().getFirst()
        : c.body();
    return c.isMap() && body instanceof Scalar.Read r && r.at().equals(Subscript.of(c.out()))
        ? Optional.of(r.tensor())
        : Optional.empty();
  }

  /** The comprehension that a read is of, over the indices that it is read at; its own summed ones stay. */
  Optional<Comprehension> comprehension(Scalar scalar) {
    return scalar instanceof Scalar.Read r
        ? definition(r.tensor()).map(Definition::operation)
            .flatMap(o -> o instanceof Comprehension c && c.out().size() == r.at().size()
                ? Optional.of(c.with(c.bodyAt(r.at())))
                : Optional.empty())
        : Optional.empty();
  }

  /** The scalar itself, or what defines it elementwise. */
  Scalar resolved(Scalar scalar) {
    return comprehension(scalar).filter(Comprehension::isMap).map(Comprehension::body).orElse(scalar);
  }

  /** The two arguments of a function, where a scalar is one of it. */
  Optional<List<Scalar>> arguments(Scalar scalar, ScalarFunction function) {
    return resolved(scalar) instanceof Scalar.Apply a && a.function() == function
        ? Optional.of(a.arguments())
        : Optional.empty();
  }

  /** The sum that a quotient is the mean of. */
  Optional<Comprehension> mean(Scalar scalar) {
    return arguments(scalar, ScalarFunction.DIV).flatMap(parts -> comprehension(parts.getFirst())
        .filter(c -> c.reduction() == Operation.Reduction.SUM && !c.over().isEmpty())
        .filter(c -> isCount(parts.getLast(), c)));
  }

  private static boolean isCount(Scalar scalar, Comprehension sum) {
    Size count = sum.over().stream().map(i -> i.size()).reduce(Size.ONE, Size::times);
    return switch (scalar) {
      case Scalar.Constant c -> count.isConstant() && c.value() == count.constant();
      case Scalar.SizeOf s -> s.size().equals(count);
      case Scalar.Read r -> false;
      case Scalar.At a -> false;
      case Scalar.Apply a -> false;
      case Scalar.Select s -> false;
      case Scalar.Draw d -> false;
    };
  }
}
