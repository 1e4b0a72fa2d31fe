package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.FNE;
import static adjoint.compiler.emit.word.Operator.Plain.IAND;
import static adjoint.compiler.emit.word.Operator.Plain.IXOR;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/**
 * The general power, `exp(b·log|a|)` with the logarithm and the product in two floats each. With `s = (m-1)/(m+1)`,
 * `log m = 2s + s³·P(s²)`.
 *
 * <p>Numerics: within 4 ulp. Special values are those of IEEE 754: `x^0` and `1^x` are 1 whatever x is, and so is
 * `(-1)^∞`.
 */
final class Powers {

  /** A number as the sum of two floats, the second far below the first. */
  private record Pair(Word high, Word low) {}

  private Powers() {}

  static Word pow(Words w, Word a, Word b) {
    Word magnitude = magnitude(w, w.abs(a), b);
    Word whole = w.equal(Rounding.round(w, b), b);
    Word half = w.mul(b, w.number(0.5f));
    Word odd = w.and(whole, w.of(FNE, Rounding.round(w, half), half));
    Word sign = w.of(IAND, w.bits(a), w.integer(Integer.MIN_VALUE));
    Word signed = w.choose(odd, w.fromBits(w.of(IXOR, w.bits(magnitude), sign)), magnitude);
    Word negative = w.and(w.less(a, w.number(0)), w.less(w.number(Float.NEGATIVE_INFINITY), a));
    Word defined = w.choose(w.and(negative, w.not(whole)), w.number(Float.NaN), signed);
    return w.choose(w.equal(b, w.number(0)), w.number(1), defined);
  }

  private static Word magnitude(Words w, Word x, Word exponent) {
    Pair log = log(w, x);
    Word b = w.choose(w.equal(x, w.number(1)), w.number(0), exponent); // of 1 any power is 1
    Word product = w.mul(b, log.high());
    Word lost = w.add(w.fma(b, log.high(), w.neg(product)), w.mul(b, log.low()));
    Word inside = w.less(w.abs(product), w.number(104));
    Word outside = w.choose(w.less(product, w.number(0)), w.number(0), w.number(Float.POSITIVE_INFINITY));
    Word limit = w.choose(w.isNan(product), product, outside);
    Word most = w.choose(w.less(w.number(89), product), w.number(89), product);
    return w.choose(inside,
        Exponentials.exp(w, w.choose(inside, most, w.number(0)), w.choose(inside, lost, w.number(0))),
        limit);
  }

  /** Of a number that isn't negative; ±∞ at its limits. */
  private static Pair log(Words w, Word x) {
    Logarithms.Split split = Logarithms.split(w, x);
    Word e = w.toFloat(split.exponent());
    Pair mantissa = logMantissa(w, w.sub(split.mantissa(), w.number(1)));
    Word exponent = w.mul(e, w.number(Logarithms.LN2));
    Word high = w.add(exponent, mantissa.high());
    Word lost = w.sub(mantissa.high(), w.sub(high, exponent));
    Word rest = w.add(lost, w.fma(e, w.number(Logarithms.LN2_REST), mantissa.low()));
    Word sum = w.add(high, rest);
    Word low = w.sub(rest, w.sub(sum, high));
    Word infinity = w.number(Float.POSITIVE_INFINITY);
    Word finite = w.less(x, infinity);
    Word positive = w.less(w.number(0), x);
    Word inside = w.and(finite, positive);
    Word limit = w.choose(w.equal(x, w.number(0)), w.number(Float.NEGATIVE_INFINITY), x);
    return new Pair(w.choose(inside, sum, limit), w.choose(inside, low, w.number(0)));
  }

  private static Pair logMantissa(Words w, Word f) {
    Word two = w.number(2);
    Word d = w.add(f, two);
    Word rest = w.sub(f, w.sub(d, two));
    Word s = w.div(f, d);
    Word remainder = w.fma(w.neg(s), rest, w.fma(w.neg(s), d, f));
    Word square = w.mul(s, s);
    Word p = Polynomial.of(w, square, 0.666666627f, 0.400004327f, 0.285320491f, 0.236690938f);
    Word tail = w.mul(w.mul(s, square), p);
    return new Pair(w.add(s, s), w.fma(w.div(remainder, d), two, tail));
  }
}
