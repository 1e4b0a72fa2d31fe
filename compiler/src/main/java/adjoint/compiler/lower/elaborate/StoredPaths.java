package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import java.util.Optional;

/** What is stored, by the whole path that an expression writes. */
record StoredPaths(Evaluator evaluator) {

  /** `Digits.linear1.weight`: what a model or an instance stores, by its whole path. */
  Optional<Tensor> stored(Expr.Member m, Environment env) {
    return path(m, env).filter(path -> evaluator.build.declared().containsKey(path)).map(path -> {
      ProgramScope.Stored stored = evaluator.build.program.stored().get(path);
      return new Tensor(evaluator.build.declared().get(path),
          evaluator.build.read(stored, evaluator.origin(m.span(), env)), false, m.span());
    });
  }

  private Optional<String> path(Expr expr, Environment env) {
    return switch (expr) {
      case Expr.Member m -> path(m.base(), env).map(base -> base.isEmpty() ? m.name() : base + "." + m.name());
      case Expr.Name n -> evaluator.lookup(n.name(), env).flatMap(meaning -> switch (meaning) {
        case Callable c when c.declaration().kind() == Declaration.Kind.MODEL ->
          Optional.of(evaluator.build.program.modelPath(c.declaration()));
        case Denotation.Instance i -> Optional.of(i.path());
        default -> Optional.empty();
      });
      default -> Optional.empty();
    };
  }
}
