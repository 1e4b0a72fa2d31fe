package adjoint.compiler.lower;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.check.Dim;
import adjoint.compiler.check.Mistakes;
import adjoint.compiler.check.Silent;
import adjoint.compiler.check.Type;
import adjoint.compiler.check.TypedAxis;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.Meaning.Callable;
import adjoint.compiler.lower.Meaning.DimName;
import adjoint.compiler.lower.Meaning.Tensor;
import adjoint.runtime.tensor.Size;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a body once, under its own names: each variable of its header is a dim of its own and `..` one axis, so that
 * what is right here is right at every use.
 */
final class BodyCheck {

  private final Session session;
  private final Set<Declaration.Callable> checked = Collections.newSetFromMap(new IdentityHashMap<>());

  BodyCheck(Session session) {
    this.session = session;
  }

  /** Checks callables, those that others use first. */
  void check(List<Callable> callables) {
    callables.forEach(c -> check(c, callables));
  }

  private void check(Callable callable, List<Callable> all) {
    if (!checked.add(callable.declaration())) {
      return;
    }
    String text = callable.declaration().body().span().text();
    for (Callable other : all) {
      if (text.contains(other.declaration().name())) {
        check(other, all);
      }
    }
    boolean right = session.problems.attempt(() -> check(callable, true))
        && session.problems.attempt(() -> check(callable, false));
    if (!right) {
      session.wrong.add(callable.declaration());
    }
  }

  private void check(Callable callable, boolean training) {
    Declaration.Callable d = callable.declaration();
    if (d.kind() == Declaration.Kind.OPTIMIZER) {
      OptimizerLowering.check(callable, session);
      return;
    }
    Evaluator evaluator = new Evaluator(new Elaboration(session.apart(), training, d.kind() != Declaration.Kind.MODEL));
    evaluator.calls().check(callable, (binding, body) -> bindParameters(evaluator, d, binding, body));
  }

  /** Gives every parameter a value of its declared type, and every undeclared name in it a dim of its own. */
  private static void bindParameters(Evaluator evaluator, Declaration.Callable d, Binding binding, Environment body) {
    for (Declaration.Parameter p : d.parameters()) {
      names(p.type()).forEach(name -> bindVariable(d, name, binding, body));
      rows(p.type()).stream().filter(row -> !binding.isRowBound(row))
          .forEach(row -> binding.bindRow(row, List.of(new TypedAxis(Dim.declared(row), Size.open(row)))));
      d.result().ifPresent(r -> rows(r).stream().filter(row -> !binding.isRowBound(row))
          .forEach(row -> binding.bindRow(row, List.of(new TypedAxis(Dim.declared(row), Size.open(row))))));
    }
    binding.enter(body, d.nameSpan());
    for (Declaration.Parameter p : d.parameters()) {
      body.bind(p.name(), parameter(evaluator, p, body), p.nameSpan());
    }
  }

  private static Meaning parameter(Evaluator evaluator, Declaration.Parameter p, Environment body) {
    if (!(evaluator.types.type(p.type(), body) instanceof Type.Tensor type)) {
      throw Mistakes.of("NN0250", p.span(), "a parameter takes one value; give each field a parameter of its own");
    }
    Value value = evaluator.elaboration.graph.input(Input.Role.DATA, p.name(), type.kind().element(), type.graphAxes());
    return new Tensor(type, value, false, p.nameSpan());
  }

  private static void bindVariable(Declaration.Callable d, Expr.Name name, Binding binding,
      Environment body) {
    boolean known = binding.isBound(name.name()) || body.find(name.name()).orElse(null) instanceof DimName;
    if (known || name.name().endsWith("'")) {
      return;
    }
    if (body.isWrong(name.name())) {
      throw new Silent();
    }
    if (d.kind() == Declaration.Kind.MODEL) {
      throw Mistakes.unknownDim(name, TypeReader.dims(body));
    }
    binding.bind(name.name(), Header.rigid(name.name()));
  }

  private static Set<Expr.Name> names(TypeExpr type) {
    Set<Expr.Name> all = new LinkedHashSet<>();
    switch (type) {
      case TypeExpr.Tensor t -> names(t.axes(), all);
      case TypeExpr.Of o -> {
        if (o.element().upper()) {
          all.add(o.element());
        }
        o.axes().ifPresent(b -> names(b, all));
      }
      case TypeExpr.Record r -> {}
    }
    return all;
  }

  private static void names(Bracket bracket, Set<Expr.Name> all) {
    for (Bracket.Item item : bracket.items()) {
      if (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && n.upper()) {
        all.add(n);
      }
    }
  }

  private static Set<String> rows(TypeExpr type) {
    Set<String> all = new LinkedHashSet<>();
    Optional<Bracket> bracket = switch (type) {
      case TypeExpr.Tensor t -> Optional.of(t.axes());
      case TypeExpr.Of o -> o.axes();
      case TypeExpr.Record r -> {
        r.fields().forEach(f -> all.addAll(rows(f.type())));
        yield Optional.empty();
      }
    };
    bracket.ifPresent(b -> b.items().stream().filter(i -> i instanceof Bracket.Item.Row)
        .forEach(i -> all.add(TypeReader.rowName((Bracket.Item.Row) i))));
    return all;
  }
}
