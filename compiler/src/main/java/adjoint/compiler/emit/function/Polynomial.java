package adjoint.compiler.emit.function;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/** Polynomials by Horner's rule, each step a fused multiply-add. */
final class Polynomial {

  private Polynomial() {}

  /** `c0 + c1·x + c2·x² + …`. */
  static Word of(Words w, Word x, float... coefficients) {
    Word sum = w.number(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = w.fma(sum, x, w.number(coefficients[i]));
    }
    return sum;
  }
}
