package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.IAND;
import static adjoint.compiler.emit.word.Operator.Plain.IEQ;
import static adjoint.compiler.emit.word.Operator.Plain.ISHL;
import static adjoint.compiler.emit.word.Operator.Plain.IXOR;
import static adjoint.compiler.emit.word.Operator.Plain.RARE_COS;
import static adjoint.compiler.emit.word.Operator.Plain.RARE_SIN;

import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/**
 * sin and cos: the argument less the nearest multiple of π/2, taken away in three parts (Cody and Waite 1980), then a
 * polynomial on ±π/4. Above 2²⁰, where three parts no longer do, in double precision with π to as many bits as it takes.
 *
 * <p>Numerics: within 2 ulp for every float; NaN of what isn't finite.
 */
final class Trigonometry {

  private static final float MAGIC = 0x1.8p23f;
  private static final float LIMIT = 0x1p20f;

  private Trigonometry() {}

  static Word sin(Words w, Word x) {
    return Rounding.orZero(w, x, quarter(w, x, 0, RARE_SIN));
  }

  static Word cos(Words w, Word x) {
    return quarter(w, x, 1, RARE_COS);
  }

  /** sin(x + ahead·π/2), which `far` computes for any x. */
  private static Word quarter(Words w, Word x, int ahead, Operator.Plain far) {
    Word shifted = w.fma(x, w.number(0x1.45f306p-1f), w.number(MAGIC));
    Word n = w.sub(shifted, w.number(MAGIC));
    Word first = w.fma(n, w.number(-0x1.921fb6p0f), x);
    Word second = w.fma(n, w.number(0x1.777a5cp-25f), first);
    Word r = w.fma(n, w.number(0x1.ee59dap-50f), second);
    Word quadrant = w.iadd(w.bits(shifted), w.integer(ahead));
    Word even = w.compare(IEQ, w.of(IAND, quadrant, w.integer(1)), w.integer(0));
    Word value = w.choose(even, sinNear(w, r), cosNear(w, r));
    Word sign = w.shift(ISHL, w.of(IAND, quadrant, w.integer(2)), 30);
    Word signed = w.fromBits(w.of(IXOR, w.bits(value), sign));
    return w.rarely(w.less(w.number(LIMIT), w.abs(x)), w.of(far, x), signed);
  }

  private static Word sinNear(Words w, Word r) {
    Word square = w.mul(r, r);
    Word p = Polynomial.of(w, square, -0.166666672f, 0.00833332911f, -0.000198393042f, 2.71804629e-06f);
    return w.fma(w.mul(r, square), p, r);
  }

  private static Word cosNear(Words w, Word r) {
    Word square = w.mul(r, r);
    Word p = Polynomial.of(w, square, 0.0416666456f, -0.00138873095f, 2.4432411e-05f);
    Word near = w.fma(square, w.number(-0.5f), w.number(1));
    return w.fma(w.mul(square, square), p, near);
  }
}
