package adjoint.runtime.data;

import java.util.Optional;

/** Reads decimal numbers out of a buffer. */
final class Decimal {

  /** Powers of ten that double precision holds exactly. */
  private static final double[] EXACT_POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
    1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

  private Decimal() {}

  static Optional<Double> parse(String text) {
    char[] chars = text.toCharArray();
    double value = parse(chars, 0, chars.length);
    return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
  }

  /**
   * The nearest double to a decimal number, NaN where it is none; blanks around it are allowed.
   *
   * <p><i>Numerics</i>: up to 15 digits without exponent are an exact integer over an exact power of ten, whose
   * quotient is rounded once (Clinger 1990); the rest goes to the JDK.
   */
  static double parse(char[] text, int offset, int length) {
    int i = offset;
    int end = offset + length;
    while (i < end && text[i] <= ' ') {
      i++;
    }
    while (end > i && text[end - 1] <= ' ') {
      end--;
    }
    boolean negative = i < end && text[i] == '-';
    return simple(text, negative ? i + 1 : i, end, negative, i);
  }

  private static double simple(char[] text, int from, int end, boolean negative, int start) {
    long digits = 0;
    int count = 0;
    int point = -1;
    for (int i = from; i < end; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        count++;
      } else if (text[i] == '.' && point < 0) {
        point = i;
      } else {
        return general(text, start, end);
      }
    }
    if (count == 0 || count > 15) {
      return count == 0 ? Double.NaN : general(text, start, end);
    }
    double value = point < 0 ? digits : digits / EXACT_POWERS[end - 1 - point];
    return negative ? -value : value;
  }

  private static double general(char[] text, int start, int end) {
    char last = text[end - 1];
    boolean suffixed = last == 'd' || last == 'D' || last == 'f' || last == 'F';
    boolean hex = end - start > 1 && (text[start + 1] == 'x' || text[start + 1] == 'X');
    if (suffixed || hex || text[start] == 'N') {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(new String(text, start, end - start));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
