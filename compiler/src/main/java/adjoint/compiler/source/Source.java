package adjoint.compiler.source;

/**
 * The text of one `.nn` file and the name under which messages show it.
 *
 * @param name the path as the user wrote it, or a name such as `stdlib/linear.nn`
 * @param text the whole text; offsets into it count UTF-16 units
 */
public record Source(String name, String text) {

  /** The number of the line that holds an offset, counted from 1. */
  public int line(int offset) {
    int end = clamp(offset);
    int line = 1;
    for (int at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
      line++;
    }
    return line;
  }

  /** The column of an offset in its line, counted from 1. */
  public int column(int offset) {
    int at = clamp(offset);
    return at - (text.lastIndexOf('\n', at - 1) + 1) + 1;
  }

  /** The text of a line, counted from 1, without its line break. */
  public String lineText(int line) {
    return text.lines().skip(line - 1L).findFirst().orElse("");
  }

  private int clamp(int offset) {
    return Math.max(0, Math.min(offset, text.length()));
  }
}
