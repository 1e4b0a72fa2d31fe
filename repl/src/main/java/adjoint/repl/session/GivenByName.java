package adjoint.repl.session;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.lower.prompt.Declared;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be given by name where the cursor is: settings in a callable's bracket, parameters in its parentheses. */
final class GivenByName {

  private static final Pattern CALLEE = Pattern.compile("(\\w+)(?:\\[[^\\[\\]]*])?$");

  private GivenByName() {}

  /** The names, with what stands for them where they aren't given. */
  static Map<String, String> at(String before, Declared declared) {
    int open = opening(before);
    Matcher callee = CALLEE.matcher(before.substring(0, Math.max(open, 0)));
    return open >= 0 && callee.find()
        ? declared.callable(callee.group(1))
            .map(c -> before.charAt(open) == '[' ? settings(c) : parameters(c)).orElse(Map.of())
        : Map.of();
  }

  /** Where the innermost bracket that is open begins; -1 outside of brackets. */
  private static int opening(String before) {
    int depth = 0;
    for (int i = before.length() - 1; i >= 0; i--) {
      char c = before.charAt(i);
      depth += c == ')' || c == ']' ? 1 : 0;
      if (c == '(' || c == '[') {
        if (depth == 0) {
          return i;
        }
        depth--;
      }
    }
    return -1;
  }

  private static Map<String, String> settings(Declaration.Callable callee) {
    Map<String, String> names = new TreeMap<>();
    callee.header().items().forEach(item -> {
      if (item instanceof Bracket.Item.Setting s) {
        names.put(s.name(), "setting, " + s.span().text());
      }
    });
    return names;
  }

  private static Map<String, String> parameters(Declaration.Callable callee) {
    Map<String, String> names = new TreeMap<>();
    callee.parameters().forEach(p -> names.put(p.name(), "parameter, " + p.span().text()));
    return names;
  }
}
