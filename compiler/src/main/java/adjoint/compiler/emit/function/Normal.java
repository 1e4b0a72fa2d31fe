package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.FMIN;
import static adjoint.compiler.emit.word.Operator.Plain.FSQRT;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/**
 * The normal distribution: erf, the density, the distribution function and its inverse.
 *
 * <p>Numerics: erf and the density within 2 ulp, the distribution function within 4, probit within 8.
 *
 * <p>Source of probit: Wichura 1988, algorithm AS 241 (PPND7).
 */
final class Normal {

  private Normal() {}

  /** x times a polynomial of x² near 0, else `1 - exp(q(|x|))`. */
  static Word erf(Words w, Word x) {
    Word a = w.abs(x);
    Word square = w.mul(x, x);
    Word p = Polynomial.of(w, square, 0.128379167f, -0.376126379f, 0.112837881f, -0.0268658195f, 0.00522231124f,
        -0.000850571669f, 0.000114470655f, -1.0261343e-05f);
    Word near = w.fma(x, p, x);
    Word inside = w.choose(w.less(a, w.number(4)), a, w.number(4));
    Word q = Polynomial.of(w, inside, 0.000175874608f, -1.12952077f, -0.633334637f, -0.108293951f, 0.0251286253f,
        -0.0041746432f, 0.000435218913f, -2.11619099e-05f);
    Word far = Rounding.withSign(w, w.sub(w.number(1), Exponentials.exp(w, q)), x);
    Word value = w.choose(w.less(a, w.number(0.92f)), near, far);
    return w.choose(w.isNan(x), x, value);
  }

  /** `1/√(2π)·e^(-x²/2)`. */
  static Word pdf(Words w, Word x) {
    return w.choose(w.isNan(x), x, w.mul(bell(w, magnitude(w, x)), w.number(0.398942280f)));
  }

  /** `Φ(-a)·e^(a²/2)` is `t·P(1 - 4t)` with `t = 1/(a + 2)`; above 0 the rest from 1. */
  static Word cdf(Words w, Word x) {
    Word a = magnitude(w, x);
    Word t = w.div(w.number(1), w.add(a, w.number(2)));
    Word p = Polynomial.of(w, w.fma(t, w.number(-4), w.number(1)), 0.672407985f, -0.331404477f, 0.0287973713f,
        0.0367192813f, -0.000469752937f, -0.00673380587f, -0.00195146352f, 0.00082188641f, 0.000836191699f,
        0.000134627917f, -0.000148820181f, -6.59937214e-05f);
    Word below = w.mul(bell(w, a), w.mul(t, p));
    Word value = w.choose(w.less(w.number(0), x), w.sub(w.number(1), below), below);
    return w.choose(w.isNan(x), x, value);
  }

  /** |x|, and from where on the density is 0, that place. */
  private static Word magnitude(Words w, Word x) {
    Word a = w.abs(x);
    return w.choose(w.less(a, w.number(14.4f)), a, w.number(14.4f));
  }

  /** `e^(-a²/2)`; what the square's rounding takes from it comes into the exponential apart. */
  private static Word bell(Words w, Word a) {
    Word square = w.mul(a, a);
    Word rest = w.fma(a, a, w.neg(square));
    return Exponentials.exp(w, w.mul(square, w.number(-0.5f)), w.mul(rest, w.number(-0.5f)));
  }

  static Word probit(Words w, Word p) {
    Word q = w.sub(p, w.number(0.5f));
    Word value = w.choose(w.atMost(w.abs(q), w.number(0.425f)), central(w, q), tail(w, p, q));
    Word atZero = w.choose(w.equal(p, w.number(0)), w.number(Float.NEGATIVE_INFINITY), value);
    return w.choose(w.equal(p, w.number(1)), w.number(Float.POSITIVE_INFINITY), atZero);
  }

  private static Word central(Words w, Word q) {
    Word r = w.fma(w.neg(q), q, w.number(0.180625f));
    Word numerator = Polynomial.of(w, r, 3.3871327179f, 50.434271938f, 159.29113202f, 59.109374720f);
    Word denominator = Polynomial.of(w, r, 1, 17.895169469f, 78.757757664f, 67.187563600f);
    return w.div(w.mul(q, numerator), denominator);
  }

  private static Word tail(Words w, Word p, Word q) {
    Word outer = w.of(FMIN, p, w.sub(w.number(1), p));
    Word r = w.of(FSQRT, w.neg(Logarithms.log(w, outer)));
    Word near = w.sub(r, w.number(1.6f));
    Word far = w.sub(r, w.number(5));
    Word nearValue = w.div(Polynomial.of(w, near, 1.4234372777f, 2.7568153900f, 1.3067284816f, 0.17023821103f),
        Polynomial.of(w, near, 1, 0.73700164250f, 0.12021132975f));
    Word farValue = w.div(Polynomial.of(w, far, 6.6579051150f, 3.0812263860f, 0.42868294337f, 0.017337203997f),
        Polynomial.of(w, far, 1, 0.24197894225f, 0.012258202635f));
    Word magnitude = w.choose(w.atMost(r, w.number(5)), nearValue, farValue);
    return w.choose(w.less(q, w.number(0)), w.neg(magnitude), magnitude);
  }
}
