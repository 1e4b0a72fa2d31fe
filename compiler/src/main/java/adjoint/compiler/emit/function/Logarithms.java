package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.FMAX;
import static adjoint.compiler.emit.word.Operator.Plain.IMAX;
import static adjoint.compiler.emit.word.Operator.Plain.ISHL;
import static adjoint.compiler.emit.word.Operator.Plain.ISHR;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/**
 * log and log1p. `x = 2ᵉ·m` with m from √½ to √2, and with `f = m - 1`, `log m = f - f²/2 + f³·Q(f)`.
 *
 * <p>Numerics: log and log1p within 2 ulp, log1pexp within 3, denormals included.
 */
final class Logarithms {

  static final float LN2 = 0x1.62e4p-1f;
  static final float LN2_REST = 0x1.7f7d1cp-20f;
  private static final int HALF_ROOT = Float.floatToRawIntBits(0.70710677f);

  /** e as an integer, and m. */
  record Split(Word exponent, Word mantissa) {}

  private Logarithms() {}

  /** Of a positive finite number. */
  static Split split(Words w, Word x) {
    Word denormal = w.less(x, w.number(Float.MIN_NORMAL));
    Word bits = w.bits(w.choose(denormal, w.mul(x, w.number(0x1p23f)), x));
    Word e = w.shift(ISHR, w.isub(bits, w.integer(HALF_ROOT)), 23);
    Word mantissa = w.fromBits(w.isub(bits, w.shift(ISHL, e, 23)));
    return new Split(w.iadd(e, w.choose(denormal, w.integer(-23), w.integer(0))), mantissa);
  }

  static Word log(Words w, Word x) {
    Split s = split(w, x);
    Word sum = sum(w, w.sub(s.mantissa(), w.number(1)), s.exponent());
    return limits(w, x, sum);
  }

  private static Word sum(Words w, Word f, Word exponent) {
    Word q = Polynomial.of(w, f, 0.333333135f, -0.250000089f, 0.200021192f, -0.166679963f, 0.142195493f, -0.124055892f,
        0.118881799f, -0.116756603f, 0.0674661249f);
    Word square = w.mul(f, f);
    Word rest = w.fma(w.mul(f, square), q, w.mul(square, w.number(-0.5f)));
    Word e = w.toFloat(exponent);
    return w.fma(e, w.number(LN2), w.add(f, w.fma(e, w.number(LN2_REST), rest)));
  }

  /** The logarithm of `x` where `inside` is it for positive finite x. */
  private static Word limits(Words w, Word x, Word inside) {
    Word zero = w.number(0);
    Word outside = w.choose(w.equal(x, zero), w.number(Float.NEGATIVE_INFINITY), w.number(Float.NaN));
    Word large = w.choose(w.less(x, w.number(Float.POSITIVE_INFINITY)), inside, x);
    return w.choose(w.less(zero, x), large, outside);
  }

  /** log(1 + eˣ) = max(x, 0) + log(1 + e^-|x|): the exponential is never above 1. */
  static Word log1pexp(Words w, Word x) {
    Word small = log1p(w, Exponentials.exp(w, w.neg(w.abs(x))));
    return w.add(w.of(FMAX, x, w.number(0)), small);
  }

  /** log(1 + x): what rounding takes from `1 + x` comes back, at the mantissa's scale. */
  static Word log1p(Words w, Word x) {
    Word one = w.number(1);
    Word u = w.add(x, one);
    Word whole = w.sub(u, one);
    Word lost = w.add(w.sub(one, w.sub(u, whole)), w.sub(x, whole));
    Split s = split(w, u);
    Word scale = Exponentials.power2(w, w.of(IMAX, w.isub(w.integer(0), s.exponent()), w.integer(-126)));
    Word f = w.fma(lost, scale, w.sub(s.mantissa(), one));
    return Rounding.orZero(w, x, limits(w, u, sum(w, f, s.exponent())));
  }
}
