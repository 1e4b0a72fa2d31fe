package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How names of files say what the files hold: `{digit}_{speaker}_{take}.wav`. Each part is as short as the rest allows. A pattern
 * with a slash is one of paths.
 *
 * @param written empty for any name, of which nothing is known
 */
record NamePattern(String written) {

  private static final Pattern PART = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)}");

  /** The names of its parts. */
  List<String> parts() {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(written);
    while (matcher.find()) {
      parts.add(matcher.group(1));
    }
    return parts;
  }

  /**
   * What the parts are in a file's path.
   *
   * @throws UserProblem where it is called otherwise
   */
  List<String> of(String file) {
    if (written.isEmpty()) {
      return List.of();
    }
    String name = written.contains("/") ? file : file.substring(file.lastIndexOf('/') + 1);
    Matcher matcher = pattern().matcher(name);
    if (!matcher.matches()) {
      throw UserProblem.of(RuntimeProblem.FILE_NAME, Words.quoted(file) + " isn't called as " + Words.quoted(written))
          .hint("move it elsewhere, or write another pattern behind `names`");
    }
    List<String> parts = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      parts.add(matcher.group(i));
    }
    return parts;
  }

  private Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    int at = 0;
    Matcher matcher = PART.matcher(written);
    while (matcher.find()) {
      pattern.append(Pattern.quote(written.substring(at, matcher.start()))).append("([^/]+?)");
      at = matcher.end();
    }
    return Pattern.compile(pattern.append(Pattern.quote(written.substring(at))).toString());
  }
}
