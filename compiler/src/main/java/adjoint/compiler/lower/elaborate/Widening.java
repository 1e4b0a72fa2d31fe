package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Optional;

/** Elements of one kind as those of another: bool → int → real and index → int, never back. */
record Widening(Tensors tensors) {

  /** The value with elements of this kind, where it is such or widens to it; whole numbers that are known are whole. */
  Optional<Tensor> to(Type.Kind kind, Denotation value, Span span, Environment env) {
    Origin origin = env.origin(span);
    return value instanceof Known known && known.size().isPresent() && !(kind instanceof Type.Kind.Real)
        ? whole(known.size().get(), kind, origin)
        : to(kind, tensors.of(value, span, env), origin);
  }

  /** The value with elements of this kind, where it is such or widens to it. */
  Optional<Tensor> to(Type.Kind kind, Tensor value, Origin origin) {
    Type.Kind own = value.type().kind();
    return switch (kind) {
      case Type.Kind.Real _ -> Optional.of(tensors.real(value, origin));
      case Type.Kind.Int _ -> switch (own) {
        case Type.Kind.Int _ -> Optional.of(value);
        case Type.Kind.IndexOf _ -> Optional.of(value.as(new Type.Tensor(kind, value.axes(), value.type().arrow())));
        case Type.Kind.Bool _ -> Optional.of(tensors.map(kind, value.axes(),
            places -> new Scalar.Select(Tensors.element(value, places), position(Size.ONE), position(Size.ZERO)),
            value.value().name(), origin));
        case Type.Kind.Real _ -> Optional.empty();
      };
      case Type.Kind.Bool _,Type.Kind.IndexOf _ -> Optional.of(value).filter(v -> own.equals(kind));
    };
  }

  /** A whole number as an int, or as a position of a dim that is certain to have it. */
  private Optional<Tensor> whole(Size number, Type.Kind kind, Origin origin) {
    boolean fits = switch (kind) {
      case Type.Kind.Int _ -> true;
      case Type.Kind.IndexOf index -> Bounds.provablyWithin(Subscript.of(number), index.size());
      case Type.Kind.Bool _,Type.Kind.Real _ -> false;
    };
    return Optional.of(number).filter(n -> fits)
        .map(n -> tensors.map(kind, List.of(), places -> position(n), "", origin));
  }

  private static Scalar position(Size at) {
    return new Scalar.At(Subscript.of(at));
  }
}
