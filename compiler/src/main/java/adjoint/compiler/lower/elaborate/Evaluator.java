package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Applicable;
import adjoint.compiler.lower.scope.Denotation.Builtin;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Chain;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Flag;
import adjoint.compiler.lower.scope.Denotation.Given;
import adjoint.compiler.lower.scope.Denotation.Instance;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Static;
import adjoint.compiler.lower.scope.Denotation.Step;
import adjoint.compiler.lower.scope.Denotation.TakenLayer;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Denotation.Weights;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Owner;
import adjoint.compiler.source.Span;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives every expression its meaning: checks names, dims and types on the way, and appends what flows to the graph. One
 * evaluator serves for checking and for lowering: a layer's body is checked by evaluating it once with dims of its own,
 * and lowered by evaluating it with those of its use.
 */
public final class Evaluator {

  public final Build build;
  public final NameLookup names;
  public final Tensors tensors;
  public final Operators operators;
  public final TypeReader types;
  public final Calls calls;
  public final Statements statements;
  public final StoredValues stored;
  public final ArrayCalls arrays;
  public final WeightValues weights;
  final ValueBrackets brackets;
  final LayerArguments layers;
  private final Map<Expr, Denotation> known = new IdentityHashMap<>();
  private final Builtins builtins;
  private final Recurrences recurrences;
  private final Members members;
  private final Variables variables;

  public Evaluator(Build build) {
    this.build = build;
    this.names = new NameLookup(build);
    this.tensors = new Tensors(build);
    this.operators = new Operators(this);
    this.types = new TypeReader(this);
    this.layers = new LayerArguments(this);
    this.calls = new Calls(this);
    this.stored = new StoredValues(this);
    this.arrays = new ArrayCalls(this);
    this.weights = new WeightValues(this);
    this.statements = new Statements(this);
    this.brackets = new ValueBrackets(this);
    this.builtins = new Builtins(this);
    this.recurrences = new Recurrences(this);
    this.members = new Members(this);
    this.variables = new Variables(this);
  }

  /** Takes the values of calls from elsewhere, as those of a gradient in an update rule. */
  public void know(Map<Expr, Denotation> calls) {
    known.putAll(calls);
  }

  public Denotation evaluate(Expr expr, Environment env) {
    return switch (expr) {
      case Expr.Number n -> Known.of(n.percent() ? n.value() / 100 : n.value());
      case Expr.Text t -> new Denotation.Text(t.value());
      case Expr.Name n -> counted(named(n, env), env);
      case Expr.Bracketed b -> bracketed(b, env);
      case Expr.Apply a when known.containsKey(a) -> known.get(a);
      case Expr.Apply a when ArrayCalls.isArray(a, env) -> arrays.initial(a, env);
      case Expr.Apply a -> {
        Denotation callee = a.callee() instanceof Expr.Name n ? named(n, env) : evaluate(a.callee(), env);
        yield call(callee, arguments(callee, a.arguments(), env), a.span(), env);
      }
      case Expr.Member m -> members.member(m, env);
      case Expr.Unary u -> operators.unary(u, env);
      case Expr.Binary b -> operators.binary(b, env);
      case Expr.Pipe p -> pipe(p, env);
      case Expr.Entries e -> ListEntries.of(e, this, env);
      case Expr.Repeat _,Expr.RepeatEach _ ->
        throw new IllegalStateException("the grammar has repeat behind a pipe only");
      case Expr.If i -> choose(i, env);
      case Expr.Scan s -> recurrences.scan(s, env);
      case Expr.Record r -> fields(r, env);
      case Expr.Wrong w -> throw new AlreadyReported();
    };
  }

  private Denotation named(Expr.Name name, Environment env) {
    return instanceIfLayer(variables.meaning(name, names.denoted(name, env), env), name, env);
  }

  /** In a `train` block `step`, which isn't applied as the schedule of that name is, is the number of the update. */
  private Denotation counted(Denotation meaning, Environment env) {
    return meaning instanceof Builtin b && b.name().equals("step") && env.body().owner() == Owner.TRAIN
        ? new Scheduled(build.line.step())
        : meaning;
  }

  /** A value that flows, or a known number as a scalar tensor. */
  public Tensor tensor(Expr expr, Environment env) {
    return tensors.of(evaluate(expr, env), expr.span(), env);
  }

  /** A layer that is written is an instance, named by its place in the body. */
  private static Denotation instanceIfLayer(Denotation meaning, Expr written, Environment env) {
    if (meaning instanceof Callable c && c.declaration().kind() == Declaration.Kind.LAYER) {
      return new Instance(c, path(c.declaration().name(), written, env), written.span());
    }
    return meaning instanceof TakenLayer t && t.path().isEmpty()
        ? new TakenLayer(t.declared(), t.given(), t.further(), path(t.declared().name().name(), written, env))
        : meaning;
  }

  private static String path(String layer, Expr written, Environment env) {
    return env.body().path(Optional.ofNullable(env.body().instances().get(written))
        .orElseThrow(() -> NameMistakes.layerOutsideOfBody(written.span(), layer, env.body().owner().word())));
  }

  // Brackets, calls, pipes

  private Denotation bracketed(Expr.Bracketed b, Environment env) {
    Denotation base = b.base() instanceof Expr.Name n ? names.denoted(n, env) : evaluate(b.base(), env);
    Given given = new Given(b.bracket(), env);
    return switch (base) {
      case Callable c -> instanceIfLayer(new Callable(c.declaration(), c.home(), List.of(given)), b, env);
      case TakenLayer t when t.path().isEmpty() ->
        instanceIfLayer(new TakenLayer(t.declared(), t.given(), Optional.of(given), ""), b, env);
      case Builtin f -> builtins.complete(new Builtin(f.name(), Optional.of(given)), b.span(), env);
      case Instance _,TakenLayer _ -> throw Mistake.of(CompilerProblem.SECOND_BRACKET_ON_INSTANCE, b.bracket().span(),
          "this layer instance has its bracket already");
      case Chain _,Static _,Tensor _,Scheduled _,Step _,Fields _,Weights _ ->
        brackets.evaluate(tensors.of(base, b.base().span(), env), b, env);
    };
  }

  /**
   * An argument with its meaning.
   *
   * @param span of its value
   * @param written the same with its name
   */
  public record Argument(Optional<String> name, Denotation meaning, Span span, Span written) {
    /** An argument by position. */
    public Argument(Denotation meaning, Span span) {
      this(Optional.empty(), meaning, span, span);
    }

    Argument as(Denotation other) {
      return new Argument(name, other, span, written);
    }
  }

  /** The arguments of what is called: a derivative's second is what the first depends on, a number that is known, too. */
  private List<Argument> arguments(Denotation callee, List<Expr.Argument> arguments, Environment env) {
    if (!(callee instanceof Builtin b && b.name().equals(CoreFunction.GRAD.symbol())) || arguments.size() != 2) {
      return arguments(arguments, env);
    }
    Expr by = arguments.getLast().value();
    return variables.of(by, env)
        .map(x -> List.of(
            new Argument(variables.flowing(by, x, env, () -> evaluate(arguments.getFirst().value(), env)),
                arguments.getFirst().value().span()),
            new Argument(x, by.span())))
        .orElseGet(() -> arguments(arguments, env));
  }

  private List<Argument> arguments(List<Expr.Argument> arguments, Environment env) {
    List<Argument> all = new ArrayList<>();
    for (Expr.Argument argument : arguments) {
      all.add(new Argument(argument.name(), evaluate(argument.value(), env), argument.value().span(), argument.span()));
    }
    return all;
  }

  /** Applies what an expression denotes, if that can be applied. */
  public Denotation call(Denotation callee, List<Argument> arguments, Span span, Environment env) {
    if (callee instanceof Applicable a) {
      return apply(a, arguments, span, env);
    }
    if (callee instanceof Denotation.DimName d && !d.members().isEmpty()) {
      return members.made(d, arguments, span, env);
    }
    throw PlaceMistakes.notCallable(span, callee.described());
  }

  private Denotation apply(Applicable callee, List<Argument> arguments, Span span, Environment env) {
    return switch (callee) {
      case Callable c -> calls.call(c, "", arguments, span, env);
      case Instance i -> calls.call(i.layer(), i.path(), arguments, span, env);
      case TakenLayer t -> layers.call(t, arguments, span, env);
      case Builtin b -> builtins.call(b, arguments, span, env);
      case Weights w -> weights.apply(w, arguments, span, env);
      case Chain c -> {
        Denotation value = call(c.links().getFirst(), arguments, c.sources().getFirst().span(), env);
        for (int i = 1; i < c.links().size(); i++) {
          Argument flowing = new Argument(value, c.sources().get(i - 1).span());
          value = call(c.links().get(i), List.of(flowing), c.sources().get(i).span(), env);
        }
        yield value;
      }
    };
  }

  private Denotation pipe(Expr.Pipe p, Environment env) {
    Denotation value = evaluate(p.value(), env);
    if (value instanceof Applicable first) {
      return Chain.of(first, p.value(), evaluate(p.target(), env), p.target());
    }
    return flow(new Argument(value, p.value().span()), p.target(), env);
  }

  /** Lets a value flow into what stands behind a pipe, or in a `repeat`: a callable, with further arguments, or several. */
  Denotation flow(Argument flowing, Expr into, Environment env) {
    if (into instanceof Expr.Repeat r) {
      return recurrences.repeat(flowing, r, env);
    }
    if (into instanceof Expr.RepeatEach each) {
      return recurrences.each(flowing, each, env);
    }
    if (into instanceof Expr.Pipe several) {
      Denotation between = flow(flowing, several.value(), env);
      return flow(new Argument(between, several.value().span()), several.target(), env);
    }
    if (!(into instanceof Expr.Apply a)) {
      return call(evaluate(into, env), List.of(flowing), into.span(), env);
    }
    Denotation callee = evaluate(a.callee(), env);
    List<Argument> all = new ArrayList<>(List.of(flowing));
    all.addAll(arguments(a.arguments(), env));
    return call(callee, all, a.span(), env);
  }

  // Records, choices

  private Denotation fields(Expr.Record r, Environment env) {
    Map<String, Denotation> fields = new LinkedHashMap<>();
    for (Expr.Argument field : r.fields()) {
      String name = field.name().orElseThrow();
      if (fields.put(name, evaluate(field.value(), env)) != null) {
        throw Mistake.of(CompilerProblem.DUPLICATE_NAME, field.span(), "`" + name + "` stands twice here");
      }
    }
    return new Fields(fields);
  }

  private Denotation choose(Expr.If choice, Environment env) {
    boolean holds = flag(choice.condition(), env);
    if (!holds && choice.otherwise().isEmpty()) {
      throw Mistake.of(CompilerProblem.MISSING_ELSE, choice.span(), "an `if` whose value is used needs an `else`");
    }
    return statements.block(holds ? choice.then() : choice.otherwise().get(), env.block());
  }

  /** A condition that the compiler knows. */
  public boolean flag(Expr condition, Environment env) {
    Denotation meaning = evaluate(condition, env);
    if (meaning instanceof Flag f) {
      return f.value();
    }
    throw PlaceMistakes.conditionNotKnown(condition.span());
  }

  /** A whole number that the compiler knows as a size; dims count as their sizes. */
  public Size size(Expr expr, Environment env) {
    Denotation meaning = operators.asSize(expr, env);
    if (meaning instanceof Known k && k.size().isPresent()) {
      return k.size().get();
    }
    throw Mistake.of(CompilerProblem.INVALID_DIM_SIZE, expr.span(), "a size must be a whole number that is known here");
  }
}
