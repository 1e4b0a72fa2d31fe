package adjoint.repl.report;

import java.util.Optional;
import java.util.regex.Pattern;

/** Shows a page of Markdown on a terminal: titles bold, code indented, `wrong` and `right` said above it. */
public final class MarkdownPage {

  /** A fence that opens: its language and what follows it, such as `nn wrong`. */
  private static final Pattern FENCE = Pattern.compile("^```\\w* ?(\\w*).*$");

  private final Console console;
  private boolean inCode;

  private MarkdownPage(Console console) {
    this.console = console;
  }

  public static void print(String markdown, Console console) {
    var page = new MarkdownPage(console);
    markdown.lines().map(page::line).flatMap(Optional::stream).forEach(console.out()::println);
  }

  /** How a line is shown, if it is. */
  private Optional<String> line(String line) {
    var fence = FENCE.matcher(line);
    if (fence.matches()) {
      inCode = !inCode;
      return Optional.of(fence.group(1)).filter(word -> !word.isEmpty()).map(word -> word + ":");
    }
    if (inCode) {
      return Optional.of("    " + line);
    }
    return Optional.of(line.startsWith("# ") ? console.paint("1", line.substring(2)) : line.replace("**", ""));
  }
}
