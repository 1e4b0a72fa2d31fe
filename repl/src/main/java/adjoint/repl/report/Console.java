package adjoint.repl.report;

import adjoint.repl.problem.Complaint;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command's words go. Results go to `out`, complaints and progress notes to `err`, so that scripts can read
 * one without the other.
 *
 * @param colors whether escape sequences for colours are welcome
 * @param live whether `out` is a terminal, on which a line can be rewritten in place
 */
public record Console(PrintStream out, PrintStream err, boolean colors, boolean live) {

  /**
   * The process's own streams, in UTF-8; colours on a terminal unless `NO_COLOR` is set (no-color.org). Whether it is a
   * terminal the launcher says by `adjoint.terminal`: it knows at once, Java takes 30 ms to find out.
   */
  public static Console standard() {
    boolean terminal = isTerminal("adjoint.terminal");
    boolean wanted = System.getenv().getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(System.getenv("TERM"));
    return new Console(utf8(new StandardOutput()), utf8(new FileOutputStream(FileDescriptor.err)), terminal && wanted,
        terminal);
  }

  /** Whether somebody types at a terminal; the launcher says so, as above. */
  public static boolean isTyped() {
    return isTerminal("adjoint.keyboard");
  }

  /** What the launcher says, or `ask`, where it can't know: on Windows. */
  private static boolean isTerminal(String property) {
    var console = System.getProperty(property, "").equals("ask") ? System.console() : null;
    return Boolean.getBoolean(property) || console != null && console.isTerminal();
  }

  private static PrintStream utf8(FileOutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  /** Prints `error[CODE]: message` and further lines under it. */
  public void complain(Complaint complaint) {
    err.println(paint("1;31", "error[" + complaint.code() + "]") + paint("1", ": " + complaint.message()));
    complaint.lines().forEach(line -> err.println("  = " + line));
  }

  /** Says a line about results that may be wrong. */
  public void warn(String line) {
    err.println(paint("1;33", "warning") + paint("1", ": " + line));
  }

  /** Text in a colour given by its SGR number (ECMA-48 section 8.3.117), or plain where colours are unwelcome. */
  public String paint(String sgr, String text) {
    return colors ? "\u001b[" + sgr + "m" + text + "\u001b[0m" : text;
  }
}
