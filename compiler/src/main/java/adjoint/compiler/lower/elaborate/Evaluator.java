package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Builtin;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Chain;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Flag;
import adjoint.compiler.lower.scope.Denotation.Given;
import adjoint.compiler.lower.scope.Denotation.Instance;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Step;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Library;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
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
  public final Tensors tensors;
  final Operators arithmetic;
  public final TypeReader types;
  private final Calls calls;
  private final ValueBrackets brackets;
  private final Builtins builtins;
  private final Recurrences recurrences;
  private final Statements bodies;

  public Evaluator(Build build) {
    this.build = build;
    this.tensors = new Tensors(build);
    this.arithmetic = new Operators(this);
    this.types = new TypeReader(this);
    this.calls = new Calls(this);
    this.brackets = new ValueBrackets(this);
    this.builtins = new Builtins(this);
    this.recurrences = new Recurrences(this);
    this.bodies = new Statements(this);
  }

  public Denotation evaluate(Expr expr, Environment env) {
    return switch (expr) {
      case Expr.Number n -> Known.of(n.percent() ? n.value() / 100 : n.value());
      case Expr.Text t -> new Denotation.Text(t.value());
      case Expr.Name n -> name(n, env);
      case Expr.Bracketed b -> bracketed(b, env);
      case Expr.Apply a -> apply(a, env);
      case Expr.Member m -> member(m, env);
      case Expr.Unary u -> arithmetic.unary(u, env);
      case Expr.Binary b -> arithmetic.binary(b, env);
      case Expr.Pipe p -> pipe(p, env);
      case Expr.Repeat r -> throw new IllegalStateException("the grammar has repeat behind a pipe only");
      case Expr.If i -> choose(i, env);
      case Expr.Scan s -> recurrences.scan(s, env);
      case Expr.Record r -> fields(r, env);
      case Expr.Wrong w -> throw new AlreadyReported();
    };
  }

  /** A value that flows, or a known number as a scalar tensor. */
  public Tensor tensor(Expr expr, Environment env) {
    return asTensor(evaluate(expr, env), expr.span(), env);
  }

  public Tensor asTensor(Denotation meaning, Span span, Environment env) {
    Origin origin = origin(span, env);
    return switch (meaning) {
      case Tensor t -> t;
      case Known k -> tensors.fill(k.scalar(), List.of(), origin);
      case Scheduled s -> new Tensor(Type.Tensor.real(List.of()), build.setting(s.schedule()), false, span);
      case Step s -> tensors.map(new Type.Kind.IndexOf(s.axis().dim(), s.axis().size()), List.of(),
          places -> new Scalar.At(Subscript.of(s.index())), env.site().path(), origin);
      case Flag f -> tensors.map(new Type.Kind.Bool(), List.of(), places -> Scalar.apply(ScalarFunction.EQ,
          Scalar.of(f.value() ? 1 : 0), Scalar.ONE), "", origin);
      case Denotation.Text t -> throw PlaceMistakes.notAValue(span, "a text");
      case DimName d -> throw PlaceMistakes.dimAsValue(span, d.axis());
      case Denotation.Row r -> throw PlaceMistakes.notAValue(span, "a row of dims");
      case Callable c ->
        throw PlaceMistakes.notAValue(span, c.declaration().kind().keyword() + " " + c.declaration().name());
      case Builtin b -> throw PlaceMistakes.notAValue(span, "function " + b.name());
      case Instance i -> throw PlaceMistakes.notAValue(span, "layer " + i.layer().declaration().name());
      case Fields f -> throw PlaceMistakes.severalResults(span, f.fields().keySet());
      case Chain c -> throw PlaceMistakes.notAValue(span, "a chain of layers");
    };
  }

  public Origin origin(Span span, Environment env) {
    return new Origin(span, env.site().called().orElse(span), env.site().path());
  }

  // Names

  private Denotation name(Expr.Name name, Environment env) {
    if (env.isWrong(name.name())) {
      throw new AlreadyReported();
    }
    Optional<Denotation> found = lookup(name.name(), env);
    return instanceIfLayer(found.orElseThrow(() -> unknown(name, env)), name, env);
  }

  private RuntimeException unknown(Expr.Name name, Environment env) {
    return build.program.unknown.contains(name) ? new AlreadyReported() : NameMistakes.unknownName(name, candidates(env));
  }

  public Optional<Denotation> lookup(String name, Environment env) {
    Optional<Denotation> bound = env.find(name);
    if (bound.isPresent()) {
      return bound;
    }
    if (name.endsWith("'")) {
      return lookup(name.substring(0, name.length() - 1), env).filter(m -> m instanceof DimName)
          .map(m -> twin((DimName) m));
    }
    return switch (name) {
      case "training" -> Optional.of(new Flag(build.training));
      case "true" -> Optional.of(new Flag(true));
      case "false" -> Optional.of(new Flag(false));
      case "inf" -> Optional.of(Known.of(Double.POSITIVE_INFINITY));
      case "pi" -> Optional.of(Known.of(Math.PI));
      case "fan_in", "fan_out" -> bodies.fan(name);
      default -> Builtins.NAMES.contains(name) || ScalarFunction.named(name).isPresent()
          ? Optional.of(new Builtin(name, Optional.empty()))
          : Optional.empty();
    };
  }

  private static Denotation twin(DimName dim) {
    return new DimName(new TypedAxis(dim.axis().dim().twin(), dim.axis().size()), dim.members());
  }

  public static List<String> candidates(Environment env) {
    List<String> all = new ArrayList<>(env.visible());
    all.addAll(Builtins.NAMES);
    for (ScalarFunction function : ScalarFunction.values()) {
      all.add(function.symbol());
    }
    all.addAll(Library.names());
    return all;
  }

  /** A layer that is written is an instance, named by its site. */
  private Denotation instanceIfLayer(Denotation meaning, Expr site, Environment env) {
    if (!(meaning instanceof Callable c) || c.declaration().kind() != Declaration.Kind.LAYER) {
      return meaning;
    }
    String local = env.site().sites().get(site);
    if (local == null) {
      throw NameMistakes.layerOutsideOfBody(site.span(), c.declaration().name(), env.site().owner());
    }
    String around = env.site().path();
    String path = around.isEmpty() || local.isEmpty() ? around + local : around + "." + local;
    return new Instance(c, path, site.span());
  }

  // Brackets, calls, pipes

  private Denotation bracketed(Expr.Bracketed b, Environment env) {
    if (b.base() instanceof Expr.Name n && env.isWrong(n.name())) {
      throw new AlreadyReported();
    }
    Denotation base = b.base() instanceof Expr.Name n
        ? lookup(n.name(), env).orElseThrow(() -> unknown(n, env))
        : evaluate(b.base(), env);
    Given given = new Given(b.bracket(), env);
    return switch (base) {
      case Callable c -> instanceIfLayer(new Callable(c.declaration(), c.home(), Optional.of(given)), b, env);
      case Builtin f -> builtins.complete(new Builtin(f.name(), Optional.of(given)), b.span(), env);
      case Instance i -> throw Problem.of("NN0241", b.bracket().span(), "this layer instance has its bracket already");
      default -> brackets.evaluate(asTensor(base, b.base().span(), env), b, env);
    };
  }

  private Denotation apply(Expr.Apply a, Environment env) {
    Denotation callee = evaluate(a.callee(), env);
    return call(callee, arguments(a.arguments(), env), a.span(), env);
  }

  /** An argument with its meaning. */
  public record Argument(Optional<String> name, Denotation meaning, Span span) {}

  private List<Argument> arguments(List<Expr.Argument> arguments, Environment env) {
    List<Argument> all = new ArrayList<>();
    for (Expr.Argument argument : arguments) {
      all.add(new Argument(argument.name(), evaluate(argument.value(), env), argument.value().span()));
    }
    return all;
  }

  public Denotation call(Denotation callee, List<Argument> arguments, Span span, Environment env) {
    return switch (callee) {
      case Callable c -> calls.call(c, "", arguments, span, env);
      case Instance i -> calls.call(i.layer(), i.path(), arguments, span, env);
      case Builtin b -> builtins.call(b, arguments, span, env);
      case Chain c -> {
        List<Argument> flowing = arguments;
        Denotation result = null;
        for (int i = 0; i < c.links().size(); i++) {
          result = call(c.links().get(i), flowing, c.sources().get(i).span(), env);
          flowing = List.of(new Argument(Optional.empty(), result, c.sources().get(i).span()));
        }
        yield result;
      }
      default -> throw PlaceMistakes.notCallable(span, describe(callee));
    };
  }

  private Denotation pipe(Expr.Pipe p, Environment env) {
    Denotation value = evaluate(p.value(), env);
    if (isCallable(value)) {
      return chain(value, p, env);
    }
    Argument first = new Argument(Optional.empty(), value, p.value().span());
    return switch (p.target()) {
      case Expr.Apply a -> {
        List<Argument> all = new ArrayList<>(List.of(first));
        Denotation callee = evaluate(a.callee(), env);
        all.addAll(arguments(a.arguments(), env));
        yield call(callee, all, a.span(), env);
      }
      case Expr.Repeat r -> recurrences.repeat(first, r, env);
      default -> call(evaluate(p.target(), env), List.of(first), p.target().span(), env);
    };
  }

  private Denotation chain(Denotation first, Expr.Pipe p, Environment env) {
    List<Denotation> links = new ArrayList<>();
    List<Expr> sources = new ArrayList<>();
    if (first instanceof Chain c) {
      links.addAll(c.links());
      sources.addAll(c.sources());
    } else {
      links.add(first);
      sources.add(p.value());
    }
    links.add(evaluate(p.target(), env));
    sources.add(p.target());
    return new Chain(List.copyOf(links), List.copyOf(sources));
  }

  static boolean isCallable(Denotation meaning) {
    return meaning instanceof Callable || meaning instanceof Builtin || meaning instanceof Instance
        || meaning instanceof Chain;
  }

  // Members, records, choices

  private Denotation member(Expr.Member m, Environment env) {
    Optional<Tensor> stored = new StoredPaths(this).stored(m, env);
    if (stored.isPresent()) {
      return stored.get();
    }
    if (m.base() instanceof Expr.Name n && lookup(n.name(), env).orElse(null) instanceof Callable c
        && c.declaration().kind() == Declaration.Kind.MODEL) {
      return calls.parameter(build.program.modelPath(c.declaration()), c.declaration().name(), m, env);
    }
    Denotation base = evaluate(m.base(), env);
    return switch (base) {
      case Fields f when f.fields().containsKey(m.name()) -> f.fields().get(m.name());
      case Fields f -> throw NameMistakes.unknownMember(m, f.fields().keySet());
      case Instance i -> calls.parameter(i.path(), i.layer().declaration().name(), m, env);
      default -> brackets.member(asTensor(base, m.base().span(), env), m, env);
    };
  }

  private Denotation fields(Expr.Record r, Environment env) {
    Map<String, Denotation> fields = new LinkedHashMap<>();
    for (Expr.Argument field : r.fields()) {
      String name = field.name().orElseThrow();
      if (fields.put(name, evaluate(field.value(), env)) != null) {
        throw Problem.of("NN0202", field.span(), "`" + name + "` stands twice here");
      }
    }
    return new Fields(fields);
  }

  private Denotation choose(Expr.If choice, Environment env) {
    boolean holds = flag(choice.condition(), env);
    if (!holds && choice.otherwise().isEmpty()) {
      throw Problem.of("NN0243", choice.span(), "an `if` whose value is used needs an `else`");
    }
    return bodies.block(holds ? choice.then() : choice.otherwise().get(), env.block());
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
    Denotation meaning = arithmetic.asSize(expr, env);
    if (meaning instanceof Known k && k.size().isPresent()) {
      return k.size().get();
    }
    throw Problem.of("NN0215", expr.span(), "a size must be a whole number that is known here");
  }

  Denotation block(adjoint.compiler.ast.Block block, Environment env) {
    return bodies.block(block, env);
  }

  public Statements bodies() {
    return bodies;
  }

  public Calls calls() {
    return calls;
  }

  public static String describe(Denotation meaning) {
    return switch (meaning) {
      case Tensor t -> "a value of type " + t.type();
      case Known k -> "a number";
      case Scheduled s -> "a number";
      case Flag f -> "true or false";
      case Denotation.Text t -> "a text";
      case DimName d -> "dim " + d.axis();
      case Denotation.Row r -> "a row of dims";
      case Step s -> "an index of " + s.axis();
      case Callable c -> c.declaration().kind().keyword() + " " + c.declaration().name();
      case Builtin b -> "function " + b.name();
      case Instance i -> "an instance of " + i.layer().declaration().name();
      case Fields f -> "several results";
      case Chain c -> "a chain of layers";
    };
  }
}
