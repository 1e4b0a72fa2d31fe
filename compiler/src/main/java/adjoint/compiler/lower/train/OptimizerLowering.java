package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Binding;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.Header;
import adjoint.compiler.lower.elaborate.Tensors;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An update rule, applied to one parameter: `w`, its gradient `g`, the number of the step and the rule's own states. */
public final class OptimizerLowering {

  private final Evaluator evaluator;
  private final Callable rule;

  /**
   * @param rule with the bracket that `using` gives it
   */
  OptimizerLowering(Evaluator evaluator, Callable rule) {
    this.evaluator = evaluator;
    this.rule = rule;
  }

  /** Checks a rule on its own, on a parameter of some shape. */
  public static void check(Callable rule, ProgramScope program) {
    Evaluator evaluator = new Evaluator(new Build(program.apart(), true, true));
    TypedAxis axis = new TypedAxis(Dim.declared("W"), Size.open("W"));
    Value w = evaluator.build.graph.input(Input.Role.PARAMETER, "w", Element.REAL, List.of(axis.axis()));
    Value g = evaluator.build.graph.input(Input.Role.DATA, "g", Element.REAL, List.of(axis.axis()));
    new OptimizerLowering(evaluator, rule).update("w", List.of(axis), w, g, Set.of(), rule.declaration().nameSpan());
  }

  /**
   * The parameter's next value.
   *
   * @param off settings that are 0 for this parameter, whatever the rule is given
   */
  Value update(String path, List<TypedAxis> axes, Value w, Value g, Set<String> off, Span span) {
    Declaration.Callable d = rule.declaration();
    Binding binding = new Binding(evaluator.build.program.freshScope(), rule.home(), Set.of());
    Environment home = rule.home();
    Environment env = home.enter(home.body().calling(d, binding.scope(), path, Map.of(), home.body().called(d, span)));
    Header header = new Header(evaluator, d, binding, env);
    header.give(rule.bracket(), Optional.empty());
    header.complete(span);
    header.bindSettings(env);
    keepNumbers(env);
    off.stream().filter(name -> env.find(name).isPresent()).forEach(name -> env.bind(name, Known.of(0), span));
    Type.Tensor type = Type.Tensor.real(Tensors.primed(axes));
    env.bind("step", new Scheduled(evaluator.build.line.step()), span);
    env.bind("g", new Tensor(type, g, false, span), span);
    env.carry("w", new Tensor(type, w, false, span), span);
    Map<String, ProgramScope.Stored> moments = new LinkedHashMap<>();
    List<Statement> rest = new ArrayList<>();
    for (Statement statement : d.body().statements()) {
      if (statement instanceof Statement.Declare declare) {
        moments.put(declare.name(), moment(declare, path, type, env));
      } else {
        rest.add(statement);
      }
    }
    evaluator.statements.block(new Block(rest, d.body().span()), env);
    moments.forEach((name, stored) -> keep(name, stored, env));
    return ((Tensor) env.find("w").orElseThrow()).value();
  }

  private void keepNumbers(Environment env) {
    for (Bracket.Item item : rule.declaration().header().items()) {
      if (item instanceof Bracket.Item.Setting s && env.find(s.name()).orElse(null) instanceof Known known) {
        known.constant().ifPresent(value -> evaluator.build.settings.constant(s.name(), value));
      }
    }
  }

  private ProgramScope.Stored moment(Statement.Declare declare, String path, Type.Tensor type, Environment env) {
    if (declare.storage() != Statement.Storage.STATE || declare.type().isPresent()) {
      throw Mistake.of(CompilerProblem.TYPED_OPTIMIZER_STATE, declare.span(),
          "an optimizer has states of the parameter's own shape: state " + declare.name() + " = 0");
    }
    ProgramScope.Stored stored =
        new ProgramScope.Stored(evaluator.build.line.moment(declare.name(), path), Layout.Kind.MOMENT, type, List.of(),
            new ProgramScope.Initial(declare.initial(), env, declare.span()));
    evaluator.build.program.stored().putIfAbsent(stored.path(), stored);
    Tensor value = new Tensor(type, evaluator.build.input(stored), false, declare.nameSpan());
    env.carry(declare.name(), value, declare.nameSpan());
    return stored;
  }

  private void keep(String name, ProgramScope.Stored stored, Environment env) {
    Value last = ((Tensor) env.find(name).orElseThrow()).value();
    if (!last.equals(evaluator.build.input(stored))) {
      evaluator.build.write(stored, last);
    }
  }

  /** The rule that stands behind `using`. */
  static OptimizerLowering of(Evaluator evaluator, Expr using, Environment env) {
    Denotation meaning = evaluator.evaluate(using, env);
    boolean optimizer = meaning instanceof Callable c && c.declaration().kind() == Declaration.Kind.OPTIMIZER;
    if (!optimizer) {
      throw Mistake.of(CompilerProblem.NOT_AN_OPTIMIZER, using.span(),
          "after `using` stands an optimizer, such as Adam[lr = 1e-3], and this is "
              + meaning.described());
    }
    return new OptimizerLowering(evaluator, (Callable) meaning);
  }
}
