package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Owner;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.List;

/** `x[A as B]`, `x[A * B as C]`, `x[C as A * B]`: renames a dim, merges several, splits one. */
final class DimRenaming {

  private final Evaluator evaluator;

  DimRenaming(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  void as(Tensor x, Bracket.Item.As a, Selection selection, Environment env) {
    if (a.from().size() > 1 && a.to().size() > 1) {
      throw Mistake.of(CompilerProblem.MANY_TO_MANY_RENAME, a.span(),
          "`as` renames one dim, merges several into one, or splits one into several");
    }
    List<TypedAxis> from = a.from().stream().map(n -> evaluator.types.axis(x, n, env)).toList();
    if (a.to().size() > 1) {
      split(from.getFirst(), a, selection, env);
    } else if (from.size() > 1) {
      merge(from, target(a.to().getFirst(), TypedAxis.count(from), env), selection);
    } else {
      TypedAxis to = target(a.to().getFirst(), from.getFirst().size(), env);
      selection.instead.put(from.getFirst().dim(), List.of(to));
      selection.reads.put(from.getFirst().dim(), places -> Subscript.of(places.of(to.dim())));
    }
  }

  /** The merged axis stands where the first of them stood; the last varies fastest. */
  private static void merge(List<TypedAxis> from, TypedAxis to, Selection selection) {
    Size inner = Size.ONE;
    for (int i = from.size() - 1; i >= 0; i--) {
      Size stride = inner;
      TypedAxis axis = from.get(i);
      boolean outermost = i == 0;
      selection.instead.put(axis.dim(), outermost ? List.of(to) : List.of());
      selection.reads.put(axis.dim(), places -> {
        Subscript quotient = Subscript.of(places.of(to.dim())).floorDiv(stride);
        return outermost ? quotient : quotient.modulo(axis.size());
      });
      inner = inner.times(axis.size());
    }
  }

  private void split(TypedAxis from, Bracket.Item.As a, Selection selection, Environment env) {
    List<TypedAxis> to = a.to().stream().map(n -> evaluator.types.axis(n, env)).toList();
    if (!TypedAxis.count(to).equals(from.size())) {
      throw DimMistakes.splitSizes(a.span(), from, to);
    }
    selection.instead.put(from.dim(), to);
    selection.reads.put(from.dim(), places -> {
      Subscript sum = Subscript.ZERO;
      for (TypedAxis axis : to) {
        sum = sum.times(axis.size()).plus(Subscript.of(places.of(axis.dim())));
      }
      return sum;
    });
  }

  private TypedAxis target(Expr.Name name, Size size, Environment env) {
    Denotation known = evaluator.names.find(name.name(), env).orElse(null);
    if (known instanceof DimName d) {
      TypedAxis target = new TypedAxis(d.axis().dim(), size);
      boolean differs = !d.axis().size().equals(size) && !name.name().endsWith("'");
      if (differs && isDeclared(d.axis().dim(), env) && !isPromised(target, env) && isCertain(d.axis().size(), size)) {
        throw DimMistakes.renameSize(name.span(), d.axis(), size);
      }
      return target;
    }
    return new TypedAxis(new Dim(name.name(), env.body().number(), name.name()), size);
  }

  /** Whether the dim has its size by a declaration; a header's variable may go on at another one, as after a convolution. */
  private static boolean isDeclared(Dim dim, Environment env) {
    return dim.scope() <= Dim.FILE || env.body().owner() == Owner.TEST;
  }

  /** Whether the body's result is promised to have the dim at this size. */
  private static boolean isPromised(TypedAxis target, Environment env) {
    return env.body().promised().filter(axes -> axes.contains(target)).isPresent();
  }

  /** Sizes of open dims are known only when data arrives; in a body that is checked on its own, names of sizes must agree. */
  private boolean isCertain(Size a, Size b) {
    return evaluator.build.rigid || (a.isConstant() && b.isConstant());
  }
}
