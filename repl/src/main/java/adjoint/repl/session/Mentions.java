package adjoint.repl.session;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import java.util.regex.Pattern;

/** What a statement speaks of. */
final class Mentions {

  private static final Pattern GRAD = Pattern.compile("\\bgrad\\b");

  private Mentions() {}

  /** Whether it takes a derivative, which must reach what its operands were computed from. */
  static boolean grad(Statement statement) {
    return GRAD.matcher(statement.span().text()).find();
  }

  /** Whether a name stands in an expression. */
  static boolean name(String name, Expr expr) {
    return Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?!\\w)").matcher(expr.span().text()).find();
  }
}
