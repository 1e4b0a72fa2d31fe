package adjoint.runtime.text;

import java.util.List;
import java.util.Locale;

/** How messages write numbers and lists. */
public final class Words {

  private Words() {}

  /** `60,000`. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
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

  /** A number as short as it can be read back: `16`, `0.5`. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }

  /** Text of a file, for a message: in quotes, cut where it is long. */
  public static String quoted(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "\u00b7");
    return "\"" + (clean.length() > 40 ? clean.substring(0, 37) + "..." : clean) + "\"";
  }
}
