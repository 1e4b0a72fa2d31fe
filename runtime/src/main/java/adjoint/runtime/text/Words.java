package adjoint.runtime.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** How messages write numbers and lists. */
public final class Words {

  private Words() {}

  /**
   * `60,000`. The JDK's formatting would load a table of the world's locales first, which every start would wait for.
   */
  public static String count(long number) {
    StringBuilder digits = new StringBuilder(Long.toString(number));
    for (int at = digits.length() - 3; at > (number < 0 ? 1 : 0); at -= 3) {
      digits.insert(at, ',');
    }
    return digits.toString();
  }

  /** A number with some digits after the point, rounded half up. */
  public static String fixed(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    String plain = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
    return plain.matches("-0[.0]*") ? plain.substring(1) : plain;
  }

  /** A number with three digits after the point and an exponent: `6.520e-04`. */
  public static String scientific(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return value == 0 ? "0.000e+00" : Double.toString(value);
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(4, RoundingMode.HALF_UP));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String size = Integer.toString(Math.abs(exponent));
    return rounded.movePointLeft(exponent).setScale(3, RoundingMode.UNNECESSARY).toPlainString()
        + (exponent < 0 ? "e-" : "e+") + (size.length() < 2 ? "0" : "") + size;
  }

  /** With blanks before it, up to a width. */
  public static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /** With blanks behind it, up to a width. */
  public static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** `1 example`, `60,000 examples`. */
  public static String count(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** The first few of a list: `a, b, c and 12 more`. */
  public static String some(List<String> words) {
    int shown = words.size() <= 8 ? words.size() : 6;
    String list = String.join(", ", words.subList(0, shown));
    return shown == words.size() ? list : list + " and " + (words.size() - shown) + " more";
  }

  /** What can be chosen from: `a, b or c`. */
  public static String either(List<String> words) {
    int last = words.size() - 1;
    return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /** A number as short as it can be read back: `16`, `0.5`. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }

  /**
   * Text for a terminal: of what comes out of files, neither escape sequences nor marks that turn the direction of writing
   * go through. Line breaks stay.
   */
  public static String printable(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean turns = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
      if (turns || Character.isISOControl(c) && c != '\n') {
        shown.setCharAt(i, '\u00b7');
      }
    }
    return shown.toString();
  }

  /** Text of a file, for a message: in quotes, cut where it is long. */
  public static String quoted(String text) {
    String clean = printable(text).replace('\n', '\u00b7');
    return "\"" + (clean.length() > 40 ? clean.substring(0, 37) + "..." : clean) + "\"";
  }
}
