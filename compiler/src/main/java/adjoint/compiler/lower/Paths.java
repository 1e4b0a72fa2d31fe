package adjoint.compiler.lower;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.Meaning.Callable;
import adjoint.compiler.lower.Meaning.Tensor;
import java.util.Optional;

/** What is stored, by the whole path that an expression writes. */
record Paths(Evaluator evaluator) {

  /** `Digits.linear1.weight`: what a model or an instance stores, by its whole path. */
  Optional<Tensor> stored(Expr.Member m, Environment env) {
    return path(m, env).filter(path -> evaluator.elaboration.declared().containsKey(path)).map(path -> {
      Session.Stored stored = evaluator.elaboration.session.stored().get(path);
      return new Tensor(evaluator.elaboration.declared().get(path),
          evaluator.elaboration.read(stored, evaluator.origin(m.span(), env)), false, m.span());
    });
  }

  private Optional<String> path(Expr expr, Environment env) {
    return switch (expr) {
      case Expr.Member m -> path(m.base(), env).map(base -> base.isEmpty() ? m.name() : base + "." + m.name());
      case Expr.Name n -> evaluator.lookup(n.name(), env).flatMap(meaning -> switch (meaning) {
        case Callable c when c.declaration().kind() == Declaration.Kind.MODEL ->
          Optional.of(evaluator.elaboration.session.modelPath(c.declaration()));
        case Meaning.Instance i -> Optional.of(i.path());
        default -> Optional.empty();
      });
      default -> Optional.empty();
    };
  }
}
