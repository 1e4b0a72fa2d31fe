package adjoint.runtime.text;

import adjoint.runtime.text.Json.Malformed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON by recursive descent. A member that stands twice is refused, since readers disagree about which counts.
 */
final class JsonReader {

  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private final String text;
  private int at;
  private int depth;

  JsonReader(String text) {
    this.text = text;
  }

  Json whole() throws Malformed {
    Json value = value();
    blanks();
    if (at < text.length()) {
      throw wrong("something behind the end");
    }
    return value;
  }

  private Json value() throws Malformed {
    if (++depth > Json.DEEPEST) {
      throw wrong("brackets too deeply nested");
    }
    blanks();
    Json value = switch (peek()) {
      case '{' -> members();
      case '[' -> array();
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      case 'n' -> word("null", new Json.Nothing());
      default -> number();
    };
    depth--;
    return value;
  }

  private Json members() throws Malformed {
    Map<String, Json> members = new LinkedHashMap<>();
    at++;
    blanks();
    while (peek() != '}') {
      if (!members.isEmpty()) {
        expect(',');
      }
      blanks();
      String name = string();
      blanks();
      expect(':');
      if (members.containsKey(name)) {
        throw wrong("the name " + Words.quoted(name) + " twice");
      }
      members.put(name, value());
      blanks();
    }
    at++;
    return new Json.Members(members);
  }

  private Json array() throws Malformed {
    List<Json> items = new ArrayList<>();
    at++;
    blanks();
    while (peek() != ']') {
      if (!items.isEmpty()) {
        expect(',');
      }
      items.add(value());
      blanks();
    }
    at++;
    return new Json.Array(items);
  }

  private String string() throws Malformed {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      value.append(c == '\\' ? escaped() : c);
    }
    at++;
    return value.toString();
  }

  private char escaped() throws Malformed {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("an unknown escape");
    };
  }

  private char unicode() throws Malformed {
    String digits = at + 4 <= text.length() ? text.substring(at, at + 4) : "";
    if (!digits.matches("[0-9a-fA-F]{4}")) {
      throw wrong("an unfinished escape");
    }
    at += 4;
    return (char) Integer.parseInt(digits, 16);
  }

  private Json number() throws Malformed {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw wrong("no value");
    }
    at = matcher.end();
    return new Json.Number(matcher.group());
  }

  private Json word(String word, Json value) throws Malformed {
    if (!text.startsWith(word, at)) {
      throw wrong("no value");
    }
    at += word.length();
    return value;
  }

  private void expect(char c) throws Malformed {
    if (peek() != c) {
      throw wrong("no " + c + " where it is needed");
    }
    at++;
  }

  private char peek() throws Malformed {
    if (at >= text.length()) {
      throw wrong("an end too early");
    }
    return text.charAt(at);
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private Malformed wrong(String what) {
    return new Malformed(what + " at character " + at);
  }
}
