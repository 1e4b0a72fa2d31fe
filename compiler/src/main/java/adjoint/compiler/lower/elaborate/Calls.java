package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.InstanceNames;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Uses of functions, layers and models: binds arguments, evaluates the body, gives the result the caller's names. */
public final class Calls {

  private final Evaluator evaluator;
  private final Deque<Declaration.Callable> active = new ArrayDeque<>();

  Calls(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /**
   * @param path of the instance; empty for a function
   */
  Denotation call(Callable callee, String path, List<Evaluator.Argument> arguments, Span span, Environment caller) {
    Declaration.Callable declaration = callee.declaration();
    if (declaration.kind() == Declaration.Kind.OPTIMIZER) {
      throw Problem.of("NN0249", span, "an optimizer is given after `using`, it isn't applied");
    }
    if (active.contains(declaration)) {
      throw NameMistakes.cyclic(span, declaration);
    }
    if (evaluator.build.program.wrong.contains(declaration)) {
      throw new AlreadyReported();
    }
    Binding binding = new Binding(evaluator.build.program.freshScope(), callee.home(), variables(declaration));
    Environment body = environment(callee, path, binding, called(declaration, span, caller));
    Header header = new Header(evaluator, declaration, binding, body);
    header.give(callee.bracket());
    List<Evaluator.Argument> ordered = order(declaration, arguments, span);
    targetRows(declaration, binding);
    Map<String, Denotation> values = bindParameters(declaration, binding, ordered, caller, header);
    header.complete(span);
    binding.enter(body, span);
    header.bindSettings(body);
    requireConditions(declaration, body, span);
    values.forEach((name, value) -> body.bind(name, value, span));
    active.push(declaration);
    int before = evaluator.build.program.problems.size();
    try {
      return result(declaration, binding, body, span);
    } catch (Problem problem) {
      throw new Problem(NameMistakes.inside(problem.diagnostic(), declaration, span));
    } catch (AlreadyReported silent) {
      evaluator.build.program.problems.replaceFrom(before, found -> NameMistakes.inside(found, declaration, span));
      throw silent;
    } finally {
      active.pop();
      String instance = body.site().path();
      evaluator.build.declared().replaceAll((p, type) -> p.startsWith(instance)
          ? new Type.Tensor(type.kind(), binding.outward(type.axes()), type.arrow())
          : type);
    }
  }

  /** Evaluates a body on its own; `bind` gives values to its variables and parameters. */
  public void check(Callable callee, BiConsumer<Binding, Environment> bind) {
    Declaration.Callable d = callee.declaration();
    Binding binding = new Binding(evaluator.build.program.freshScope(), callee.home(), variables(d));
    Environment body = environment(callee, "", binding, Optional.empty());
    Header header = new Header(evaluator, d, binding, body);
    header.giveRigid();
    binding.enter(body, d.nameSpan());
    bind.accept(binding, body);
    header.complete(d.nameSpan());
    header.bindSettings(body);
    active.push(d);
    try {
      result(d, binding, body, d.nameSpan());
    } finally {
      active.pop();
    }
  }

  /** The place in the program's own file that leads to a body in another. */
  public static Optional<Span> called(Declaration.Callable callee, Span span, Environment caller) {
    Optional<Span> before = caller.site().called();
    return before.isPresent() || callee.nameSpan().source().equals(span.source()) ? before : Optional.of(span);
  }

  private Environment environment(Callable callee, String path, Binding binding, Optional<Span> called) {
    Declaration.Callable d = callee.declaration();
    ProgramScope program = evaluator.build.program;
    String instance = d.kind() == Declaration.Kind.MODEL ? program.modelPath(d) : path;
    if (d.kind() == Declaration.Kind.MODEL || d.kind() == Declaration.Kind.LAYER) {
      program.place(instance, new ProgramScope.Instance(d, evaluator.build.copies().size()));
    }
    return callee.home().body(new Environment.Site(binding.scope(), instance, d.kind().keyword(),
        InstanceNames.of(d.body(), name -> callee.home().find(name)), called));
  }

  /** The names that a header and its parameter types make variables. */
  private static Set<String> variables(Declaration.Callable d) {
    Set<String> names = new LinkedHashSet<>();
    for (Bracket.Item item : d.header().items()) {
      if (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n) {
        names.add(n.name());
      } else if (item instanceof Bracket.Item.Setting s) {
        names.add(s.name());
      }
    }
    return names;
  }

  /** The arguments in the order of the parameters. */
  private static List<Evaluator.Argument> order(Declaration.Callable d, List<Evaluator.Argument> arguments, Span span) {
    Map<String, Evaluator.Argument> named = new LinkedHashMap<>();
    List<Evaluator.Argument> positional = new ArrayList<>();
    for (Evaluator.Argument a : arguments) {
      if (a.name().isPresent()) {
        named.put(a.name().get(), a);
      } else {
        positional.add(a);
      }
    }
    List<String> names = d.parameters().stream().map(Declaration.Parameter::name).toList();
    named.forEach((name, a) -> {
      if (!names.contains(name)) {
        throw CallMistakes.unknownArgument(a.span(), d, name, names);
      }
    });
    if (positional.size() + named.size() > names.size()) {
      throw CallMistakes.argumentCount(span, d, arguments.size());
    }
    List<Evaluator.Argument> ordered = new ArrayList<>(positional);
    for (int i = positional.size(); i < names.size(); i++) {
      Evaluator.Argument a = named.get(names.get(i));
      if (a == null && d.parameters().get(i).initial().isEmpty()) {
        throw CallMistakes.argumentCount(span, d, arguments.size());
      }
      ordered.add(a);
    }
    return ordered;
  }

  /** In an initial value, a function whose result's dims nothing else binds makes what is being declared. */
  private void targetRows(Declaration.Callable d, Binding binding) {
    evaluator.bodies().target().ifPresent(target -> {
      if (d.result().isPresent() && d.result().get() instanceof TypeExpr.Tensor t && binds(d, t)) {
        matchTensor(t.axes(), target, binding, new CallMistakes.Argument(d, d.name(), target, d.nameSpan(), d.nameSpan()));
      }
    });
  }

  private static boolean binds(Declaration.Callable d, TypeExpr.Tensor result) {
    return d.parameters().stream().allMatch(p -> p.type() instanceof TypeExpr.Of)
        && result.axes().items().stream().noneMatch(i -> i instanceof Bracket.Item.Setting);
  }

  private Map<String, Denotation> bindParameters(Declaration.Callable d, Binding binding,
      List<Evaluator.Argument> arguments, Environment caller, Header header) {
    Map<String, Denotation> values = new LinkedHashMap<>();
    for (int i = 0; i < d.parameters().size(); i++) {
      Declaration.Parameter parameter = d.parameters().get(i);
      Evaluator.Argument argument = arguments.get(i);
      if (argument == null) {
        Denotation initial = evaluator.evaluate(parameter.initial().get(), header.body());
        argument = new Evaluator.Argument(Optional.empty(), initial, parameter.span());
      }
      values.put(parameter.name(), bind(d, parameter, argument, binding, caller));
    }
    return values;
  }

  private Denotation bind(Declaration.Callable d, Declaration.Parameter parameter, Evaluator.Argument argument,
      Binding binding, Environment caller) {
    boolean scalar =
        parameter.type() instanceof TypeExpr.Of o && o.axes().isEmpty() && o.element().name().equals("real");
    if (scalar && (argument.meaning() instanceof Known || argument.meaning() instanceof Denotation.Scheduled)) {
      return argument.meaning();
    }
    Tensor actual = evaluator.asTensor(argument.meaning(), argument.span(), caller);
    CallMistakes.Argument about = new CallMistakes.Argument(d, parameter.name(), actual.type(), argument.span(), actual.made());
    Origin origin = evaluator.origin(argument.span(), caller);
    return switch (parameter.type()) {
      case TypeExpr.Tensor t -> {
        Tensor real = evaluator.tensors.real(actual, origin);
        yield matched(real, matchTensor(t.axes(), real.type(), binding, about), new Type.Kind.Real(), origin);
      }
      case TypeExpr.Of o -> {
        Type.Kind kind = kind(o.element(), actual, binding, about);
        Tensor fit = kind instanceof Type.Kind.Real ? evaluator.tensors.real(actual, origin) : actual;
        Bracket axes = o.axes().orElse(new Bracket(List.of(), Optional.empty(), Optional.empty(), o.span()));
        yield matched(fit, matchTensor(axes, fit.type(), binding, about), kind, origin);
      }
      case TypeExpr.Record r ->
        throw Problem.of("NN0250", r.span(), "a parameter takes one value; give each field a parameter of its own");
    };
  }

  private Type.Kind kind(Expr.Name element, Tensor actual, Binding binding, CallMistakes.Argument about) {
    Type.Kind kind = actual.type().kind();
    return switch (element.name()) {
      case "real" -> new Type.Kind.Real();
      case "int" -> kind instanceof Type.Kind.Int || kind instanceof Type.Kind.IndexOf || kind instanceof Type.Kind.Bool
          ? new Type.Kind.Int()
          : fail(about, "int");
      case "bool" -> kind instanceof Type.Kind.Bool ? kind : fail(about, "bool");
      default -> binding.matchKind(element, kind, about);
    };
  }

  private static Type.Kind fail(CallMistakes.Argument about, String wanted) {
    throw CallMistakes.kind(about, wanted);
  }

  /** A matched type: the order of the argument's axes, and the type that the body sees. */
  private record Matched(List<TypedAxis> order, List<TypedAxis> local, Optional<Integer> arrow) {}

  private static Matched matchTensor(Bracket pattern, Type.Tensor actual, Binding binding, CallMistakes.Argument about) {
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

  private Tensor matched(Tensor actual, Matched matched, Type.Kind kind, Origin origin) {
    boolean map = actual.type().arrow().isPresent();
    Tensor ordered = map ? actual : evaluator.tensors.layout(actual, matched.order(), origin);
    return ordered.as(new Type.Tensor(kind, matched.local(), matched.arrow()));
  }

  private void requireConditions(Declaration.Callable d, Environment body, Span span) {
    for (Expr condition : d.requires()) {
      if (!condition(condition, body)) {
        throw CallMistakes.requires(span, d, condition);
      }
    }
  }

  private boolean condition(Expr condition, Environment body) {
    Denotation meaning = evaluator.arithmetic.asSize(condition, body);
    if (meaning instanceof Denotation.Flag f) {
      return f.value();
    }
    throw PlaceMistakes.conditionNotKnown(condition.span());
  }

  private Denotation result(Declaration.Callable d, Binding binding, Environment body, Span span) {
    declareResultDims(d, body, span);
    Denotation value = evaluator.bodies().callable(d, body);
    return outward(value, binding, span);
  }

  /** `-> [.., Flat = C * H * W]` makes Flat a dim of the body. */
  private void declareResultDims(Declaration.Callable d, Environment body, Span span) {
    if (d.result().isEmpty() || !(d.result().get() instanceof TypeExpr.Tensor t)) {
      return;
    }
    for (Bracket.Item item : t.axes().items()) {
      if (item instanceof Bracket.Item.Setting s && !(body.find(s.name()).orElse(null) instanceof DimName)) {
        TypedAxis axis = evaluator.types.axes(item, body).getFirst();
        body.bind(s.name(), new DimName(axis, List.of()), span);
      }
    }
  }

  private Denotation outward(Denotation value, Binding binding, Span span) {
    return switch (value) {
      case Tensor t -> {
        List<TypedAxis> axes = binding.outward(t.axes());
        for (int i = 0; i < axes.size(); i++) {
          for (int j = i + 1; j < axes.size(); j++) {
            if (axes.get(i).dim().equals(axes.get(j).dim()) && t.type().arrow().isEmpty()) {
              throw DimMistakes.twice(span, axes.get(i).dim());
            }
          }
        }
        yield new Tensor(new Type.Tensor(binding.outward(t.type().kind()), axes, t.type().arrow()), t.value(), false,
            span);
      }
      case Fields f -> {
        Map<String, Denotation> fields = new LinkedHashMap<>();
        f.fields().forEach((name, field) -> fields.put(name, outward(field, binding, span)));
        yield new Fields(fields);
      }
      default -> value;
    };
  }

  /** `embed.weight`: a stored tensor of an instance, or an instance inside of it. */
  Denotation parameter(String path, String owner, Expr.Member m, Environment env) {
    String full = path.isEmpty() ? m.name() : path + "." + m.name();
    Type.Tensor type = evaluator.build.declared().get(full);
    if (type == null) {
      throw NameMistakes.unknownParameter(m, owner, evaluator.build.declared().keySet());
    }
    ProgramScope.Stored stored = evaluator.build.program.stored().get(full);
    return new Tensor(type, evaluator.build.read(stored, evaluator.origin(m.span(), env)), false, m.span());
  }
}
