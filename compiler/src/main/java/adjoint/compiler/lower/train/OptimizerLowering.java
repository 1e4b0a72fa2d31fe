package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Copies;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * An update rule, applied to a group of parameters: of each `w`, its gradient `g`, the number of the step and the rule's own
 * states. What `repeat` stacks is updated as a whole where each element is for itself, else copy by copy.
 */
public final class OptimizerLowering {

  private final Evaluator evaluator;
  private final Callable rule;
  private final RuleHeader takes;
  private final List<GradientCalls> parts;

  /**
   * @param rule with the bracket that `using` gives it
   */
  OptimizerLowering(Evaluator evaluator, Callable rule) {
    this.evaluator = evaluator;
    this.rule = rule;
    this.takes = RuleHeader.of(rule.declaration());
    this.parts = GradientCalls.of(rule.declaration());
  }

  /**
   * A parameter to be updated.
   *
   * @param off settings that are 0 for it, whatever the rule is given
   */
  record Subject(ProgramScope.Stored parameter, Value value, Value gradient, Set<String> off) {}

  /** What a rule may ask of its group. */
  interface Group {

    /** The norm of all gradients of the group together, from these. */
    Value norm(List<Value> gradients);

    /** The gradients of the line's loss where the parameters of the group are something else. */
    Map<ProgramScope.Stored, Value> gradients(Map<ProgramScope.Stored, Value> places, Span call);
  }

  /** On its own, a rule is given any numbers. */
  private record AnyGroup(GraphBuilder graph) implements Group {

    @Override
    public Value norm(List<Value> gradients) {
      return graph.input(Input.Role.DATA, "norm", Element.REAL, List.of());
    }

    @Override
    public Map<ProgramScope.Stored, Value> gradients(Map<ProgramScope.Stored, Value> places, Span call) {
      Map<ProgramScope.Stored, Value> any = new LinkedHashMap<>();
      places.forEach((parameter, place) -> any.put(parameter,
          graph.input(Input.Role.DATA, "elsewhere", Element.REAL, place.axes())));
      return any;
    }
  }

  /** Checks a rule on its own: on a parameter of some shape, or on matrices that are wide and tall. */
  public static void check(Callable rule, ProgramScope program) {
    if (RuleHeader.of(rule.declaration()).map().isEmpty()) {
      tried(rule, program, Type.Tensor.real(List.of(new TypedAxis(Dim.declared("W"), Size.open("W")))));
    } else {
      TypedAxis two = new TypedAxis(Dim.declared("Two"), Size.of(2));
      TypedAxis three = new TypedAxis(Dim.declared("Three"), Size.of(3));
      tried(rule, program, new Type.Tensor(new Type.Kind.Real(), List.of(two, three), Optional.of(1)));
      tried(rule, program, new Type.Tensor(new Type.Kind.Real(), List.of(three, two), Optional.of(1)));
    }
  }

  /** What a rule makes of a parameter of a type. */
  private static Build tried(Callable rule, ProgramScope program, Type.Tensor type) {
    Build build = new Build(program.apart(), true, true);
    Span span = rule.declaration().nameSpan();
    ProgramScope.Stored parameter = new ProgramScope.Stored("w", Layout.Kind.PARAMETER, type, List.of(),
        new ProgramScope.Initial(new Expr.Number(0, false, span), rule.home(), span));
    Value w = build.graph.input(Input.Role.PARAMETER, "w", Element.REAL, type.graphAxes());
    Value g = build.graph.input(Input.Role.DATA, "g", Element.REAL, type.graphAxes());
    new OptimizerLowering(new Evaluator(build), rule).update(List.of(new Subject(parameter, w, g, Set.of())),
        new AnyGroup(build.graph), span, (_, _) -> {});
    return build;
  }

  /** Whether it can update a parameter. */
  boolean takes(ProgramScope.Stored parameter) {
    return takes.takes(parameter);
  }

  String name() {
    return rule.declaration().name();
  }

  /**
   * Updates a group's parameters.
   *
   * @param next is given each with its next value
   */
  void update(List<Subject> subjects, Group group, Span span, BiConsumer<Subject, Value> next) {
    Optional<Value> norm = rule.declaration().body().span().text().contains("gradient_norm")
        ? Optional.of(group.norm(subjects.stream().map(Subject::gradient).toList()))
        : Optional.empty();
    if (parts.size() == 1) {
      subjects.forEach(subject -> next.accept(subject, alone(subject, norm, span)));
      return;
    }
    Map<Subject, RuleApplication> all = new LinkedHashMap<>();
    subjects.forEach(subject -> all.put(subject, whole(subject, norm, span)));
    for (GradientCalls part : parts) {
      for (Expr.Apply call : part.calls()) {
        Map<ProgramScope.Stored, Value> places = new LinkedHashMap<>();
        all.forEach((subject, application) -> places.put(subject.parameter(), application.elsewhere(call)));
        Map<ProgramScope.Stored, Value> gradients = group.gradients(places, call.span());
        all.forEach((subject, application) -> application.know(call, gradients.get(subject.parameter())));
      }
      all.values().forEach(application -> application.run(part));
    }
    all.forEach((subject, application) -> next.accept(subject, application.end()));
  }

  private Value alone(Subject subject, Optional<Value> norm, Span span) {
    ProgramScope.Stored parameter = subject.parameter();
    boolean copies = !parameter.repeats().isEmpty() && !eachElementAlone();
    return new Copies(evaluator.build).each(parameter.path(), copies ? parameter.repeats() : List.of(), () -> {
      RuleApplication application = begun(subject, copies, norm, span);
      application.run(parts.getFirst());
      return application.end();
    });
  }

  private RuleApplication whole(Subject subject, Optional<Value> norm, Span span) {
    if (!subject.parameter().repeats().isEmpty() && !eachElementAlone()) {
      throw Mistake.of(CompilerProblem.GRADIENT_ELSEWHERE, span,
          rule.declaration().name() + " takes a gradient elsewhere and sees a parameter as a whole; that can't be for "
              + subject.parameter().path() + ", which has copies of its own in each round of a `repeat`");
    }
    return begun(subject, false, norm, span);
  }

  private RuleApplication begun(Subject subject, boolean copy, Optional<Value> norm, Span span) {
    ProgramScope.Stored parameter = subject.parameter();
    RuleApplication application =
        new RuleApplication(evaluator, rule, takes, parameter, copy, subject.off(), span);
    application.begin(evaluator.build.copyOf(subject.value(), parameter, Origin.NONE),
        evaluator.build.copyOf(subject.gradient(), parameter, Origin.NONE), norm, span);
    return application;
  }

  /** Whether an element's update depends on nothing but its own gradient and states. */
  private boolean eachElementAlone() {
    if (takes.map().isPresent()) {
      return false;
    }
    boolean typed = rule.declaration().body().statements().stream()
        .anyMatch(s -> s instanceof Statement.Declare d && d.type().isPresent());
    GraphBuilder made = tried(rule, evaluator.build.program,
        Type.Tensor.real(List.of(new TypedAxis(Dim.declared("W"), Size.open("W"))))).graph;
    return !typed && made.definitions().stream()
        .allMatch(d -> d.operation() instanceof Comprehension c && c.over().isEmpty());
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
    if (evaluator.build.program.wrong.contains(((Callable) meaning).declaration())) {
      throw new AlreadyReported();
    }
    return new OptimizerLowering(evaluator, (Callable) meaning);
  }
}
