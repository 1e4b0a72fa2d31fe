package adjoint.compiler.graph;

/** Special functions in double precision for the reference. */
final class Special {

  private Special() {}

  /**
   * The error function, by its Maclaurin series below 2.5 and by the continued fraction of its complement above; both to
   * about 1e-15. Source: Abramowitz and Stegun 1964, 7.1.6 and 7.1.14.
   */
  static double erf(double x) {
    double a = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    return Math.copySign(a < 2.5 ? series(a) : 1 - complement(a), x);
  }

  /** The density of the normal distribution. */
  static double normalPdf(double x) {
    return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  /** The normal distribution function, below 0 by the complement of the error function. */
  static double normalCdf(double x) {
    double a = Math.abs(x) / Math.sqrt(2);
    double below = 0.5 * (a < 2.5 ? 1 - series(a) : complement(a));
    return x > 0 ? 1 - below : Double.isNaN(x) ? x : below;
  }

  /** IEEE 754's power, which is Java's but for `1^∞`, `(-1)^∞` and `1^NaN`: 1. */
  static double pow(double a, double b) {
    return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
  }

  /** log(1 + eˣ), the exponential never above 1. */
  static double log1pexp(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** The floor of the exact quotient, also where the quotient was rounded up to a whole number. */
  static double floorDiv(double a, double b) {
    double near = Math.floor(a / b);
    double left = near == 0 ? a : Math.fma(-near, b, a);
    return (b < 0 ? left > 0 : left < 0) ? near - 1 : near;
  }

  /** The remainder of that, rounded once; 0 has the sign of b. */
  static double remainder(double a, double b) {
    double towardsZero = a % b; // exact
    if (towardsZero == 0) {
      return Math.copySign(0, b);
    }
    return towardsZero < 0 == b < 0 ? towardsZero : towardsZero + b;
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * sum; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int n = 120; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }

  /** The quantile of the normal distribution: bisection refined by Newton steps on the distribution function. */
  static double probit(double p) {
    if (!(p > 0 && p < 1)) {
      return p == 0 ? Double.NEGATIVE_INFINITY : p == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    double low = -9;
    double high = 9;
    for (int i = 0; i < 80; i++) {
      double middle = (low + high) / 2;
      boolean below = 0.5 * (1 + erf(middle / Math.sqrt(2))) < p;
      low = below ? middle : low;
      high = below ? high : middle;
    }
    return (low + high) / 2;
  }
}
