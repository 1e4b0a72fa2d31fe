package adjoint.compiler.source;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The text of one `.nn` file and the name under which messages show it. */
public final class Source {

  private final String name;
  private final String text;
  /** Where each line begins. */
  private final int[] lines;

  /**
   * @param name the path as the user wrote it, or a name such as `stdlib/linear.nn`
   * @param text the whole text; offsets into it count UTF-16 units
   */
  public Source(String name, String text) {
    this.name = name;
    this.text = text;
    this.lines = IntStream.concat(IntStream.of(0),
        IntStream.range(0, text.length()).filter(at -> text.charAt(at) == '\n').map(at -> at + 1)).toArray();
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  /** The number of the line that holds an offset, counted from 1. */
  public int line(int offset) {
    int found = Arrays.binarySearch(lines, clamp(offset));
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The column of an offset in its line, counted from 1. */
  public int column(int offset) {
    return clamp(offset) - lines[line(offset) - 1] + 1;
  }

  /** The text of a line, counted from 1, without its line break. */
  public String lineText(int line) {
    return text.lines().skip(line - 1L).findFirst().orElse("");
  }

  private int clamp(int offset) {
    return Math.max(0, Math.min(offset, text.length()));
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Source s && name.equals(s.name) && text.equals(s.text);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + text.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
