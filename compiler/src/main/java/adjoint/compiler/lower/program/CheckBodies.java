package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Binding;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.Header;
import adjoint.compiler.lower.elaborate.TypeReader;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.BodyMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.lower.train.OptimizerLowering;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
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
final class CheckBodies {

  private final ProgramScope program;
  private final Set<Declaration.Callable> checked = Collections.newSetFromMap(new IdentityHashMap<>());

  CheckBodies(ProgramScope program) {
    this.program = program;
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
    boolean right = program.problems.attempt(() -> check(callable, true))
        && program.problems.attempt(() -> check(callable, false));
    if (!right) {
      program.wrong.add(callable.declaration());
    }
  }

  private void check(Callable callable, boolean training) {
    Declaration.Callable d = callable.declaration();
    if (d.kind() == Declaration.Kind.OPTIMIZER) {
      OptimizerLowering.check(callable, program);
      return;
    }
    Evaluator evaluator = new Evaluator(new Build(program.apart(), training, d.kind() != Declaration.Kind.MODEL));
    evaluator.calls.check(callable, (binding, body) -> bindVariables(d, binding, body),
        body -> bindParameters(evaluator, d, body));
  }

  /** Gives every undeclared name in a parameter's type a dim of its own. */
  private static void bindVariables(Declaration.Callable d, Binding binding, Environment body) {
    for (Bracket.Item item : d.header().items()) {
      if (item instanceof Bracket.Item.Layer layer) {
        Set<Expr.Name> dims = new LinkedHashSet<>();
        names(layer.takes(), dims);
        names(layer.gives(), dims);
        dims.forEach(name -> bindVariable(d, name, binding, body));
      }
    }
    for (Declaration.Parameter p : d.parameters()) {
      requireDeclared(d, p);
      names(p.type()).forEach(name -> bindVariable(d, name, binding, body));
      rows(p.type()).stream().filter(row -> !binding.isRowBound(row))
          .forEach(row -> binding.bindRow(row, List.of(new TypedAxis(Dim.declared(row), Size.open(row)))));
      d.result().ifPresent(r -> rows(r).stream().filter(row -> !binding.isRowBound(row))
          .forEach(row -> binding.bindRow(row, List.of(new TypedAxis(Dim.declared(row), Size.open(row))))));
    }
  }

  /** Gives every parameter a value of its declared type. */
  private static void bindParameters(Evaluator evaluator, Declaration.Callable d, Environment body) {
    for (Declaration.Parameter p : d.parameters()) {
      body.bind(p.name(), parameter(evaluator, p, body), p.nameSpan());
    }
  }

  private static void requireDeclared(Declaration.Callable d, Declaration.Parameter p) {
    Set<String> rows = rows(p.type());
    if (d.kind() == Declaration.Kind.MODEL && !rows.isEmpty()) {
      throw BodyMistakes.rowInModel(p.type().span(), rows.iterator().next());
    }
  }

  private static Denotation parameter(Evaluator evaluator, Declaration.Parameter p, Environment body) {
    if (!(evaluator.types.type(p.type(), body) instanceof Type.Tensor type)) {
      throw Mistake.of(CompilerProblem.MULTI_VALUED_PARAMETER, p.span(),
          "a parameter takes one value; give each field a parameter of its own");
    }
    Value value = evaluator.build.graph.input(Input.Role.DATA, p.name(), type.kind().element(), type.graphAxes());
    return new Tensor(type, value, false, p.nameSpan());
  }

  private static void bindVariable(Declaration.Callable d, Expr.Name name, Binding binding,
      Environment body) {
    boolean known = binding.isBound(name.name()) || body.find(name.name()).orElse(null) instanceof DimName;
    if (known || name.name().endsWith("'")) {
      return;
    }
    if (body.isWrong(name.name())) {
      throw new AlreadyReported();
    }
    if (d.kind() == Declaration.Kind.MODEL) {
      throw NameMistakes.unknownDim(name, TypeReader.dims(body));
    }
    binding.bind(name.name(), Header.rigid(name.name()));
  }

  /** The dims that a parameter's type mentions. */
  static Set<Expr.Name> names(TypeExpr type) {
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
