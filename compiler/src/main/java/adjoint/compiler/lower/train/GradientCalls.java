package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of an update rule that begins with calls of `g`: gradients where the parameters would be something else. All
 * parameters of a group are there together, so a part is run for each of them before the next one is for any.
 *
 * @param calls those inside of another before it
 */
record GradientCalls(List<Expr.Apply> calls, Block statements) {

  /** The parts of a rule; the first has no calls. */
  static List<GradientCalls> of(Declaration.Callable rule) {
    List<GradientCalls> parts = new ArrayList<>();
    List<Expr.Apply> calls = List.of();
    List<Statement> statements = new ArrayList<>();
    for (Statement statement : rule.body().statements()) {
      List<Expr.Apply> own = values(statement).stream().flatMap(GradientCalls::calls).toList();
      if (!own.isEmpty()) {
        parts.add(new GradientCalls(calls, new Block(List.copyOf(statements), rule.body().span())));
        calls = own;
        statements.clear();
      }
      if (!(statement instanceof Statement.Declare)) {
        statements.add(statement);
      }
    }
    parts.add(new GradientCalls(calls, new Block(List.copyOf(statements), rule.body().span())));
    return List.copyOf(parts);
  }

  private static Stream<Expr.Apply> calls(Expr expr) {
    expr.blocks().stream().flatMap(GradientCalls::inside).findFirst().ifPresent(call -> {
      throw Mistake.of(CompilerProblem.GRADIENT_ELSEWHERE, call.span(),
          "g(…) needs all parameters at once: it stands in a line of the rule itself, outside of blocks");
    });
    Stream<Expr.Apply> inner = expr.operands().stream().flatMap(GradientCalls::calls);
    return isCall(expr) ? Stream.concat(inner, Stream.of((Expr.Apply) expr)) : inner;
  }

  private static Stream<Expr> inside(Block block) {
    return block.statements().stream().flatMap(s -> values(s).stream()).flatMap(GradientCalls::within);
  }

  private static Stream<Expr> within(Expr expr) {
    Stream<Expr> inner = Stream.concat(expr.operands().stream().flatMap(GradientCalls::within),
        expr.blocks().stream().flatMap(GradientCalls::inside));
    return isCall(expr) ? Stream.concat(Stream.of(expr), inner) : inner;
  }

  private static boolean isCall(Expr expr) {
    boolean call = expr instanceof Expr.Apply a && a.callee() instanceof Expr.Name n && n.name().equals("g");
    if (call && ((Expr.Apply) expr).arguments().size() != 1) {
      throw Mistake.of(CompilerProblem.GRADIENT_ELSEWHERE, expr.span(),
          "g(…) takes one value, where the parameter would be: g(w + rho * g / (gradient_norm + 1e-12))");
    }
    return call;
  }

  private static List<Expr> values(Statement statement) {
    return switch (statement) {
      case Statement.Bind b -> List.of(b.value());
      case Statement.Update u -> List.of(u.value());
      case Statement.Equation e -> List.of(e.value());
      case Statement.Declare _,Statement.LocalDim _ -> List.of();
      case Statement.Yield y -> y.values();
      case Statement.Assert a -> List.of(a.condition());
      case Statement.Evaluate e -> List.of(e.value());
    };
  }
}
