package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Binding;
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
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One application of an update rule, to a parameter or to one of its copies: its names, its states, its statements. */
final class RuleApplication {

  private final Evaluator evaluator;
  private final Callable rule;
  private final ProgramScope.Stored parameter;
  private final List<TypedAxis> repeats;
  private final Environment env;
  private final Optional<MatrixForm> matrix;
  private final Type.Tensor type;
  private final Map<String, Moment> moments = new LinkedHashMap<>();
  private final Map<Expr, Denotation> gradients = new IdentityHashMap<>();

  /** A state, and its value before the update. */
  private record Moment(ProgramScope.Stored stored, Value before) {}

  /**
   * @param copy whether it is for one copy of what `repeat` stacks, in a scan over them
   * @param off settings that are 0 for this parameter, whatever the rule is given
   */
  RuleApplication(Evaluator evaluator, Callable rule, RuleHeader takes, ProgramScope.Stored parameter, boolean copy,
      Set<String> off, Span span) {
    this.evaluator = evaluator;
    this.rule = rule;
    this.parameter = parameter;
    this.repeats = copy ? parameter.repeats() : List.of();
    Declaration.Callable d = rule.declaration();
    Environment home = rule.home();
    Binding binding = new Binding(evaluator.build.program.freshScope(), home, Set.of());
    this.matrix = takes.bind(parameter.type(), binding);
    this.type = matrix.map(MatrixForm::type)
        .orElseGet(() -> Type.Tensor.real(Tensors.primed(copy ? parameter.type().axes() : parameter.axes())));
    this.env = home
        .enter(home.body().calling(d, binding.scope(), parameter.path(), Map.of(), home.body().called(d, span)))
        .making(Optional.of(type));
    bindSettings(new Header(evaluator, d, binding, env), off, span);
  }

  private void bindSettings(Header header, Set<String> off, Span span) {
    header.give(rule.brackets(), Optional.empty());
    header.complete(span);
    header.bindSettings(env);
    for (Bracket.Item item : rule.declaration().header().items()) {
      if (item instanceof Bracket.Item.Setting s && env.find(s.name()).orElse(null) instanceof Known known) {
        known.constant().ifPresent(value -> evaluator.build.settings.constant(s.name(), value));
      }
    }
    off.stream().filter(name -> env.find(name).isPresent()).forEach(name -> env.bind(name, Known.of(0), span));
    env.bind("step", new Scheduled(evaluator.build.line.step()), span);
  }

  /** Binds what the rule begins with. */
  void begin(Value w, Value g, Optional<Value> gradientNorm, Span span) {
    gradientNorm.ifPresent(norm -> env.bind("gradient_norm",
        new Tensor(Type.Tensor.real(List.of()), norm, false, span), span));
    env.bind("g", seen(g, span), span);
    env.carry("w", seen(w, span), span);
    for (Statement statement : rule.declaration().body().statements()) {
      if (statement instanceof Statement.Declare declare) {
        moments.put(declare.name(), moment(declare));
      }
    }
  }

  private Tensor seen(Value own, Span span) {
    Value value = matrix.map(m -> m.matrix(evaluator.build.graph, own)).orElse(own);
    return new Tensor(type, value, false, span);
  }

  private Value own(Tensor seen) {
    return matrix.map(m -> m.map(evaluator.build.graph, seen.value())).orElse(seen.value());
  }

  private Moment moment(Statement.Declare declare) {
    if (declare.storage() != Statement.Storage.STATE) {
      throw Mistake.of(CompilerProblem.OPTIMIZER_STATE, declare.span(),
          "an optimizer has states and no parameters: state " + declare.name() + " = 0");
    }
    requireKnown(declare, declare.initial());
    Type.Tensor own = declare.type().map(written -> evaluator.types.type(written, env))
        .map(read -> constant(read, declare)).orElse(type);
    ProgramScope.Stored stored = evaluator.build.program.store(
        new ProgramScope.Stored(evaluator.build.line.moment(declare.name(), parameter.path()), Layout.Kind.MOMENT, own,
            repeats,
            new ProgramScope.Initial(declare.initial(), env, declare.span())));
    Tensor value = new Tensor(own, evaluator.build.read(stored, env.origin(declare.span())), false, declare.nameSpan());
    env.carry(declare.name(), value, declare.nameSpan());
    return new Moment(stored, value.value());
  }

  /** A state begins before there is a first step. */
  private void requireKnown(Statement.Declare declare, Expr initial) {
    boolean later = initial instanceof Expr.Name n
        && env.find(n.name()).filter(meaning -> meaning instanceof Tensor || meaning instanceof Scheduled).isPresent();
    if (later) {
      String name = ((Expr.Name) initial).name();
      throw Mistake.of(CompilerProblem.OPTIMIZER_STATE, initial.span(),
          "a state begins before training, when there is no `" + name + "`; it can take that in the first step: "
              + declare.name() + " <- where(step == 1, " + name + ", " + declare.name() + ")");
    }
    initial.operands().forEach(operand -> requireKnown(declare, operand));
  }

  private static Type.Tensor constant(Type read, Statement.Declare declare) {
    if (read instanceof Type.Tensor tensor && tensor.axes().stream().allMatch(a -> a.size().isConstant())
        && tensor.kind() instanceof Type.Kind.Real) {
      return tensor;
    }
    throw Mistake.of(CompilerProblem.OPTIMIZER_STATE, declare.span(),
        "a state is a tensor of reals of a fixed size; without a type it has the parameter's: state " + declare.name()
            + " = 0");
  }

  /** Where a call of `g` would have the parameter. */
  Value elsewhere(Expr.Apply call) {
    evaluator.know(gradients);
    Tensor place = evaluator.tensor(call.arguments().getFirst().value(), env);
    return own(evaluator.statements.fitted(place, (Tensor) env.find("g").orElseThrow(), call.span(), env));
  }

  /** What a call of `g` gives. */
  void know(Expr.Apply call, Value gradient) {
    gradients.put(call, seen(gradient, call.span()));
  }

  void run(GradientCalls part) {
    evaluator.know(gradients);
    evaluator.statements.block(part.statements(), env);
  }

  /** Keeps the states; the parameter's next value. */
  Value end() {
    moments.forEach(this::keep);
    return own((Tensor) env.find("w").orElseThrow());
  }

  private void keep(String name, Moment moment) {
    Value last = ((Tensor) env.find(name).orElseThrow()).value();
    if (!last.equals(moment.before())) {
      evaluator.build.write(moment.stored(), last);
    }
  }
}
