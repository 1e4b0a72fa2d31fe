package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.RARE_REMAINDER;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/**
 * Quotients rounded down, and their remainders. A quotient that was rounded up to a whole number is one too large; the
 * sign of `a - ⌊a/b⌋·b`, which a fused multiply-add has right, tells.
 *
 * <p>Numerics: `//` is the floor of the exact quotient where that is below 2²⁴, and rounded above; `%` is the exact
 * remainder rounded once, and 0 with the divisor's sign.
 */
final class Quotients {

  /** From here on not every whole number is a float. */
  private static final float WHOLE = 0x1p24f;

  /** The floor of a quotient, and what it leaves. */
  private record Division(Word quotient, Word floor, Word rest) {}

  private Quotients() {}

  /** `⌊a/b⌋`. */
  static Word floorDiv(Words w, Word a, Word b) {
    return divide(w, a, b).floor();
  }

  /** `a - b·⌊a/b⌋`. */
  static Word remainder(Words w, Word a, Word b) {
    Division d = divide(w, a, b);
    Word rest = w.choose(w.equal(d.rest(), w.number(0)), Rounding.withSign(w, w.number(0), b), d.rest());
    Word usual = w.and(w.less(w.abs(d.quotient()), w.number(WHOLE)),
        w.less(w.abs(b), w.number(Float.POSITIVE_INFINITY)));
    return w.rarely(w.not(usual), w.of(RARE_REMAINDER, a, b), rest);
  }

  private static Division divide(Words w, Word a, Word b) {
    Word zero = w.number(0);
    Word quotient = w.div(a, b);
    Word near = Rounding.floor(w, quotient);
    Word left = w.choose(w.equal(near, zero), a, w.fma(w.neg(near), b, a));
    Word above = w.choose(w.less(b, zero), w.less(zero, left), w.less(left, zero));
    Word floor = w.choose(above, w.sub(near, w.number(1)), near);
    return new Division(quotient, floor, w.choose(above, w.add(left, b), left));
  }
}
