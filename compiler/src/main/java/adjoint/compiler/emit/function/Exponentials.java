package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.IMIN;
import static adjoint.compiler.emit.word.Operator.Plain.ISHL;
import static adjoint.compiler.emit.word.Operator.Plain.ISHR;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/**
 * exp, expm1 and what is made of them. With `n` the nearest whole number to `x / ln 2`, `eˣ = 2ⁿ·eᶠ` where
 * `f = x - n·ln 2` is at most 0.35; `eᶠ = 1 + f + f²·P(f)`.
 *
 * <p>Numerics: exp within 1 ulp, expm1 and sigmoid within 2, tanh within 3, also where results are denormal.
 */
final class Exponentials {

  private static final float LOG2_E = 0x1.715476p0f;
  private static final float LN2 = 0x1.62e43p-1f;
  private static final float LN2_REST = -0x1.05c61p-29f;
  /** Added to a number below 2²², it leaves the nearest whole number in the last bits. */
  private static final float MAGIC = 0x1.8p23f;

  /** n as a float and as an integer, and f. */
  private record Reduced(Word whole, Word fraction) {}

  private Exponentials() {}

  private static Reduced reduce(Words w, Word x) {
    Word shifted = w.fma(x, w.number(LOG2_E), w.number(MAGIC));
    Word n = w.sub(shifted, w.number(MAGIC));
    Word whole = w.isub(w.bits(shifted), w.integer(Float.floatToRawIntBits(MAGIC)));
    Word fraction = w.fma(n, w.number(-LN2_REST), w.fma(n, w.number(-LN2), x));
    return new Reduced(whole, fraction);
  }

  /** Into a range of which both ends have results that are the limits; NaN stays. */
  private static Word clamp(Words w, Word x, float least, float most) {
    return atLeast(w, w.choose(w.less(w.number(most), x), w.number(most), x), least);
  }

  private static Word atLeast(Words w, Word x, float least) {
    return w.choose(w.less(x, w.number(least)), w.number(least), x);
  }

  static Word exp(Words w, Word x) {
    return exp(w, clamp(w, x, -104, 89), w.number(0));
  }

  /** `exp(x + rest)` for x from -104 to 89 and a rest far below it. */
  static Word exp(Words w, Word x, Word rest) {
    return scaled(w, reduce(w, x), rest);
  }

  /** `2ⁿ·exp(f + rest)`, in two steps because the result may be denormal. */
  private static Word scaled(Words w, Reduced r, Word rest) {
    Word f = rest.constant().isPresent() ? r.fraction() : w.add(r.fraction(), rest);
    Word half = w.shift(ISHR, r.whole(), 1);
    return w.mul(w.mul(mantissa(w, f), power2(w, half)), power2(w, w.isub(r.whole(), half)));
  }

  /** eᶠ. */
  private static Word mantissa(Words w, Word f) {
    Word p = Polynomial.of(w, f, 0.49999994f, 0.166665196f, 0.0416683927f, 0.00836878084f, 0.00138144649f);
    return w.add(w.fma(w.mul(f, f), p, f), w.number(1));
  }

  /** 2ⁿ for n from -126 to 127. */
  static Word power2(Words w, Word n) {
    return w.fromBits(w.shift(ISHL, w.iadd(n, w.integer(127)), 23));
  }

  /** eˣ - 1 = 2ⁿ·(eᶠ - 1) + (2ⁿ - 1). Above 2¹²⁷ the last doubling comes at the end. */
  static Word expm1(Words w, Word x) {
    Reduced r = reduce(w, clamp(w, x, -30, 89));
    Word q = expm1Fraction(w, r.fraction());
    Word n = w.of(IMIN, r.whole(), w.integer(127));
    Word scale = power2(w, n);
    Word once = w.fma(scale, q, w.sub(scale, w.number(1)));
    return Rounding.orZero(w, x, w.mul(once, power2(w, w.isub(r.whole(), n))));
  }

  /** eᶠ - 1. */
  private static Word expm1Fraction(Words w, Word f) {
    Word p = Polynomial.of(w, f, 0.49999997f, 0.166665435f, 0.0416672006f, 0.00836658012f, 0.00138825073f);
    return w.fma(w.mul(f, f), p, f);
  }

  /** Of |x| by expm1 of a number that isn't positive, so that small numbers keep their bits. */
  static Word tanh(Words w, Word x) {
    Word twice = w.mul(w.abs(x), w.number(-2));
    Reduced r = reduce(w, atLeast(w, twice, -30));
    Word scale = power2(w, r.whole());
    Word t = w.fma(scale, expm1Fraction(w, r.fraction()), w.sub(scale, w.number(1)));
    Word magnitude = w.div(w.neg(t), w.add(t, w.number(2)));
    return Rounding.withSign(w, w.abs(magnitude), x);
  }

  /** 1 / (1 + e⁻ˣ), or eˣ / (1 + eˣ) where x is negative: the exponential never overflows. */
  static Word sigmoid(Words w, Word x) {
    Word down = w.neg(w.abs(x));
    Word e = scaled(w, reduce(w, atLeast(w, down, -104)), w.number(0));
    Word numerator = w.choose(w.less(x, w.number(0)), e, w.number(1));
    return w.div(numerator, w.add(w.number(1), e));
  }
}
