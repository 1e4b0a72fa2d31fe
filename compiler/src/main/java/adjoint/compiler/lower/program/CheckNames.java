package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.NameLookup;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.data.ArrayFormats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks up the names of values, functions and layers in every body, whatever else is wrong with it: so an unknown name is
 * told about in the same run as a mistake in the line above. Dims and the indices of equations are left to the evaluator.
 */
final class CheckNames {

  private final ProgramScope program;
  private final Environment file;
  private final Evaluator evaluator;
  private final Deque<Set<String>> scopes = new ArrayDeque<>();

  CheckNames(ProgramScope program, Environment file) {
    this.program = program;
    this.file = file;
    this.evaluator = new Evaluator(new Build(program, false, false));
  }

  void check(File ast) {
    for (Declaration declaration : ast.declarations()) {
      scopes.clear();
      scopes.push(new HashSet<>());
      switch (declaration) {
        case Declaration.Callable c -> callable(c);
        case Declaration.Test t -> block(t.body());
        case Declaration.Train t -> train(t);
        case Declaration.Use u -> {}
        case Declaration.Generate g -> {}
        case Declaration.Dim d -> {}
        case Declaration.Constant c -> {}
      }
    }
  }

  private void callable(Declaration.Callable c) {
    for (Bracket.Item item : c.header().items()) {
      if (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n) {
        bind(n.name());
      } else if (item instanceof Bracket.Item.Setting s) {
        bind(s.name());
      } else if (item instanceof Bracket.Item.Layer l) {
        bind(l.name().name());
      }
    }
    c.parameters().forEach(p -> bind(p.name()));
    if (c.kind() == Declaration.Kind.OPTIMIZER) {
      List.of("w", "g", "gradient_norm", "step").forEach(this::bind);
      c.parameters().forEach(p -> CheckBodies.names(p.type()).forEach(dim -> bind(dim.name())));
    }
    block(c.body());
  }

  private void train(Declaration.Train train) {
    for (TrainItem item : train.items()) {
      switch (item) {
        case TrainItem.Data d -> d.fields().forEach(f -> bind(f.name()));
        case TrainItem.Bind b -> statement(b.bind());
        case TrainItem.Equation e -> statement(e.equation());
        case TrainItem.Minimize m -> {
          expr(m.loss());
          m.rules().forEach(rule -> {
            expr(rule.using());
            settings(rule.using());
          });
        }
        case TrainItem.Update u -> {
          expr(u.target());
          expr(u.value());
        }
        case TrainItem.Metric m -> expr(m.value());
        case TrainItem.Carry c -> bind(c.name());
        case TrainItem.Split s -> {}
        case TrainItem.Batch b -> {}
        case TrainItem.Watch w -> {}
        case TrainItem.Setting s -> {}
      }
    }
  }

  /** The settings of an optimizer, which is applied only where the loss is right. */
  private void settings(Expr using) {
    boolean rule = using instanceof Expr.Bracketed b && b.base() instanceof Expr.Name n
        && evaluator.names.find(n.name(), file).orElse(null) instanceof Denotation.Callable;
    if (!rule) {
      return;
    }
    var bracketed = (Expr.Bracketed) using;
    var declaration =
        ((Denotation.Callable) evaluator.names.find(((Expr.Name) bracketed.base()).name(), file).orElseThrow())
            .declaration();
    Set<String> known = new LinkedHashSet<>();
    declaration.header().items().stream().filter(item -> item instanceof Bracket.Item.Setting)
        .forEach(item -> known.add(((Bracket.Item.Setting) item).name()));
    for (Bracket.Item item : bracketed.bracket().items()) {
      if (item instanceof Bracket.Item.Setting s && !known.contains(s.name())) {
        program.problems.add(CallMistakes.unknownSetting(s, declaration, known).diagnostic());
      }
    }
  }

  private void block(Block block) {
    scopes.push(new HashSet<>());
    block.statements().forEach(this::statement);
    scopes.pop();
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Bind b -> {
        expr(b.value());
        b.names().forEach(n -> bind(n.name()));
      }
      case Statement.Update u -> {
        name(u.target());
        expr(u.value());
      }
      case Statement.Equation e -> bind(e.name().name());
      case Statement.Declare d -> {
        expr(d.initial());
        bind(d.name());
      }
      case Statement.Yield y -> y.values().forEach(this::expr);
      case Statement.LocalDim d -> bind(d.dim().name());
      case Statement.Assert a -> expr(a.condition());
      case Statement.Evaluate e -> expr(e.value());
    }
  }

  private void expr(Expr expr) {
    Optional<Expr.Name> prefix = NameMistakes.prefix(expr).filter(n -> !isKnown(n));
    if (prefix.isPresent()) {
      prefix(prefix.get(), (Expr.Member) expr);
      return;
    }
    expr.operands().forEach(this::expr);
    if (expr instanceof Expr.Name n) {
      name(n);
    } else if (expr instanceof Expr.Bracketed b) {
      b.bracket().items().forEach(this::item);
    } else if (expr instanceof Expr.Scan s) {
      scan(s);
    } else if (expr instanceof Expr.RepeatEach each) {
      scopes.push(new HashSet<>(Set.of(each.name())));
      block(each.body());
      scopes.pop();
    } else {
      expr.blocks().forEach(this::block);
    }
  }

  private void scan(Expr.Scan scan) {
    scopes.push(new HashSet<>());
    bind(scan.step());
    scan.carries().forEach(c -> bind(c.name()));
    block(scan.body());
    scopes.pop();
  }

  /** Settings and gathered indices are values; dims are the evaluator's. */
  private void item(Bracket.Item item) {
    Optional<Expr> value = switch (item) {
      case Bracket.Item.Plain p -> Optional.of(p.value());
      case Bracket.Item.Setting s -> Optional.of(s.value());
      case Bracket.Item.Row _,Bracket.Item.As _,Bracket.Item.At _,Bracket.Item.Range _,Bracket.Item.Layer _ ->
        Optional.empty();
    };
    value.filter(v -> !(v instanceof Expr.Name n && n.upper())).ifPresent(this::expr);
  }

  /** `nn.Linear`: the name in front is one of another language's. */
  private void prefix(Expr.Name prefix, Expr.Member whole) {
    if (program.unknown.add(prefix)) {
      boolean known = evaluator.names.find(whole.name(), file).isPresent();
      program.problems.add(NameMistakes.unknownPrefix(prefix, whole, known).diagnostic());
    }
  }

  private boolean isKnown(Expr.Name name) {
    return scopes.stream().anyMatch(scope -> scope.contains(name.name())) || file.isWrong(name.name())
        || evaluator.names.find(name.name(), file).isPresent() || name.name().startsWith("fan_")
        || name.name().endsWith("'") || ArrayFormats.named(name.name()).isPresent();
  }

  private void name(Expr.Name name) {
    if (!isKnown(name) && program.unknown.add(name)) {
      List<String> candidates = new ArrayList<>(NameLookup.candidates(file));
      scopes.forEach(candidates::addAll);
      program.problems.add(NameMistakes.unknownName(name, candidates).diagnostic());
    }
  }

  private void bind(String name) {
    scopes.peek().add(name);
  }
}
