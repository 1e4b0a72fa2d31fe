package adjoint.runtime.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A name in which each `*` stands for any text: `encoder.*.weight`. */
record Glob(String text) {

  int stars() {
    return (int) text.chars().filter(c -> c == '*').count();
  }

  /** What the stars stand for in a name. */
  Optional<List<String>> match(String name) {
    String pattern = List.of(text.split("\\*", -1)).stream().map(Pattern::quote).collect(Collectors.joining("(.*)"));
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      parts.add(matcher.group(i));
    }
    return Optional.of(parts);
  }

  /** The name with its stars replaced in order. */
  String fill(List<String> parts) {
    StringBuilder name = new StringBuilder();
    int star = 0;
    for (char c : text.toCharArray()) {
      name.append(c == '*' ? parts.get(star++) : String.valueOf(c));
    }
    return name.toString();
  }
}
