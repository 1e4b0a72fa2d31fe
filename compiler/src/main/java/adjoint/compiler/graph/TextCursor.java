package adjoint.compiler.graph;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a text that is read from left to right; spaces and line breaks between words don't matter. */
final class TextCursor {

  private static final Pattern SPACE = Pattern.compile("\\s*");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s:=,\"\\[\\]{}%@]+)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.']*");
  private static final Pattern ORIGIN = Pattern.compile("@[^\\n]*");

  private final String text;
  private int at;

  TextCursor(String text) {
    this.text = text;
  }

  private Optional<Matcher> match(Pattern pattern) {
    Matcher space = SPACE.matcher(text).region(at, text.length());
    at = space.lookingAt() ? space.end() : at;
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    return matcher.lookingAt() ? Optional.of(matcher) : Optional.empty();
  }

  private Optional<String> take(Pattern pattern) {
    Optional<Matcher> match = match(pattern);
    match.ifPresent(m -> at = m.end());
    return match.map(Matcher::group);
  }

  /** Reads these characters if they come next; a word only as a whole. */
  boolean accept(String symbol) {
    boolean next = sees(symbol) && !(Character.isLetter(symbol.charAt(0)) && continues(at + symbol.length()));
    at += next ? symbol.length() : 0;
    return next;
  }

  private boolean continues(int end) {
    return end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || "_.'".indexOf(text.charAt(end)) >= 0);
  }

  boolean sees(String symbol) {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.startsWith(symbol, at);
  }

  void expect(String symbol) {
    if (!accept(symbol)) {
      throw wrong("`" + symbol + "`");
    }
  }

  /** A name of anything: of a value, an axis, an output. */
  String word() {
    Matcher match = match(WORD).orElseThrow(() -> wrong("a name"));
    at = match.end();
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  Optional<String> name() {
    return take(NAME);
  }

  Optional<String> number() {
    return take(NUMBER);
  }

  long integer() {
    return Long.parseLong(number().orElseThrow(() -> wrong("a number")));
  }

  void skipOrigin() {
    take(ORIGIN);
  }

  boolean atEnd() {
    take(SPACE);
    return at == text.length();
  }

  IllegalArgumentException wrong(String expected) {
    long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    String rest = text.substring(at, Math.min(text.length(), at + 30)).lines().findFirst().orElse("");
    return new IllegalArgumentException(
        "graph text, line " + line + ": expected " + expected + " before `" + rest + "`");
  }
}
