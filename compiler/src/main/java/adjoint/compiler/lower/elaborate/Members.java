package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.problem.WeightMistakes;
import adjoint.compiler.lower.scope.BodyScope;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Instance;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Denotation.Weights;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands behind a dot: a stored tensor, one of several results, a member of a dim. */
final class Members {

  private final Evaluator evaluator;
  private final Build build;

  Members(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.build = evaluator.build;
  }

  Denotation member(Expr.Member m, Environment env) {
    root(m, env).ifPresent(model -> evaluator.weights.stored.know(model, m.span(), env));
    Optional<String> whole = path(m, env).filter(path -> build.declared().containsKey(path));
    if (whole.isPresent()) {
      return stored(whole.get(), m);
    }
    Optional<Weights> part = path(m, env).flatMap(path -> evaluator.weights.stored.part(path, m));
    if (part.isPresent()) {
      return part.get();
    }
    NameMistakes.prefix(m).filter(n -> isUnknown(n, env)).ifPresent(prefix -> {
      throw NameMistakes.unknownPrefix(prefix, m, evaluator.names.find(m.name(), env).isPresent());
    });
    Denotation base = evaluator.evaluate(m.base(), env);
    if (base instanceof Instance i) {
      return parameter(i.path(), i.layer().declaration().name(), m);
    }
    if (WeightValues.are(base)) {
      Weights w = evaluator.weights.of(base, m.base().span(), env);
      return evaluator.weights.member(w, m.name(), m.span()).orElseThrow(
          () -> WeightMistakes.unknown(m, w.name(), w.parameters().keySet()));
    }
    return base instanceof Fields f
        ? Optional.ofNullable(f.fields().get(m.name()))
            .orElseThrow(() -> NameMistakes.unknownMember(m, f.fields().keySet()))
        : evaluator.brackets.member(evaluator.tensors.of(base, m.base().span(), env), m, env);
  }

  /** Whether nothing is called so, and nothing was said of it. */
  private boolean isUnknown(Expr.Name name, Environment env) {
    return !env.isWrong(name.name()) && !build.program.unknown.contains(name)
        && evaluator.names.find(name.name(), env).isEmpty();
  }

  /** `Box(cx = a, cy = b, w = c, h = d)`: a value with the dim, from one value for each of its members. */
  Tensor made(DimName dim, List<Evaluator.Argument> arguments, Span span, Environment env) {
    Map<String, Tensor> given = new LinkedHashMap<>();
    for (Evaluator.Argument argument : arguments) {
      String name = argument.name().filter(dim.members()::contains)
          .orElseThrow(() -> NameMistakes.notAMember(argument.span(), dim.axis(), dim.members(), argument.name()));
      if (given.put(name, evaluator.tensors.of(argument.meaning(), argument.span(), env)) != null) {
        throw Mistake.of(CompilerProblem.DUPLICATE_NAME, argument.span(), "`" + name + "` stands twice here");
      }
    }
    dim.members().stream().filter(name -> !given.containsKey(name)).findFirst().ifPresent(name -> {
      throw NameMistakes.memberLacks(span, dim.axis(), dim.members(), name);
    });
    List<Tensor> parts = dim.members().stream().map(given::get).toList();
    List<TypedAxis> out = new ArrayList<>(evaluator.tensors.align(parts, dim.axis().toString(), span));
    out.add(dim.axis());
    TypedAxis.repeated(out).ifPresent(axis -> {
      throw DimMistakes.twice(span, axis.dim());
    });
    return JoiningFunctions.stack(evaluator.tensors, parts, out, new Type.Kind.Real(), env.origin(span));
  }

  private Optional<Declaration.Callable> model(Expr.Name name, Environment env) {
    return root(name, env).map(Callable::declaration);
  }

  /** The model that a path begins with. */
  private Optional<Callable> root(Expr expr, Environment env) {
    if (expr instanceof Expr.Member m) {
      return root(m.base(), env);
    }
    return expr instanceof Expr.Name n
        ? evaluator.names.find(n.name(), env).filter(d -> d instanceof Callable).map(d -> (Callable) d)
            .filter(c -> c.declaration().kind() == Declaration.Kind.MODEL)
        : Optional.empty();
  }

  /** `Digits.linear1.weight`: the whole path of what a model or an instance stores. */
  private Optional<String> path(Expr expr, Environment env) {
    return switch (expr) {
      case Expr.Member m -> path(m.base(), env).map(base -> BodyScope.path(base, m.name()));
      case Expr.Name n -> model(n, env).map(build.program::modelPath).or(() -> evaluator.names.find(n.name(), env)
          .filter(d -> d instanceof Instance).map(d -> ((Instance) d).path()));
      case Expr.Number _,Expr.Text _,Expr.Bracketed _,Expr.Apply _,Expr.Unary _,Expr.Binary _,Expr.Pipe _ ->
        Optional.empty();
      case Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _,Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ ->
        Optional.empty();
    };
  }

  /** `embed.weight`: a stored tensor of an instance. */
  private Tensor parameter(String path, String owner, Expr.Member m) {
    String whole = BodyScope.path(path, m.name());
    if (!build.declared().containsKey(whole)) {
      throw NameMistakes.unknownParameter(m, owner, build.declared().keySet());
    }
    return stored(whole, m);
  }

  private Tensor stored(String path, Expr.Member m) {
    return evaluator.stored.read(build.program.stored().get(path), m.span());
  }
}
