package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.elaborate.Tensors.Places;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Applicable;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Static;
import adjoint.compiler.lower.scope.Denotation.Step;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** `x[T: 0]`, `x[T: 1:3]`, `x[i]`: reads a dim at a place, over a range of places, or by indices. */
final class PlaceReading {

  private final Evaluator evaluator;

  PlaceReading(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  void at(Tensor x, Bracket.Item.At a, Selection selection, boolean guarded, Environment env) {
    TypedAxis axis = evaluator.types.axis(x, a.dim(), env);
    Optional<Integer> member = member(axis, a.position());
    Position position =
        member.isPresent() ? Position.at(Subscript.of(member.get())) : position(a.position(), selection, env);
    selection.instead.put(axis.dim(), List.of());
    keep(position.axes(), x, axis, selection);
    selection.reads.put(axis.dim(), places -> fromEnd(position.at().apply(places), axis));
    requireInside(fromEnd(position.at().apply(somewhere(position.axes())), axis), axis, a.position(), selection,
        guarded);
  }

  /** The axes of a place are those of the result, also one along the dim that it is a place of: `h[Node: parent]`. */
  private static void keep(List<TypedAxis> axes, Tensor x, TypedAxis read, Selection selection) {
    axes.stream().filter(a -> !x.type().has(a.dim()) || a.dim().equals(read.dim()))
        .filter(a -> !selection.gathered.contains(a)).forEach(selection.gathered::add);
  }

  private Optional<Integer> member(TypedAxis axis, Expr position) {
    List<String> members = evaluator.build.program.members.getOrDefault(axis.dim(), List.of());
    return position instanceof Expr.Name n && members.contains(n.name())
        ? Optional.of(members.indexOf(n.name()))
        : Optional.empty();
  }

  /** A negative number counts from the end. */
  private static Subscript fromEnd(Subscript at, TypedAxis axis) {
    boolean negative = at.isConstant() && at.offset().isConstant() && at.offset().constant() < 0;
    return negative ? at.plus(axis.size()) : at;
  }

  /** Any place, to be asked what places there are. */
  private Places somewhere(List<TypedAxis> axes) {
    Map<Dim, Index> indices = new HashMap<>();
    axes.forEach(axis -> indices.put(axis.dim(), evaluator.build.graph.index(axis.axis())));
    return new Places(indices);
  }

  private static void requireInside(Subscript at, TypedAxis axis, Expr position, Selection selection, boolean guarded) {
    boolean outside = at.isConstant() && (at.offset().isAtLeast(axis.size())
        || (at.offset().isConstant() && at.offset().constant() < 0));
    if (outside && !guarded) {
      throw DimMistakes.outside(position.span(), axis);
    }
    if (!guarded && !ReadGuards.certain(at, axis.size(), selection.limits)) {
      throw PlaceMistakes.mayLieOutside(position.span(), "this place", axis,
          !selection.limits.keySet().containsAll(at.tables()), "; say what to read there: … else 0");
    }
  }

  void range(Tensor x, Bracket.Item.Range r, Selection selection, Environment env) {
    TypedAxis axis = evaluator.types.axis(x, r.dim(), env);
    Size from = r.from().map(e -> bound(e, axis, env)).orElse(Size.ZERO);
    Size to = r.to().map(e -> bound(e, axis, env)).orElse(axis.size());
    Size length = to.minus(from);
    boolean valid = from.isAtLeast(Size.ZERO) && axis.size().isAtLeast(to)
        && length.isAtLeast(length.isConstant() ? Size.ONE : Size.ZERO);
    if (!valid) {
      throw Mistake.of(CompilerProblem.PLACE_OUT_OF_BOUNDS, r.span(),
          "the places " + from + " to " + to + " (exclusive) aren't all inside of "
              + axis + ", which is " + axis.size() + " long");
    }
    selection.instead.put(axis.dim(), List.of(new TypedAxis(axis.dim(), length)));
    selection.reads.put(axis.dim(), places -> Subscript.of(places.of(axis.dim())).plus(from));
  }

  private Size bound(Expr expr, TypedAxis axis, Environment env) {
    Size size = evaluator.size(expr, env);
    return size.isConstant() && size.constant() < 0 ? axis.size().plus(size) : size;
  }

  /** Where something is read: the axes that the position itself has, and the position. */
  private record Position(List<TypedAxis> axes, Function<Places, Subscript> at) {
    static Position at(Subscript constant) {
      return new Position(List.of(), places -> constant);
    }
  }

  private Position position(Expr expr, Selection selection, Environment env) {
    if (expr instanceof Expr.Binary b && sign(b.operator()) != 0) {
      Position left = position(b.left(), selection, env);
      Position right = position(b.right(), selection, env);
      List<TypedAxis> axes = new ArrayList<>(left.axes());
      right.axes().stream().filter(a -> !axes.contains(a)).forEach(axes::add);
      Size sign = Size.of(sign(b.operator()));
      return new Position(axes, p -> left.at().apply(p).plus(right.at().apply(p).times(sign)));
    }
    Denotation meaning = evaluator.operators.asSize(expr, env);
    return switch (meaning) {
      case Known k when k.size().isPresent() -> Position.at(Subscript.of(k.size().get()));
      case Step s -> Position.at(Subscript.of(s.index()));
      case Tensor t when !(t.type().kind() instanceof Type.Kind.Real) && !(t.type().kind() instanceof Type.Kind.Bool) ->
        lookup(t, selection);
      case Tensor _,Scheduled _,Fields _,Static _,Applicable _ ->
        throw Mistake.of(CompilerProblem.NOT_A_PLACE, expr.span(),
            "a place is a whole number, an index or a member of the dim, and this is " + meaning.described());
    };
  }

  private static int sign(Expr.BinaryOperator operator) {
    return operator == Expr.BinaryOperator.ADD ? 1 : operator == Expr.BinaryOperator.SUBTRACT ? -1 : 0;
  }

  private static Position lookup(Tensor t, Selection selection) {
    if (t.type().kind() instanceof Type.Kind.IndexOf i) {
      selection.limits.put(t.value(), i.size());
    }
    return new Position(t.axes(), places -> Subscript.of(new Subscript.Lookup(t.value(), places.of(t.axes()))));
  }

  void gather(Tensor x, Bracket.Item.Plain p, Selection selection, boolean guarded, Environment env) {
    Denotation meaning = evaluator.evaluate(p.value(), env);
    TypedAxis axis;
    if (meaning instanceof Step s) {
      axis = requireAxis(x, s.axis().dim(), p);
      selection.reads.put(axis.dim(), places -> Subscript.of(s.index()));
    } else if (meaning instanceof Tensor t && t.type().kind() instanceof Type.Kind.IndexOf index) {
      axis = requireAxis(x, index.dim(), p);
      keep(t.axes(), x, axis, selection);
      selection.reads.put(axis.dim(), lookup(t, selection).at());
    } else {
      throw DimMistakes.notAnIndex(p.span(), meaning.described(), x.type());
    }
    selection.instead.put(axis.dim(), List.of());
    requireInside(selection.reads.get(axis.dim()).apply(somewhere(meaning instanceof Tensor t ? t.axes() : List.of())),
        axis, p.value(), selection, guarded);
  }

  private static TypedAxis requireAxis(Tensor x, Dim dim, Bracket.Item.Plain p) {
    return x.type().axis(dim).orElseThrow(() -> DimMistakes.gathers(p.span(), dim, x.type(), x.made()));
  }
}
