package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.elaborate.Binding;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.List;
import java.util.Optional;

/**
 * What an update rule takes: every parameter as it is, or, where its header says `(w: [In -> Out])`, linear maps as
 * matrices.
 *
 * @param map the names of a matrix's rows and columns
 */
record RuleHeader(Optional<Sides> map) {

  record Sides(String in, String out) {}

  static RuleHeader of(Declaration.Callable rule) {
    if (rule.parameters().isEmpty() && rule.result().isEmpty() && rule.requires().isEmpty()) {
      return new RuleHeader(Optional.empty());
    }
    Optional<Sides> sides = Optional.of(rule.parameters()).filter(all -> all.size() == 1).map(List::getFirst)
        .filter(p -> p.name().equals("w") && p.initial().isEmpty()).flatMap(p -> sides(p.type()));
    if (sides.isEmpty() || rule.result().isPresent() || !rule.requires().isEmpty()) {
      throw Mistake.of(CompilerProblem.OPTIMIZER_HEADER, rule.nameSpan(),
          "an optimizer's header has settings, and (w: [In -> Out]) where it updates linear maps as matrices: optimizer "
              + rule.name() + "[lr = 0.1](w: [In -> Out])");
    }
    return new RuleHeader(sides);
  }

  private static Optional<Sides> sides(TypeExpr type) {
    if (!(type instanceof TypeExpr.Tensor t) || !t.axes().arrow().equals(Optional.of(1))
        || t.axes().items().size() != 2) {
      return Optional.empty();
    }
    List<String> names = t.axes().items().stream().flatMap(item -> name(item).stream()).distinct().toList();
    return names.size() == 2 ? Optional.of(new Sides(names.getFirst(), names.getLast())) : Optional.empty();
  }

  private static Optional<String> name(Bracket.Item item) {
    return item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && n.upper()
        ? Optional.of(n.name())
        : Optional.empty();
  }

  /** Whether it updates a parameter. */
  boolean takes(ProgramScope.Stored parameter) {
    return map.isEmpty() || parameter.isMap();
  }

  /** The matrix of a map of this type, by the names of the header, which are bound. */
  Optional<MatrixForm> bind(Type.Tensor type, Binding binding) {
    return map.map(sides -> {
      int arrow = type.arrow().orElseThrow();
      TypedAxis in = side(sides.in(), type.axes().subList(0, arrow), binding.scope());
      TypedAxis out = side(sides.out(), type.axes().subList(arrow, type.axes().size()), binding.scope());
      binding.bind(sides.in(), in);
      binding.bind(sides.out(), out);
      return MatrixForm.of(type, in, out);
    });
  }

  /** A dim of the rule's own. */
  private static TypedAxis side(String name, List<TypedAxis> axes, int scope) {
    return new TypedAxis(new Dim(name, scope, name), TypedAxis.count(axes));
  }
}
