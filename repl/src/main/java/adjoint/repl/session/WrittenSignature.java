package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;

/** How functions, layers and models are called, as they were written. */
public final class WrittenSignature {

  private WrittenSignature() {}

  /** `layer Linear[In -> Out](x: [.., In]) -> [.., Out]`. */
  public static String of(Declaration.Callable callable) {
    int start = callable.span().start();
    int end = Math.max(start, callable.body().span().start());
    return callable.span().source().text().substring(start, end).strip().replaceAll("\\s+", " ");
  }
}
