package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TrainItem;
import adjoint.runtime.recipe.Roles;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells by the text of a `train` block which fields models see, also by way of bindings, and which losses alone see. */
final class FieldRoles {

  private final Set<String> models;
  /** What each binding is computed from. */
  private final Map<String, Expr> bound = new HashMap<>();
  private final Set<String> inputs = new LinkedHashSet<>();
  private final Set<String> mentioned = new LinkedHashSet<>();

  private FieldRoles(Set<String> models) {
    this.models = models;
  }

  static Roles of(File file) {
    Set<String> models = file.declarations().stream()
        .filter(d -> d instanceof Declaration.Callable c && c.kind() == Declaration.Kind.MODEL)
        .map(d -> ((Declaration.Callable) d).name()).collect(Collectors.toSet());
    return file.declarations().stream().filter(d -> d instanceof Declaration.Train).findFirst()
        .map(d -> new FieldRoles(models).roles((Declaration.Train) d)).orElse(Roles.NONE);
  }

  private Roles roles(Declaration.Train train) {
    for (TrainItem item : train.items()) {
      if (item instanceof TrainItem.Bind b) {
        b.bind().names().forEach(name -> bound.put(name.name(), b.bind().value()));
        seen(b.bind().value());
      } else if (item instanceof TrainItem.Minimize m) {
        mention(m.loss(), mentioned);
        seen(m.loss());
      }
    }
    List<String> fields = train.items().stream().filter(i -> i instanceof TrainItem.Data)
        .flatMap(i -> ((TrainItem.Data) i).fields().stream()).map(TrainItem.DataField::name).toList();
    return new Roles(fields.stream().filter(inputs::contains).toList(),
        fields.stream().filter(f -> mentioned.contains(f) && !inputs.contains(f)).toList());
  }

  /** What models are applied to in an expression. */
  private void seen(Expr expr) {
    if (expr instanceof Expr.Apply a && isModel(a.callee())) {
      a.arguments().forEach(argument -> mention(argument.value(), inputs));
    } else if (expr instanceof Expr.Pipe p && isModel(p.target())) {
      mention(p.value(), inputs);
    }
    expr.operands().forEach(this::seen);
    expr.blocks().forEach(block -> block.statements().forEach(statement -> value(statement).ifPresent(this::seen)));
  }

  private boolean isModel(Expr callee) {
    return switch (callee) {
      case Expr.Name n -> models.contains(n.name());
      case Expr.Apply a -> isModel(a.callee());
      case Expr.Member m -> isModel(m.base());
      case Expr.Number _,Expr.Text _,Expr.Bracketed _,Expr.Unary _,Expr.Binary _,Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _ ->
        false;
      case Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ -> false;
    };
  }

  /** The names in an expression, and in what they are bound to. */
  private void mention(Expr expr, Set<String> names) {
    if (expr instanceof Expr.Name n && names.add(n.name())) {
      Optional.ofNullable(bound.get(n.name())).ifPresent(value -> mention(value, names));
    }
    expr.operands().forEach(operand -> mention(operand, names));
    expr.blocks().forEach(block -> block.statements()
        .forEach(statement -> value(statement).ifPresent(value -> mention(value, names))));
  }

  private static Optional<Expr> value(Statement statement) {
    return switch (statement) {
      case Statement.Bind b -> Optional.of(b.value());
      case Statement.Evaluate e -> Optional.of(e.value());
      case Statement.Update _,Statement.Equation _,Statement.Declare _,Statement.Yield _,Statement.Assert _ ->
        Optional.empty();
      case Statement.LocalDim _ -> Optional.empty();
    };
  }
}
