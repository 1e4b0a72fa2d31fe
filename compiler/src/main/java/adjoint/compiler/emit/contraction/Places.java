package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Local;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes and affine index expressions as expressions of a method.
 *
 * @param openDims in the order of the frame
 * @param indices what is known of the indices; all others count as 0
 */
record Places(Local frame, List<String> openDims, Map<Index, Int> indices) {

  Places with(Map<Index, Int> more) {
    Map<Index, Int> all = new HashMap<>(indices);
    all.putAll(more);
    return new Places(frame, openDims, all);
  }

  Int size(List<Index> indices) {
    return of(ContractionScratch.product(indices));
  }

  Int of(Size size) {
    Int sum = Int.ZERO;
    for (Size.Term term : size.terms()) {
      Int product = Int.of(Math.toIntExact(term.coefficient()));
      for (Size.Atom atom : term.atoms()) {
        product = product.times(of(atom));
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  private Int of(Size.Atom atom) {
    return switch (atom) {
      case Size.Open open -> new Int.Dim(frame, openDims.indexOf(open.name()));
      case Size.Floor floor -> of(floor.numerator()).binary(Int.Operator.FLOOR_DIV, of(floor.denominator()));
    };
  }

  Int at(Subscript affine) {
    Int sum = of(affine.offset());
    for (Subscript.Term term : affine.terms()) {
      sum = sum.plus(of(term.coefficient()).times(indices.getOrDefault((Index) term.atom(), Int.ZERO)));
    }
    return sum;
  }

  /** The part of an address that some indices make. */
  Int part(Subscript affine, List<Index> of) {
    return at(new Subscript(affine.terms().stream().filter(t -> of.contains(t.atom())).toList(), Size.ZERO));
  }

  /** The stride of the only index of a set; 0 of none. */
  Int stride(Subscript affine, List<Index> indices) {
    return indices.isEmpty() ? Int.ZERO : of(affine.coefficient(indices.getFirst()));
  }
}
