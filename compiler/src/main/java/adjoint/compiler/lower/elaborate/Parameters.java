package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arguments on their way to parameters: each is matched with the parameter's type, which binds the type's variables. */
final class Parameters {

  private final Evaluator evaluator;
  private final Tensors tensors;

  Parameters(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.tensors = evaluator.tensors;
  }

  /** The value of each parameter, as the body sees it. */
  Map<String, Denotation> bind(Declaration.Callable d, List<Argument> arguments, Binding binding, Span span,
      Environment caller, Environment body) {
    List<Optional<Argument>> ordered = ArgumentOrder.of(d, arguments, span);
    makesTarget(d, caller, binding);
    Map<String, Denotation> values = new LinkedHashMap<>();
    for (int i = 0; i < d.parameters().size(); i++) {
      Declaration.Parameter parameter = d.parameters().get(i);
      Argument argument = ordered.get(i).map(given -> everywhere(parameter, given, binding, caller, body))
          .orElseGet(() -> standard(parameter, binding, body));
      values.put(parameter.name(), bind(d, parameter, argument, binding, caller));
    }
    return values;
  }

  /**
   * A parameter's default. It sees the dims that the arguments before it have bound; a single number, or truth, stands for
   * all places of the parameter's type.
   */
  private Argument standard(Declaration.Parameter parameter, Binding binding, Environment body) {
    Environment header = body.block();
    binding.enter(header, parameter.span());
    Argument single = new Argument(evaluator.evaluate(parameter.initial().orElseThrow(), header), parameter.span());
    return axes(parameter.type()).map(axes -> filled(parameter, single, axes, binding, header, header)).orElse(single);
  }

  /** A number or a truth that is known, given where a default could stand: for all places, as that. */
  private Argument everywhere(Declaration.Parameter parameter, Argument given, Binding binding, Environment caller,
      Environment body) {
    boolean truth = parameter.type() instanceof TypeExpr.Of o && o.element().name().equals("bool");
    boolean single = truth ? given.meaning() instanceof Denotation.Flag : given.meaning() instanceof Known;
    if (!single || parameter.initial().isEmpty() || axes(parameter.type()).isEmpty()) {
      return given;
    }
    Environment header = body.block();
    binding.enter(header, parameter.span());
    return filled(parameter, given, axes(parameter.type()).get(), binding, header, caller);
  }

  private Argument filled(Declaration.Parameter parameter, Argument single, Bracket axes, Binding binding,
      Environment header, Environment at) {
    Tensor given = actual(parameter.type(), single, at);
    Tensor whole = given.axes().isEmpty()
        ? tensors.layout(given,
            axes.items().stream().flatMap(i -> evaluator.types.axes(i, header).stream()).toList(),
            at.origin(single.span()))
        : given;
    return single.as(
        whole.as(new Type.Tensor(whole.type().kind(), binding.outward(whole.axes()), whole.type().arrow())));
  }

  private static Optional<Bracket> axes(TypeExpr type) {
    return switch (type) {
      case TypeExpr.Tensor t -> Optional.of(t.axes());
      case TypeExpr.Of o -> o.axes();
      case TypeExpr.Record _ -> Optional.empty();
    };
  }

  /** In an initial value, a function whose result's dims nothing else binds makes what is being declared. */
  private static void makesTarget(Declaration.Callable d, Environment caller, Binding binding) {
    caller.body().target().ifPresent(target -> {
      if (d.result().isPresent() && d.result().get() instanceof TypeExpr.Tensor t && binds(d, t)) {
        match(t.axes(), target, binding, new CallMistakes.Argument(d, d.name(), target, d.nameSpan(), d.nameSpan()));
      }
    });
  }

  private static boolean binds(Declaration.Callable d, TypeExpr.Tensor result) {
    return d.parameters().stream().allMatch(p -> p.type() instanceof TypeExpr.Of)
        && result.axes().items().stream().noneMatch(i -> i instanceof Bracket.Item.Setting);
  }

  private Denotation bind(Declaration.Callable d, Declaration.Parameter parameter, Argument argument, Binding binding,
      Environment caller) {
    boolean scalar =
        parameter.type() instanceof TypeExpr.Of o && o.axes().isEmpty() && o.element().name().equals("real");
    if (scalar && (argument.meaning() instanceof Known || argument.meaning() instanceof Scheduled)) {
      return argument.meaning();
    }
    Tensor actual = actual(parameter.type(), argument, caller);
    CallMistakes.Argument about =
        new CallMistakes.Argument(d, parameter.name(), actual.type(), argument.span(), actual.made());
    Origin origin = caller.origin(argument.span());
    return switch (parameter.type()) {
      case TypeExpr.Tensor t -> matched(tensors.real(actual, origin), t.axes(), new Type.Kind.Real(), binding, about,
          origin);
      case TypeExpr.Of o -> {
        Type.Kind kind = kind(o.element(), actual, binding, about);
        Tensor fit = new Widening(tensors).to(kind, actual, origin).orElse(actual);
        Bracket axes = o.axes().orElse(new Bracket(List.of(), Optional.empty(), Optional.empty(), o.span()));
        yield matched(fit, axes, kind, binding, about, origin);
      }
      case TypeExpr.Record r ->
        throw Mistake.of(CompilerProblem.MULTI_VALUED_PARAMETER, r.span(),
            "a parameter takes one value; give each field a parameter of its own");
    };
  }

  /** A whole number that is known is an int where one is needed. */
  private Tensor actual(TypeExpr type, Argument argument, Environment caller) {
    boolean whole = type instanceof TypeExpr.Of o && o.element().name().equals("int");
    return (whole
        ? new Widening(tensors).to(new Type.Kind.Int(), argument.meaning(), argument.span(), caller)
        : Optional.<Tensor>empty()).orElseGet(() -> tensors.of(argument.meaning(), argument.span(), caller));
  }

  private static Type.Kind kind(Expr.Name element, Tensor actual, Binding binding, CallMistakes.Argument about) {
    Type.Kind kind = actual.type().kind();
    return switch (element.name()) {
      case "real" -> new Type.Kind.Real();
      case "int" -> {
        if (kind instanceof Type.Kind.Real) {
          throw CallMistakes.kind(about, "int");
        }
        yield new Type.Kind.Int();
      }
      case "bool" -> {
        if (!(kind instanceof Type.Kind.Bool)) {
          throw CallMistakes.kind(about, "bool");
        }
        yield kind;
      }
      default -> binding.matchKind(element, kind, about);
    };
  }

  /** A matched type: the order of the argument's axes, and the type that the body sees. */
  private record Matched(List<TypedAxis> order, List<TypedAxis> local, Optional<Integer> arrow) {}

  private Tensor matched(Tensor actual, Bracket pattern, Type.Kind kind, Binding binding, CallMistakes.Argument about,
      Origin origin) {
    Tensor given = pattern.arrow().isPresent() ? actual : Tensors.data(actual);
    Matched matched = match(pattern, given.type(), binding, about);
    return tensors.layout(given, matched.order(), origin).as(new Type.Tensor(kind, matched.local(), matched.arrow()));
  }

  private static Matched match(Bracket pattern, Type.Tensor actual, Binding binding, CallMistakes.Argument about) {
    if (pattern.arrow().isEmpty() || actual.arrow().isEmpty()) {
      Binding.Match match = binding.match(pattern.items(), actual.axes(), about);
      return new Matched(match.actual(), match.local(), pattern.arrow().map(a -> arrow(a, match, pattern)));
    }
    int items = pattern.arrow().get();
    int axes = actual.arrow().get();
    Binding.Match left = binding.match(pattern.items().subList(0, items), actual.axes().subList(0, axes), about);
    Binding.Match right = binding.match(pattern.items().subList(items, pattern.items().size()),
        actual.axes().subList(axes, actual.axes().size()), about);
    List<TypedAxis> order = new ArrayList<>(left.actual());
    order.addAll(right.actual());
    List<TypedAxis> local = new ArrayList<>(left.local());
    local.addAll(right.local());
    return new Matched(order, local, Optional.of(left.local().size()));
  }

  private static int arrow(int items, Binding.Match match, Bracket pattern) {
    return match.local().size() - (pattern.items().size() - items);
  }
}
