package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Dims of parameters that are written with their sizes, `x: [.., C = G * Q]`. A use has C from its argument, and from it the
 * one variable in the size that nothing else gives; in a body that is checked on its own the size is the product itself.
 */
public final class SizedParameters {

  private final Evaluator evaluator;
  private final Declaration.Callable declaration;
  private final Binding binding;
  private final Environment body;

  /**
   * @param body the environment of the body, which knows what is bound so far
   */
  public SizedParameters(Evaluator evaluator, Declaration.Callable declaration, Binding binding, Environment body) {
    this.evaluator = evaluator;
    this.declaration = declaration;
    this.binding = binding;
    this.body = body;
  }

  private List<Bracket.Item.Setting> sized() {
    return declaration.parameters().stream().flatMap(p -> axes(p.type()).stream())
        .flatMap(bracket -> bracket.items().stream())
        .filter(Bracket.Item.Setting.class::isInstance).map(Bracket.Item.Setting.class::cast).toList();
  }

  private static Optional<Bracket> axes(TypeExpr type) {
    return switch (type) {
      case TypeExpr.Tensor t -> Optional.of(t.axes());
      case TypeExpr.Of o -> o.axes();
      case TypeExpr.Record _ -> Optional.empty();
    };
  }

  /** For the check of a body on its own: gives the dims their sizes. */
  public void bindRigid() {
    for (Bracket.Item.Setting item : sized()) {
      variables(item.value()).filter(name -> !binding.isBound(name) && isUnknown(name))
          .forEach(name -> binding.bind(name, Header.rigid(name)));
      binding.enter(body, declaration.nameSpan());
      if (!binding.isBound(item.name()) && isUnknown(item.name())) {
        binding.bind(item.name(), new TypedAxis(Dim.declared(item.name()), evaluator.size(item.value(), body)));
      }
    }
  }

  /** Finds the variables that only sizes give, once the arguments have bound theirs. */
  void derive(Span span) {
    binding.enter(body, span);
    for (Bracket.Item.Setting item : sized()) {
      List<String> open = variables(item.value()).filter(name -> !binding.isBound(name) && isUnknown(name)).toList();
      if (open.size() == 1) {
        binding.derive(open.getFirst(), derived(item, open.getFirst(), span));
        binding.enter(body, span);
      }
    }
  }

  /** The size of a variable such as Q in `C = G * Q`, from that of C. */
  private Size derived(Bracket.Item.Setting item, String variable, Span span) {
    Size unknown = Size.open(variable);
    Environment open = body.block();
    open.bind(variable, new DimName(new TypedAxis(Dim.declared(variable), unknown), List.of()), span);
    Size whole = binding.size(item.name());
    return evaluator.size(item.value(), open).dividedBy(unknown).flatMap(whole::dividedBy)
        .orElseThrow(() -> CallMistakes.underivable(span, declaration, item, variable, whole));
  }

  /** Holds the sizes of the arguments against those that are written. */
  void require(Span span) {
    for (Bracket.Item.Setting item : sized()) {
      Size wanted = evaluator.size(item.value(), body);
      Size actual = binding.size(item.name());
      if (!wanted.equals(actual)) {
        throw CallMistakes.parameterSize(span, declaration, item, wanted, actual);
      }
    }
  }

  private boolean isUnknown(String name) {
    return !(body.find(name).orElse(null) instanceof Denotation.Static);
  }

  private static Stream<String> variables(Expr expr) {
    Set<String> names = new LinkedHashSet<>();
    collect(expr, names);
    return names.stream();
  }

  private static void collect(Expr expr, Set<String> names) {
    if (expr instanceof Expr.Name n && n.upper()) {
      names.add(n.name());
    }
    expr.operands().forEach(operand -> collect(operand, names));
  }
}
