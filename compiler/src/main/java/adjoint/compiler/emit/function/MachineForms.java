package adjoint.compiler.emit.function;

import static adjoint.compiler.emit.word.Operator.Plain.FMAX;
import static adjoint.compiler.emit.word.Operator.Plain.FMIN;
import static adjoint.compiler.emit.word.Operator.Plain.FNE;
import static adjoint.compiler.emit.word.Operator.Plain.FSQRT;
import static adjoint.compiler.emit.word.Operator.Plain.IMUL;
import static adjoint.compiler.emit.word.Operator.Plain.IUSHR;
import static adjoint.compiler.emit.word.Operator.Plain.IXOR;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.ScalarFunction;
import java.util.List;

/** The column "machine form" of the table of scalar functions: what kernels compute for each of them. */
public final class MachineForms {

  private MachineForms() {}

  /** A function of floats; a predicate's result is a BOOL, as are the arguments of `and`, `or` and `not`. */
  public static Word of(Words w, ScalarFunction function, List<Word> arguments) {
    Word x = arguments.getFirst();
    Word y = arguments.getLast();
    return switch (function) {
      case NEG -> w.neg(x);
      case ADD -> w.add(x, y);
      case SUB -> w.sub(x, y);
      case MUL -> w.mul(x, y);
      case DIV -> w.div(x, y);
      case FLOOR_DIV -> Quotients.floorDiv(w, x, y);
      case MOD -> Quotients.remainder(w, x, y);
      case POW -> Powers.pow(w, x, y);
      case EXP -> Exponentials.exp(w, x);
      case EXPM1 -> Exponentials.expm1(w, x);
      case LOG -> Logarithms.log(w, x);
      case LOG1P -> Logarithms.log1p(w, x);
      case LOG1PEXP -> Logarithms.log1pexp(w, x);
      case SQRT -> w.of(FSQRT, x);
      case ABS -> w.abs(x);
      case SIGN -> sign(w, x);
      case FLOOR -> Rounding.floor(w, x);
      case CEIL -> Rounding.ceil(w, x);
      case ROUND -> Rounding.round(w, x);
      case SIN -> Trigonometry.sin(w, x);
      case COS -> Trigonometry.cos(w, x);
      case TANH -> Exponentials.tanh(w, x);
      case SIGMOID -> Exponentials.sigmoid(w, x);
      case ERF -> Normal.erf(w, x);
      case NORMAL_PDF -> Normal.pdf(w, x);
      case NORMAL_CDF -> Normal.cdf(w, x);
      case PROBIT -> Normal.probit(w, x);
      case RELU -> w.choose(w.atMost(x, w.number(0)), w.number(0), x);
      case MAXIMUM -> w.of(FMAX, x, y);
      case MINIMUM -> w.of(FMIN, x, y);
      case DETACH -> x;
      case EQ -> w.equal(x, y);
      case NE -> w.of(FNE, x, y);
      case LT -> w.less(x, y);
      case LE -> w.atMost(x, y);
      case GT -> w.less(y, x);
      case GE -> w.atMost(y, x);
      case AND -> w.and(x, y);
      case OR -> w.or(x, y);
      case NOT -> w.not(x);
    };
  }

  /** Zeros and NaN are their own sign. */
  private static Word sign(Words w, Word x) {
    Word zero = w.number(0);
    return w.choose(w.less(zero, x), w.number(1), w.choose(w.less(x, zero), w.number(-1), x));
  }

  /** A power by a known number: small ones without a logarithm. */
  public static Word power(Words w, Word x, double exponent) {
    if (exponent == 0) {
      return w.number(1);
    }
    if (exponent == 0.5 || exponent == -0.5) {
      Word root = w.of(FSQRT, rooted(w, x));
      return exponent > 0 ? root : w.div(w.number(1), root);
    }
    boolean small = exponent == Math.rint(exponent) && Math.abs(exponent) <= 8;
    if (!small) {
      return Powers.pow(w, x, w.number((float) exponent));
    }
    Word product = product(w, x, (int) Math.abs(exponent));
    return exponent > 0 ? product : w.div(w.number(1), product);
  }

  /** That of which the power by ½ is the root: `(-∞)^½` is ∞ and `(-0)^½` is 0. */
  private static Word rooted(Words w, Word x) {
    Word infinite = w.equal(x, w.number(Float.NEGATIVE_INFINITY));
    return w.choose(infinite, w.number(Float.POSITIVE_INFINITY), w.add(x, w.number(0)));
  }

  private static Word product(Words w, Word x, int times) {
    if (times == 1) {
      return x;
    }
    Word half = product(w, x, times / 2);
    return times % 2 == 0 ? w.mul(half, half) : w.mul(w.mul(half, half), x);
  }

  /** A uniform number of [0, 1): {@link adjoint.runtime.program.Draws#uniform}. */
  public static Word uniform(Words w, Word key, Word secondKey, Word position) {
    Word bits = mix(w, w.iadd(mix(w, w.of(IXOR, position, key)), secondKey));
    return w.mul(w.toFloat(w.shift(IUSHR, bits, 8)), w.number(0x1p-24f));
  }

  private static Word mix(Words w, Word x) {
    Word a = w.of(IMUL, w.of(IXOR, x, w.shift(IUSHR, x, 16)), w.integer(0x7feb352d));
    Word b = w.of(IMUL, w.of(IXOR, a, w.shift(IUSHR, a, 15)), w.integer(0x846ca68b));
    return w.of(IXOR, b, w.shift(IUSHR, b, 16));
  }
}
