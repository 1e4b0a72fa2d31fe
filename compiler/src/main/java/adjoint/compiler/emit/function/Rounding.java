package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.IAND;
import static adjoint.compiler.emit.word.Operator.Plain.IOR;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/** Rounding to whole numbers, exact. Adding and taking away 2²³ rounds to nearest even, since no bit is left below 1. */
final class Rounding {

  private static final float WHOLE = 0x1p23f;

  private Rounding() {}

  /** To the nearest, ties to even. */
  static Word round(Words w, Word x) {
    Word magnitude = w.abs(x);
    Word rounded = w.sub(w.add(magnitude, w.number(WHOLE)), w.number(WHOLE));
    return w.choose(w.less(magnitude, w.number(WHOLE)), withSign(w, rounded, x), x);
  }

  static Word floor(Words w, Word x) {
    Word near = round(w, x);
    return w.choose(w.less(x, near), w.sub(near, w.number(1)), near);
  }

  static Word ceil(Words w, Word x) {
    return w.neg(floor(w, w.neg(x)));
  }

  /** Where x is 0, x itself with its sign. */
  static Word orZero(Words w, Word x, Word value) {
    return w.choose(w.equal(x, w.number(0)), x, value);
  }

  /** A number that isn't negative, with the sign of another. */
  static Word withSign(Words w, Word magnitude, Word sign) {
    Word bit = w.of(IAND, w.bits(sign), w.integer(Integer.MIN_VALUE));
    return w.fromBits(w.of(IOR, w.bits(magnitude), bit));
  }
}
