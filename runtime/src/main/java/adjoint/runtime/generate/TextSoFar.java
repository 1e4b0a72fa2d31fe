package adjoint.runtime.generate;

import adjoint.runtime.data.TextCoding;
import java.util.List;

/** The text that tokens make, of which what could become the text of a stop is held back. */
final class TextSoFar {

  private final StringBuilder text = new StringBuilder();
  private int told;

  static TextSoFar of(TextCoding coding, int[] tokens, int from) {
    TextSoFar written = new TextSoFar();
    for (int at = from; at < tokens.length; at++) {
      if (coding.isText(tokens[at])) {
        written.add(coding.added(tokens[at], at == 0 ? -1 : tokens[at - 1]));
      }
    }
    return written;
  }

  void add(String more) {
    text.append(more);
  }

  /** Whether one of these is in what wasn't told. */
  boolean holds(List<String> stops) {
    for (String stop : stops) {
      if (text.indexOf(stop, told) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Takes away the first of these texts, and what is behind it. */
  void cut(List<String> stops) {
    int end = text.length();
    for (String stop : stops) {
      int at = text.indexOf(stop, told);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    text.setLength(end);
  }

  /** What can be told of it that wasn't yet: none of it is the beginning of one of these. */
  String tell(List<String> stops) {
    int end = text.length();
    for (String stop : stops) {
      for (int from = Math.max(told, text.length() - stop.length() + 1); from < end; from++) {
        if (stop.startsWith(text.substring(from))) {
          end = from;
        }
      }
    }
    return until(end);
  }

  /** All of it that wasn't told. */
  String rest() {
    return until(text.length());
  }

  private String until(int end) {
    String part = text.substring(told, Math.max(told, end));
    told = Math.max(told, end);
    return part;
  }
}
