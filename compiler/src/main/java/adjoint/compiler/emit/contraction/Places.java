package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes and index expressions without lookups as expressions of a method.
 *
 * @param openDims in the order of the frame
 * @param indices what is known of the indices; all others count as 0
 */
record Places(Variable frame, List<String> openDims, Map<Index, Expression> indices) {

  Places with(Map<Index, Expression> more) {
    Map<Index, Expression> all = new HashMap<>(indices);
    all.putAll(more);
    return new Places(frame, openDims, all);
  }

  Expression size(List<Index> indices) {
    return of(ContractionScratch.product(indices));
  }

  Expression of(Size size) {
    Expression sum = Expression.ZERO;
    for (Size.Term term : size.terms()) {
      Expression product = Expression.of(Math.toIntExact(term.coefficient()));
      for (Size.Atom atom : term.atoms()) {
        product = product.times(of(atom));
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  private Expression of(Size.Atom atom) {
    return switch (atom) {
      case Size.Open open -> new Expression.OfFrame(frame, new Expression.Part.Dim(openDims.indexOf(open.name())));
      case Size.Floor floor -> of(floor.numerator()).floorDiv(of(floor.denominator()));
    };
  }

  Expression at(Subscript subscript) {
    Expression sum = of(subscript.offset());
    for (Subscript.Term term : subscript.terms()) {
      sum = sum.plus(of(term.coefficient()).times(at(term.atom())));
    }
    return sum;
  }

  private Expression at(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> indices.getOrDefault(i, Expression.ZERO);
      case Subscript.Quotient q -> at(q.of()).floorDiv(of(q.by()));
      case Subscript.Remainder r -> at(r.of()).floorMod(of(r.by()));
      case Subscript.Lookup l -> throw new IllegalArgumentException("a looked-up place: " + l);
    };
  }

  /** The part of an address that some indices make. */
  Expression part(Subscript address, List<Index> of) {
    return at(new Subscript(
        address.terms().stream().filter(t -> of.containsAll(Subscript.of(t.atom()).indices())).toList(), Size.ZERO));
  }

  /** The stride of the only index of a set; 0 of none. */
  Expression stride(Subscript affine, List<Index> indices) {
    return indices.isEmpty() ? Expression.ZERO : of(affine.coefficient(indices.getFirst()));
  }
}
