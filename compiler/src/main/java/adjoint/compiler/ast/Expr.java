package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** An expression as written: no name is resolved, nothing is typed. */
public sealed interface Expr {

  Span span();

  /** `0.1`, `1e-3`, `80%` (then `percent` is true and `value` is 80). */
  record Number(double value, boolean percent, Span span) implements Expr {}

  /** `"data/digits.csv"`, without its quotes, escapes resolved. */
  record Text(String value, Span span) implements Expr {}

  /** `x`, `Pixel`, `training`, `inf`, `true`; a primed name keeps its primes: `T'`. */
  record Name(String name, Span span) implements Expr {

    /** Upper-case names are dims, layers, models and optimizers; lower-case ones values, functions and settings. */
    public boolean upper() {
      return Character.isUpperCase(name.charAt(0));
    }
  }

  /** `sum[T]`, `x[T: 0]`, `Linear[In -> Out]`, `table[token]`, `x[c, i + k - pad else 0]`. */
  record Bracketed(Expr base, Bracket bracket, Span span) implements Expr {}

  /** `f(a, k = b)`; also `Linear[8](x)`, whose callee is {@link Bracketed}. */
  record Apply(Expr callee, List<Argument> arguments, Span span) implements Expr {}

  /** `z.f`, `out.mu`, `embed.weight`. */
  record Member(Expr base, String name, Span nameSpan, Span span) implements Expr {}

  record Unary(UnaryOperator operator, Expr operand, Span span) implements Expr {}

  record Binary(BinaryOperator operator, Expr left, Expr right, Span operatorSpan, Span span) implements Expr {}

  /** `value |> target`: the target is a callable expression, an {@link Apply} that gets the value in front, or a {@link Repeat}. */
  record Pipe(Expr value, Expr target, Span span) implements Expr {}

  /** `repeat 6 { Block[Model] }`, only right of `|>`. */
  record Repeat(Expr count, Block body, Span span) implements Expr {}

  /** `if training { … } else { … }`; the condition is known to the compiler. */
  record If(Expr condition, Block then, Optional<Block> otherwise, Span span) implements Expr {}

  /** `scan t in reverse T, h = zeros[.., Hidden], c = h { … }`. */
  record Scan(String step, boolean reverse, Expr dim, List<Carry> carries, Block body, Span span) implements Expr {}

  record Carry(String name, Expr initial, Span span) {}

  /** `(mu = …, log_var = …)`. */
  record Record(List<Argument> fields, Span span) implements Expr {}

  /** An argument of a call, or a field of a record; `name` is empty where it's positional. */
  record Argument(Optional<String> name, Expr value, Span span) {}

  /** Stands where text could not be parsed; a message about it has been made, so it is silent from here on. */
  record Wrong(Span span) implements Expr {}

  enum UnaryOperator {
    NEGATE("-"), NOT("not");

    private final String symbol;

    UnaryOperator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  enum BinaryOperator {
    POWER("^"), MATMUL("@"), MULTIPLY("*"), DIVIDE("/"), FLOOR_DIVIDE("//"), MODULO("%"), ADD("+"), SUBTRACT("-"),
    EQUAL("=="), NOT_EQUAL("!="), LESS("<"), LESS_EQUAL("<="), GREATER(">"), GREATER_EQUAL(">="), CLOSE("~="),
    AND("and"), OR("or");

    private final String symbol;

    BinaryOperator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }
}
