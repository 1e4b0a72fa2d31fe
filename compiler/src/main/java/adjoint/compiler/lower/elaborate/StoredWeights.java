package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.WeightMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Applicable;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Instance;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Denotation.Weights;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.runtime.program.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The weights that models, instances and their parts have at a place in a graph. */
final class StoredWeights {

  private final Evaluator evaluator;
  private final Build build;
  /** The models whose stored tensors the graph knows, whether or not it applies them. */
  private final Set<Declaration.Callable> known = Collections.newSetFromMap(new IdentityHashMap<>());

  StoredWeights(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.build = evaluator.build;
  }

  /** What {@link WeightValues#are} says it stands for. */
  Weights of(Denotation meaning, Span span, Environment env) {
    if (meaning instanceof Weights w) {
      return w;
    }
    return meaning instanceof Instance i
        ? stored(i.layer().declaration().name(), Optional.of(i), i.path(), span, env)
        : model((Callable) meaning, span, env);
  }

  private Weights model(Callable c, Span span, Environment env) {
    String name = c.declaration().name();
    boolean owns = build.program.prefixed.isEmpty() || build.program.prefixed.contains(name);
    if (!owns) {
      throw WeightMistakes.none(span, name, true);
    }
    know(c, span, env);
    if (!build.copies().isEmpty()) {
      throw WeightMistakes.insideRepeat(span, name);
    }
    return stored(name, Optional.of(c), build.program.modelPath(c.declaration()), span, env);
  }

  /** Lets the graph know what a model stores, which may not have been applied in it yet. */
  void know(Callable model, Span span, Environment env) {
    if (!known.add(model.declaration())) {
      return;
    }
    Build apart = new Build(build.program, false, false);
    Evaluator header = new Evaluator(apart);
    List<Argument> arguments = new ArrayList<>();
    for (Declaration.Parameter p : model.declaration().parameters()) {
      Type.Tensor type = (Type.Tensor) header.types.type(p.type(), model.home());
      Value value = apart.graph.input(Input.Role.DATA, p.name(), type.kind().element(), type.graphAxes());
      arguments.add(new Argument(new Tensor(type, value, false, p.nameSpan()), p.nameSpan()));
    }
    header.call(model, arguments, span, env);
    apart.declared().forEach((path, type) -> {
      if (!build.declared().containsKey(path)) {
        build.declare(path, type);
      }
    });
  }

  /** The weights of a part that lies at a path; empty where none do. */
  Optional<Weights> part(String path, Expr.Member m) {
    boolean any = build.declared().keySet().stream().anyMatch(p -> p.startsWith(path + "."));
    return any ? Optional.of(read(m.span().text(), Optional.empty(), path, path, m.span())) : Optional.empty();
  }

  private Weights stored(String name, Optional<Applicable> owner, String path, Span span, Environment env) {
    Weights all = read(name, owner, path, env.body().path(), span);
    if (all.parameters().isEmpty()) {
      throw WeightMistakes.none(span, name, build.program.at(path).stream().anyMatch(i -> owner.isPresent()));
    }
    return all;
  }

  /**
   * @param around the path of the body around: a model without a path of its own doesn't have what lies there
   */
  private Weights read(String name, Optional<Applicable> owner, String path, String around, Span span) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    Map<String, Tensor> states = new LinkedHashMap<>();
    for (ProgramScope.Stored s : build.program.stored().values()) {
      boolean inside = path.isEmpty()
          ? around.isEmpty() || !s.path().startsWith(around + ".")
          : s.path().startsWith(path + ".");
      if (inside && s.kind() != Layout.Kind.MOMENT && build.declared().containsKey(s.path())) {
        String within = path.isEmpty() ? s.path() : s.path().substring(path.length() + 1);
        (s.kind() == Layout.Kind.PARAMETER ? parameters : states).put(within, evaluator.stored.read(s, span));
      }
    }
    return new Weights(name, owner, path, parameters, states);
  }
}
