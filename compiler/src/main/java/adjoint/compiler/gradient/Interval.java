package adjoint.compiler.gradient;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** The numbers from `low` to `high`, both included; infinite where nothing is known. */
record Interval(double low, double high) {

  static final Interval EVERYTHING = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  static Interval at(double number) {
    return Double.isNaN(number) ? EVERYTHING : new Interval(number, number);
  }

  static Interval from(double low) {
    return new Interval(low, Double.POSITIVE_INFINITY);
  }

  /** Whether a quotient by it is moderate where the numerator is. */
  boolean isApartFromZero() {
    return low > 0 || high < 0;
  }

  Interval union(Interval other) {
    return new Interval(Math.min(low, other.low), Math.max(high, other.high));
  }

  Interval negated() {
    return new Interval(-high, -low);
  }

  Interval plus(Interval other) {
    return new Interval(low + other.low, high + other.high);
  }

  Interval times(Interval other) {
    return of(product(low, other.low), product(low, other.high), product(high, other.low), product(high, other.high));
  }

  /** Everything where the divisor may be 0, unless neither has a negative number. */
  Interval over(Interval other) {
    if (other.isApartFromZero()) {
      return times(new Interval(1 / other.high, 1 / other.low));
    }
    return low >= 0 && other.low >= 0 ? from(0) : EVERYTHING;
  }

  /** Of a square, which has no sign. */
  Interval squared() {
    Interval product = times(this);
    return new Interval(Math.max(product.low, 0), product.high);
  }

  /** By a function that never falls. */
  Interval rising(DoubleUnaryOperator function) {
    return of(function.applyAsDouble(low), function.applyAsDouble(high));
  }

  /** The sum of any number of these, at least one. */
  Interval summed() {
    return new Interval(low >= 0 ? low : Double.NEGATIVE_INFINITY, high <= 0 ? high : Double.POSITIVE_INFINITY);
  }

  private static Interval of(double... numbers) {
    return DoubleStream.of(numbers).anyMatch(Double::isNaN)
        ? EVERYTHING
        : new Interval(DoubleStream.of(numbers).min().orElseThrow(), DoubleStream.of(numbers).max().orElseThrow());
  }

  private static double product(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
