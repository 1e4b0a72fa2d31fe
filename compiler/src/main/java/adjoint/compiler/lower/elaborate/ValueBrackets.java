package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Tensors.Places;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Step;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A bracket on a value: a layout, renames, merges and splits, places, gathers. */
final class ValueBrackets {

  private final Evaluator evaluator;

  ValueBrackets(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  Tensor evaluate(Tensor x, Expr.Bracketed b, Environment env) {
    if (x.type().isScalar()) {
      throw Problem.of("NN0259", b.span(), "a single number has no dims to choose from");
    }
    boolean layout = b.bracket().items().stream().allMatch(i -> isLayout(i));
    return layout ? layout(x, b, env) : choose(x, b, env);
  }

  private boolean isLayout(Bracket.Item item) {
    return item instanceof Bracket.Item.Row
        || (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && n.upper());
  }

  /** `x[H, W, C]` reorders, `q[.., T, T', A]` widens. */
  private Tensor layout(Tensor x, Expr.Bracketed b, Environment env) {
    List<TypedAxis> out = new ArrayList<>();
    for (Bracket.Item item : b.bracket().items()) {
      out.addAll(item instanceof Bracket.Item.Row r && env.find(TypeReader.rowName(r)).isEmpty()
          ? others(x, b, env)
          : evaluator.types.axes(item, env));
    }
    List<TypedAxis> sized = out.stream().map(a -> x.type().axis(a.dim()).orElse(a)).toList();
    for (int i = 0; i < sized.size(); i++) {
      for (int j = i + 1; j < sized.size(); j++) {
        if (sized.get(i).dim().equals(sized.get(j).dim())) {
          throw DimMistakes.twice(b.bracket().span(), sized.get(i).dim());
        }
      }
    }
    x.axes().stream().filter(a -> sized.stream().noneMatch(o -> o.dim().equals(a.dim()))).findFirst().ifPresent(a -> {
      throw DimMistakes.layoutLacks(b.bracket().span(), a, x.type(), x.made());
    });
    return evaluator.tensors.layout(x, sized, evaluator.origin(b.span(), env))
        .as(Type.Tensor.of(x.type().kind(), sized));
  }

  /** In a model, `..` of a layout is whatever the list doesn't name. */
  private List<TypedAxis> others(Tensor x, Expr.Bracketed b, Environment env) {
    List<TypedAxis> named = new ArrayList<>();
    for (Bracket.Item item : b.bracket().items()) {
      if (!(item instanceof Bracket.Item.Row)) {
        named.addAll(evaluator.types.axes(item, env));
      }
    }
    return Tensors.without(x.axes(), named);
  }

  /** What the bracket does to each axis, gathered before anything is read. */
  private static final class Plan {
    /** The result's axes that come from lookups. */
    private final List<TypedAxis> gathered = new ArrayList<>();
    /** For an axis of x, the axes that stand in its place; absent where it stays. */
    private final Map<Dim, List<TypedAxis>> instead = new LinkedHashMap<>();
    /** For an axis of x, where it is read; absent where it stays. */
    private final Map<Dim, Function<Places, Subscript>> reads = new LinkedHashMap<>();
    /** For tables of positions that are looked up, the size of the dim. */
    private final Map<Value, Size> limits = new LinkedHashMap<>();
  }

  private Tensor choose(Tensor x, Expr.Bracketed b, Environment env) {
    Plan plan = new Plan();
    for (Bracket.Item item : b.bracket().items()) {
      switch (item) {
        case Bracket.Item.As a -> as(x, a, plan, env);
        case Bracket.Item.At a -> place(x, a, plan, b.bracket().otherwise().isPresent(), env);
        case Bracket.Item.Range r -> range(x, r, plan, env);
        case Bracket.Item.Plain p -> gather(x, p, plan, env);
        case Bracket.Item.Row r -> {}
        case Bracket.Item.Setting s -> throw Problem.of("NN0260", s.span(),
            "a value has no settings; a place is written with a colon: " + s.name() + ": …");
      }
    }
    return read(x, plan, b, env);
  }

  private Tensor read(Tensor x, Plan plan, Expr.Bracketed b, Environment env) {
    List<TypedAxis> out = new ArrayList<>(plan.gathered);
    for (TypedAxis axis : x.axes()) {
      out.addAll(plan.instead.getOrDefault(axis.dim(), List.of(axis)));
    }
    List<TypedAxis> distinct = out.stream().distinct().toList();
    for (int i = 0; i < out.size(); i++) {
      for (int j = i + 1; j < out.size(); j++) {
        if (out.get(i).dim().equals(out.get(j).dim())) {
          throw DimMistakes.twice(b.span(), out.get(i).dim());
        }
      }
    }
    Origin origin = evaluator.origin(b.span(), env);
    Optional<Scalar> otherwise = b.bracket().otherwise().map(e -> known(e, env));
    return evaluator.tensors.map(x.type().kind(), distinct, places -> {
      List<Subscript> at = x.axes().stream().map(a -> plan.reads.containsKey(a.dim())
          ? plan.reads.get(a.dim()).apply(places)
          : Subscript.of(places.of(a.dim()))).toList();
      Scalar read = new Scalar.Read(x.value(), at);
      return otherwise.isEmpty() ? read : ReadGuards.within(at, x.value().axes(), plan.limits, read, otherwise.get());
    }, x.value().name(), origin);
  }

  private Scalar known(Expr expr, Environment env) {
    if (evaluator.evaluate(expr, env) instanceof Known k) {
      return k.scalar();
    }
    throw Problem.of("NN0261", expr.span(), "the value after `else` must be a number that is known here");
  }

  // as

  private void as(Tensor x, Bracket.Item.As a, Plan plan, Environment env) {
    if (a.from().size() > 1 && a.to().size() > 1) {
      throw Problem.of("NN0262", a.span(),
          "`as` renames one dim, merges several into one, or splits one into several");
    }
    List<TypedAxis> from = a.from().stream().map(n -> axisOf(x, n, env)).toList();
    if (a.to().size() > 1) {
      split(from.getFirst(), a, plan, env);
    } else if (from.size() > 1) {
      merge(from, target(a.to().getFirst(), Build.count(from), env), plan);
    } else {
      TypedAxis to = target(a.to().getFirst(), from.getFirst().size(), env);
      plan.instead.put(from.getFirst().dim(), List.of(to));
      plan.reads.put(from.getFirst().dim(), places -> Subscript.of(places.of(to.dim())));
    }
  }

  /** The merged axis stands where the first of them stood; the last varies fastest. */
  private static void merge(List<TypedAxis> from, TypedAxis to, Plan plan) {
    Size inner = Size.ONE;
    for (int i = from.size() - 1; i >= 0; i--) {
      Size stride = inner;
      TypedAxis axis = from.get(i);
      boolean outermost = i == 0;
      plan.instead.put(axis.dim(), outermost ? List.of(to) : List.of());
      plan.reads.put(axis.dim(), places -> {
        Subscript quotient = Subscript.of(places.of(to.dim())).floorDiv(stride);
        return outermost ? quotient : quotient.modulo(axis.size());
      });
      inner = inner.times(axis.size());
    }
  }

  private void split(TypedAxis from, Bracket.Item.As a, Plan plan, Environment env) {
    List<TypedAxis> to = a.to().stream().map(n -> evaluator.types.axis(n, env)).toList();
    if (!Build.count(to).equals(from.size())) {
      throw DimMistakes.splitSizes(a.span(), from, to);
    }
    plan.instead.put(from.dim(), to);
    plan.reads.put(from.dim(), places -> {
      Subscript sum = Subscript.ZERO;
      for (TypedAxis axis : to) {
        sum = sum.times(axis.size()).plus(Subscript.of(places.of(axis.dim())));
      }
      return sum;
    });
  }

  private TypedAxis target(Expr.Name name, Size size, Environment env) {
    Denotation known = evaluator.lookup(name.name(), env).orElse(null);
    if (known instanceof DimName d) {
      boolean differs = d.axis().size().isConstant() && size.isConstant() && !d.axis().size().equals(size);
      if (differs && !name.name().endsWith("'")) {
        throw DimMistakes.renameSize(name.span(), d.axis(), size);
      }
      return new TypedAxis(d.axis().dim(), size);
    }
    return new TypedAxis(new Dim(name.name(), env.site().scope(), name.name()), size);
  }

  private TypedAxis axisOf(Tensor x, Expr.Name name, Environment env) {
    Dim dim = evaluator.lookup(name.name(), env).orElse(null) instanceof DimName d
        ? d.axis().dim()
        : new Dim(name.name(), env.site().scope(), name.name());
    return x.type().axis(dim).or(() -> x.type().axis(Dim.declared(name.name())))
        .orElseThrow(() -> DimMistakes.noSuchDim(name.span(), name.name(), x.type(), x.made()));
  }

  // Places

  private void place(Tensor x, Bracket.Item.At a, Plan plan, boolean guarded, Environment env) {
    TypedAxis axis = axisOf(x, a.dim(), env);
    Optional<Integer> member = member(axis, a.position());
    Position position =
        member.isPresent() ? Position.at(Subscript.of(member.get())) : position(a.position(), plan, env);
    plan.instead.put(axis.dim(), List.of());
    position.axes().stream().filter(p -> !x.type().has(p.dim()) && !plan.gathered.contains(p))
        .forEach(plan.gathered::add);
    plan.reads.put(axis.dim(), places -> fromEnd(position.at().apply(places), axis));
    if (position.axes().isEmpty()) {
      requireInside(fromEnd(position.at().apply(new Places(Map.of())), axis), axis, a.position(), guarded);
    }
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

  private static void requireInside(Subscript at, TypedAxis axis, Expr position, boolean guarded) {
    boolean outside = at.isConstant() && (at.offset().isAtLeast(axis.size())
        || (at.offset().isConstant() && at.offset().constant() < 0));
    if (outside && !guarded) {
      throw DimMistakes.outside(position.span(), axis);
    }
    if (!guarded && !Bounds.provablyWithin(at, axis.size())) {
      throw Problem.of("NN0219", position.span(), "this place may lie outside of " + axis + " (" + axis.size()
          + " long); say what to read there: … else 0");
    }
  }

  private void range(Tensor x, Bracket.Item.Range r, Plan plan, Environment env) {
    TypedAxis axis = axisOf(x, r.dim(), env);
    Size from = r.from().map(e -> bound(e, axis, env)).orElse(Size.ZERO);
    Size to = r.to().map(e -> bound(e, axis, env)).orElse(axis.size());
    Size length = to.minus(from);
    boolean valid = from.isAtLeast(Size.ZERO) && axis.size().isAtLeast(to) && length.isAtLeast(Size.ONE);
    if (!valid) {
      throw Problem.of("NN0219", r.span(), "the places " + from + " to " + to + " (exclusive) aren't all inside of "
          + axis + ", which is " + axis.size() + " long");
    }
    plan.instead.put(axis.dim(), List.of(new TypedAxis(axis.dim(), length)));
    plan.reads.put(axis.dim(), places -> Subscript.of(places.of(axis.dim())).plus(from));
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

  private Position position(Expr expr, Plan plan, Environment env) {
    if (expr instanceof Expr.Binary b && sign(b.operator()) != 0) {
      Position left = position(b.left(), plan, env);
      Position right = position(b.right(), plan, env);
      List<TypedAxis> axes = new ArrayList<>(left.axes());
      right.axes().stream().filter(a -> !axes.contains(a)).forEach(axes::add);
      Size sign = Size.of(sign(b.operator()));
      return new Position(axes, p -> left.at().apply(p).plus(right.at().apply(p).times(sign)));
    }
    Denotation meaning = evaluator.arithmetic.asSize(expr, env);
    return switch (meaning) {
      case Known k when k.size().isPresent() -> Position.at(Subscript.of(k.size().get()));
      case Step s -> Position.at(Subscript.of(s.index()));
      case Tensor t when !(t.type().kind() instanceof Type.Kind.Real) && !(t.type().kind() instanceof Type.Kind.Bool) ->
        lookup(t, plan);
      default -> throw Problem.of("NN0263", expr.span(),
          "a place is a whole number, an index or a member of the dim, and this is "
              + Evaluator.describe(meaning));
    };
  }

  private static int sign(Expr.BinaryOperator operator) {
    return operator == Expr.BinaryOperator.ADD ? 1 : operator == Expr.BinaryOperator.SUBTRACT ? -1 : 0;
  }

  private static Position lookup(Tensor t, Plan plan) {
    if (t.type().kind() instanceof Type.Kind.IndexOf i) {
      plan.limits.put(t.value(), i.size());
    }
    return new Position(t.axes(), places -> Subscript.of(new Subscript.Lookup(t.value(), places.of(t.axes()))));
  }

  // Gathers

  private void gather(Tensor x, Bracket.Item.Plain p, Plan plan, Environment env) {
    Denotation meaning = evaluator.evaluate(p.value(), env);
    TypedAxis axis;
    if (meaning instanceof Step s) {
      axis = requireAxis(x, s.axis().dim(), p);
      plan.reads.put(axis.dim(), places -> Subscript.of(s.index()));
    } else if (meaning instanceof Tensor t && t.type().kind() instanceof Type.Kind.IndexOf index) {
      axis = requireAxis(x, index.dim(), p);
      t.axes().stream().filter(a -> !x.type().has(a.dim()) || a.dim().equals(axis.dim()))
          .filter(a -> !plan.gathered.contains(a)).forEach(plan.gathered::add);
      plan.reads.put(axis.dim(), lookup(t, plan).at());
    } else {
      throw DimMistakes.notAnIndex(p.span(), Evaluator.describe(meaning), x.type());
    }
    plan.instead.put(axis.dim(), List.of());
  }

  private static TypedAxis requireAxis(Tensor x, Dim dim, Bracket.Item.Plain p) {
    return x.type().axis(dim).orElseThrow(() -> DimMistakes.gathers(p.span(), dim, x.type(), x.made()));
  }

  /** `z.f`: the place of a member in the dim that has it. */
  Tensor member(Tensor x, Expr.Member m, Environment env) {
    Map<Dim, List<String>> members = evaluator.build.program.members;
    List<TypedAxis> having = x.axes().stream()
        .filter(a -> members.getOrDefault(a.dim(), List.of()).contains(m.name())).toList();
    if (having.size() != 1) {
      throw NameMistakes.memberOf(m, x.type(), having);
    }
    Dim dim = having.getFirst().dim();
    Subscript at = Subscript.of(members.get(dim).indexOf(m.name()));
    List<TypedAxis> out = Tensors.without(x.axes(), having);
    return evaluator.tensors.view(x, out, places -> x.axes().stream()
        .map(a -> a.dim().equals(dim) ? at : Subscript.of(places.of(a.dim()))).toList(),
        evaluator.origin(m.span(), env));
  }
}
