package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * What stands between `[` and `]`. All brackets share one grammar; what an item means is decided by the checker, from
 * what the bracket hangs on.
 *
 * @param items in order; those right of an arrow come after it
 * @param arrow how many items stand left of `->`, where there is one
 * @param otherwise what follows a trailing `else`: the value outside of the tensor
 */
public record Bracket(List<Item> items, Optional<Integer> arrow, Optional<Expr> otherwise, Span span) {

  /** A dim right of `as`; `Key = Model // Head` makes one of this size. */
  public record Target(Expr.Name name, Optional<Expr> size) {}

  public sealed interface Item {

    Span span();

    /** `Pixel`, `512`, `i * stride + k`, `token`. */
    record Plain(Expr value, Span span) implements Item {}

    /** `..` (name empty) or `N..`. */
    record Row(Optional<String> name, Span span) implements Item {}

    /** `stride = 2`, `H = (H - K) // stride + 1`. */
    record Setting(String name, Expr value, Span span) implements Item {}

    /** `T as T'`, `(H, W) as Pixel`, `Model as (Head, Key)`: several names on at most one side; `784 as (Row, Col)`. */
    record As(List<Expr.Name> from, List<Target> to, Span span) implements Item {}

    /** `T: 0`, `Gate: f`, `T: t - 1`. */
    record At(Expr.Name dim, Expr position, Span span) implements Item {}

    /** `T: 1..`, `T: ..n`, `T: a..b`: half-open. */
    record Range(Expr.Name dim, Optional<Expr> from, Optional<Expr> to, Span span) implements Item {}

    /** `Inner: [.., In] -> [.., Out]`: in a header, a layer that a use gives; `= relu` stands for it where none is given. */
    record Layer(Expr.Name name, Bracket takes, Bracket gives, Optional<Expr> initial, Span span) implements Item {}
  }
}
