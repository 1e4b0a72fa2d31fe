package adjoint.compiler.idiom;

import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sum of products of two tensors, each read at plain indices.
 *
 * @param left the operand whose remaining indices come first in the result, where there is one
 * @param leading whether the summed indices are the right operand's first ones: a matrix on the right of a row
 */
public record MatrixProduct(Scalar.Read left, Scalar.Read right, boolean leading) {

  /** The comprehension as a product, if it is one. */
  public static Optional<MatrixProduct> of(Operation.Comprehension c) {
    boolean reads = Idioms.isSum(c) && c.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL
        && a.arguments().stream().allMatch(MatrixProduct::isPlain);
    if (!reads) {
      return Optional.empty();
    }
    Scalar.Read first = (Scalar.Read) c.body().children().getFirst();
    Scalar.Read second = (Scalar.Read) c.body().children().getLast();
    boolean swap = !inOrder(first, second, c) && inOrder(second, first, c);
    Scalar.Read right = swap ? first : second;
    int summed = c.over().size();
    boolean leading = right.at().size() > summed && right.at().subList(0, summed).equals(Subscript.of(c.over()));
    return Optional.of(new MatrixProduct(swap ? second : first, right, leading));
  }

  private static boolean isPlain(Scalar factor) {
    return factor instanceof Scalar.Read r && r.at().stream().allMatch(p -> p.asIndex().isPresent());
  }

  /** Whether the left operand's remaining indices and then the right one's are those of the result, in order. */
  private static boolean inOrder(Scalar.Read left, Scalar.Read right, Operation.Comprehension c) {
    List<Subscript> rest = new ArrayList<>(left.at());
    right.at().stream().filter(p -> !rest.contains(p)).forEach(rest::add);
    rest.removeAll(Subscript.of(c.over()));
    return rest.equals(Subscript.of(c.out()));
  }
}
