package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.idiom.PaddedRead;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Size;
import java.util.List;

/**
 * The expression inside a comprehension as operators on whole tensors, one with an axis for each index that it varies with.
 *
 * @param order of the indices
 * @param guarded whether reads may be out of range, since a choice around them takes the other branch there
 */
record ScalarNodes(LoweringScope scope, Reads reads, List<Index> order, boolean guarded) {

  ScalarNodes(LoweringScope scope, List<Index> order) {
    this(scope, new Reads(scope), order, false);
  }

  Operand of(Scalar scalar) {
    return new ComputedScalars(scope, order).of(scalar).orElseGet(() -> written(scalar));
  }

  private Operand written(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> nodes().real(c.value());
      case Scalar.SizeOf s -> scope.cast(nodes().whole(scope.sizes().scalar(s.size())), ElementType.FLOAT);
      case Scalar.Read r -> reads.read(r.tensor(), r.at(), order, guarded);
      case Scalar.At a -> reads.positions().of(a.position(), order);
      case Scalar.Apply a -> new FunctionNodes(scope, nodes()).of(a.function(),
          a.arguments().stream().map(this::of).toList());
      case Scalar.Select s -> PaddedRead.of(s).flatMap(p -> new PaddedReads(this).of(p)).orElseGet(() -> choice(s));
      case Scalar.Draw d -> throw new NotExpressible("it draws at random by Adjoint's own generator");
    };
  }

  Broadcasting nodes() {
    return new Broadcasting(scope, order);
  }

  private ScalarNodes inside() {
    return new ScalarNodes(scope, reads, order, true);
  }

  private Operand choice(Scalar.Select select) {
    Operand condition = of(select.condition());
    boolean number = Arithmetic.is(select.then(), 1) && Arithmetic.is(select.otherwise(), 0);
    if (number && condition.type() == ElementType.BOOL) {
      return scope.cast(condition, ElementType.FLOAT);
    }
    Operand then = inside().of(select.then());
    Operand otherwise = inside().of(select.otherwise());
    ElementType type = then.type() == otherwise.type() ? then.type() : ElementType.FLOAT;
    return nodes().apply("Where", type, scope.cast(condition, ElementType.BOOL), scope.cast(then, type),
        scope.cast(otherwise, type));
  }

  /** A position of its own, for whoever reads a padded tensor. */
  Operand read(String tensor, ElementType type, List<Size> sizes, List<Subscript> at) {
    return reads.read(tensor, type, sizes, at, order, guarded);
  }
}
