package adjoint.runtime.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A JSON value (RFC 8259); objects keep the order of their members. */
public sealed interface Json {

  /** The deepest nesting that is read. */
  int DEEPEST = 64;

  record Text(String value) implements Json {}

  /** A number as it is written, so that none is lost by rounding. */
  record Number(String text) implements Json {
    public double value() {
      return Double.parseDouble(text);
    }
  }

  record Bool(boolean value) implements Json {}

  record Nothing() implements Json {}

  record Array(List<Json> items) implements Json {}

  record Members(Map<String, Json> members) implements Json {}

  /** Text that isn't JSON. */
  final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  static Json read(String text) throws Malformed {
    return new JsonReader(text).whole();
  }

  static Number number(long value) {
    return new Number(Long.toString(value));
  }

  /** JSON has no infinities and no NaN: they are written as null. */
  static Json number(double value) {
    return Double.isFinite(value) ? new Number(Words.number(value)) : new Nothing();
  }

  static Json number(float value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e7f;
    return Float.isFinite(value)
        ? new Number(whole ? Integer.toString((int) value) : Float.toString(value))
        : new Nothing();
  }

  /** A member of an object. */
  default Optional<Json> get(String name) {
    return this instanceof Members m ? Optional.ofNullable(m.members().get(name)) : Optional.empty();
  }

  /** As text without blanks. */
  default String write() {
    if (this instanceof Text text) {
      return quote(text.value());
    }
    if (this instanceof Number number) {
      return number.text();
    }
    if (this instanceof Bool bool) {
      return Boolean.toString(bool.value());
    }
    if (this instanceof Array array) {
      return array.items().stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
    }
    if (this instanceof Members m) {
      return m.members().entrySet().stream().map(e -> quote(e.getKey()) + ":" + e.getValue().write())
          .collect(Collectors.joining(",", "{", "}"));
    }
    return "null";
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
