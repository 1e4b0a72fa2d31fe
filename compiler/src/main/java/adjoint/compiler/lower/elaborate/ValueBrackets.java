package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation.Applicable;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bracket on a value: a layout, renames, merges and splits, places, gathers. */
final class ValueBrackets {

  private final Evaluator evaluator;
  private final DimRenaming renaming;
  private final PlaceReading places;

  ValueBrackets(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.renaming = new DimRenaming(evaluator);
    this.places = new PlaceReading(evaluator);
  }

  Tensor evaluate(Tensor whole, Expr.Bracketed b, Environment env) {
    Tensor x = Tensors.data(whole);
    boolean layout = b.bracket().items().stream().allMatch(ValueBrackets::isLayout);
    if (x.type().isScalar() && !layout) {
      throw Mistake.of(CompilerProblem.BRACKET_ON_SCALAR, b.span(), "a single number has no dims to choose from");
    }
    return layout ? layout(x, b, env) : choose(x, b, env);
  }

  private static boolean isLayout(Bracket.Item item) {
    return item instanceof Bracket.Item.Row
        || (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && n.upper());
  }

  /** `x[H, W, C]` reorders, `q[.., T, T', A]` widens. */
  private Tensor layout(Tensor x, Expr.Bracketed b, Environment env) {
    List<TypedAxis> out = new ArrayList<>();
    for (Bracket.Item item : b.bracket().items()) {
      out.addAll(item instanceof Bracket.Item.Row r && env.find(TypeReader.rowName(r)).isEmpty()
          ? others(x, b, env)
          : evaluator.types.axes(item, x, env));
    }
    List<TypedAxis> sized = out.stream().map(a -> x.type().axis(a.dim()).orElse(a)).toList();
    TypedAxis.repeated(sized).ifPresent(axis -> {
      throw DimMistakes.twice(b.bracket().span(), axis.dim());
    });
    x.axes().stream().filter(a -> sized.stream().noneMatch(o -> o.dim().equals(a.dim()))).findFirst().ifPresent(a -> {
      throw DimMistakes.layoutLacks(b.bracket().span(), a, x.type(), x.made());
    });
    return evaluator.tensors.layout(x, sized, env.origin(b.span()))
        .as(Type.Tensor.of(x.type().kind(), sized));
  }

  /** In a model, `..` of a layout is whatever the list doesn't name. */
  private List<TypedAxis> others(Tensor x, Expr.Bracketed b, Environment env) {
    List<TypedAxis> named = new ArrayList<>();
    for (Bracket.Item item : b.bracket().items()) {
      if (!(item instanceof Bracket.Item.Row)) {
        named.addAll(evaluator.types.axes(item, x, env));
      }
    }
    return Tensors.without(x.axes(), named);
  }

  private Tensor choose(Tensor x, Expr.Bracketed b, Environment env) {
    Selection selection = new Selection();
    for (Bracket.Item item : b.bracket().items()) {
      switch (item) {
        case Bracket.Item.As a -> renaming.as(x, a, selection, env);
        case Bracket.Item.At a -> places.at(x, a, selection, b.bracket().otherwise().isPresent(), env);
        case Bracket.Item.Range r -> places.range(x, r, selection, env);
        case Bracket.Item.Plain p -> places.gather(x, p, selection, b.bracket().otherwise().isPresent(), env);
        case Bracket.Item.Row r -> {}
        case Bracket.Item.Layer l -> throw Mistake.of(CompilerProblem.INVALID_HEADER_BRACKET, l.span(),
            "the type of a layer that is given stands in a header");
        case Bracket.Item.Setting s -> throw Mistake.of(CompilerProblem.SETTING_ON_VALUE, s.span(),
            "a value has no settings; a place is written with a colon: " + s.name() + ": …");
      }
    }
    return read(x, selection, b, env);
  }

  private Tensor read(Tensor x, Selection selection, Expr.Bracketed b, Environment env) {
    List<TypedAxis> out = new ArrayList<>(selection.gathered);
    for (TypedAxis axis : x.axes()) {
      out.addAll(selection.instead.getOrDefault(axis.dim(), List.of(axis)));
    }
    List<TypedAxis> distinct = out.stream().distinct().toList();
    TypedAxis.repeated(out).ifPresent(axis -> {
      throw DimMistakes.twice(b.span(), axis.dim());
    });
    Origin origin = env.origin(b.span());
    Optional<Scalar> otherwise = b.bracket().otherwise().map(e -> known(e, env));
    return evaluator.tensors.map(x.type().kind(), distinct, places -> {
      List<Subscript> at = x.axes().stream().map(a -> selection.reads.containsKey(a.dim())
          ? selection.reads.get(a.dim()).apply(places)
          : Subscript.of(places.of(a.dim()))).toList();
      Scalar read = new Scalar.Read(x.value(), at);
      return otherwise.isEmpty()
          ? read
          : ReadGuards.within(at, x.value().axes(), selection.limits, read, otherwise.get());
    }, x.value().name(), origin);
  }

  private Scalar known(Expr expr, Environment env) {
    if (evaluator.evaluate(expr, env) instanceof Known k) {
      return k.scalar();
    }
    throw Mistake.of(CompilerProblem.NON_CONSTANT_PADDING, expr.span(),
        "the value after `else` must be a number that is known here");
  }

  /** `z.f`: the place of a member in the dim that has it. */
  Tensor member(Tensor whole, Expr.Member m, Environment env) {
    Tensor x = Tensors.data(whole);
    Map<Dim, List<String>> members = evaluator.build.program.members;
    List<TypedAxis> having = x.axes().stream()
        .filter(a -> members.getOrDefault(a.dim(), List.of()).contains(m.name())).toList();
    boolean function = Character.isLowerCase(m.name().charAt(0))
        && evaluator.names.find(m.name(), env).filter(Applicable.class::isInstance).isPresent();
    if (having.isEmpty() && (function || NameMistakes.isForeign(m.name()))) {
      throw NameMistakes.method(m, x.type(), function);
    }
    if (having.size() != 1) {
      throw NameMistakes.memberOf(m, x.type(), having);
    }
    Dim dim = having.getFirst().dim();
    Subscript at = Subscript.of(members.get(dim).indexOf(m.name()));
    List<TypedAxis> out = Tensors.without(x.axes(), having);
    return evaluator.tensors.view(x, out, places -> x.axes().stream()
        .map(a -> a.dim().equals(dim) ? at : Subscript.of(places.of(a.dim()))).toList(),
        env.origin(m.span()));
  }
}
