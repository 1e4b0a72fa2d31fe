package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An expression as written: no name is resolved, nothing is typed. */
public sealed interface Expr {

  Span span();

  /** The expressions that it is made of, in the order of the text; not those in its brackets and blocks. */
  default List<Expr> operands() {
    return switch (this) {
      case Number n -> List.of();
      case Text t -> List.of();
      case Name n -> List.of();
      case Bracketed b -> List.of(b.base());
      case Apply a -> Stream.concat(Stream.of(a.callee()), a.arguments().stream().map(Argument::value)).toList();
      case Member m -> List.of(m.base());
      case Unary u -> List.of(u.operand());
      case Binary b -> List.of(b.left(), b.right());
      case Pipe p -> List.of(p.value(), p.target());
      case Repeat r -> List.of();
      case RepeatEach r -> List.of(r.entries());
      case Entries e -> e.values();
      case If i -> List.of(i.condition());
      case Scan s -> Stream.concat(s.reverse().stream(), s.carries().stream().map(Carry::initial)).toList();
      case Record r -> r.fields().stream().map(Argument::value).toList();
      case Wrong w -> List.of();
    };
  }

  /** Its blocks of statements, in the order of the text. */
  default List<Block> blocks() {
    return switch (this) {
      case Repeat r -> List.of(r.body());
      case RepeatEach r -> List.of(r.body());
      case If i -> Stream.concat(Stream.of(i.then()), i.otherwise().stream()).toList();
      case Scan s -> List.of(s.body());
      case Number _,Text _,Name _,Bracketed _,Apply _,Member _,Unary _,Binary _,Pipe _,Record _,Entries _,Wrong _ ->
        List.of();
    };
  }

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

  /** `value |> target`: the target is a callable expression, an {@link Apply} that gets the value in front, a {@link Repeat} or a {@link RepeatEach}. */
  record Pipe(Expr value, Expr target, Span span) implements Expr {}

  /** `repeat 6 { Block[Model] }`, only right of `|>`. */
  record Repeat(Expr count, Block body, Span span) implements Expr {}

  /** `repeat width in {64, 32} { Linear[width] |> relu }`, only right of `|>`: the body once for each entry of a list. */
  record RepeatEach(String name, Span nameSpan, Expr entries, Block body, Span span) implements Expr {}

  /** `{64, 32}`: a list, which only settings, constants and `repeat` take. */
  record Entries(List<Expr> values, Span span) implements Expr {}

  /** `if training { … } else { … }`; the condition is known to the compiler. */
  record If(Expr condition, Block then, Optional<Block> otherwise, Span span) implements Expr {}

  /** `scan t in reverse T, h = zeros[.., Hidden], c = h { … }`; `in reverse(backward) T` where that holds. */
  record Scan(String step, Optional<Expr> reverse, Expr dim, List<Carry> carries, Block body,
      Span span) implements Expr {}

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
