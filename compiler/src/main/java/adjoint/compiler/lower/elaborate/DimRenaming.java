package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Owner;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Optional;

/** `x[A as B]`, `x[(A, B) as C]`, `x[C as (A, B = C // A)]`: renames a dim, merges several, splits one. */
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
    List<TypedAxis> to = a.to().stream().map(t -> part(t, env)).toList();
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

  /** A dim that a split makes: one that is known, or one of a size that stands here. */
  private TypedAxis part(Bracket.Target target, Environment env) {
    return target.size().map(size -> made(target.name(), TypeReader.positive(evaluator.size(size, env), size), env))
        .orElseGet(() -> evaluator.types.axis(target.name(), env));
  }

  private TypedAxis target(Bracket.Target target, Size size, Environment env) {
    target.size().filter(expr -> !evaluator.size(expr, env).equals(size)).ifPresent(expr -> {
      throw DimMistakes.statedSize(expr.span(), evaluator.size(expr, env), size);
    });
    Optional<DimName> declared =
        evaluator.names.dim(target.name().name(), env).filter(d -> isDeclared(d.axis().dim(), env));
    TypedAxis made = made(target.name(), size, env);
    boolean other = declared.isPresent() && target.size().isEmpty() && !target.name().name().endsWith("'")
        && !declared.get().axis().size().equals(size) && !isPromised(made, env);
    if (other && isCertain(declared.get().axis().size(), size)) {
      throw DimMistakes.renameSize(target.name().span(), declared.get().axis(), size);
    }
    return made;
  }

  /** A dim of this name and size; a name that nothing had can be used from here on. */
  private TypedAxis made(Expr.Name name, Size size, Environment env) {
    Optional<DimName> known = evaluator.names.dim(name.name(), env);
    TypedAxis axis = new TypedAxis(known.map(d -> d.axis().dim())
        .orElseGet(() -> new Dim(name.name(), env.body().number(), name.name())), size);
    boolean own = known.isEmpty() || env.madeSizes(name.name()).isPresent();
    if (own && !env.isFile()) {
      env.make(axis, name.span());
    }
    return axis;
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
