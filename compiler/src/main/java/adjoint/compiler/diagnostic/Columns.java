package adjoint.compiler.diagnostic;

/**
 * A line of a source as a terminal shows it: tabs reach to the next multiple of four, wide characters take two columns,
 * marks that join the character before none. What would move the cursor is shown as a replacement character.
 */
record Columns(String shown, int[] at) {

  private static final int TAB = 4;

  /** First and last of each range of characters that take two columns (Unicode, East Asian Width, W and F). */
  private static final int[][] WIDE = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF}, {0xA000, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

  /** The shown line, and for each UTF-16 unit of the text, and its end, the column where it begins. */
  static Columns of(String text) {
    var shown = new StringBuilder();
    int[] at = new int[text.length() + 1];
    int column = 0;
    for (int i = 0; i < text.length();) {
      int point = text.codePointAt(i);
      int units = Character.charCount(point);
      for (int unit = 0; unit < units; unit++) {
        at[i + unit] = column;
      }
      int width = point == '\t' ? TAB - column % TAB : width(point);
      shown.append(point == '\t' ? " ".repeat(width) : visible(point));
      column += width;
      i += units;
    }
    at[text.length()] = column;
    return new Columns(shown.toString(), at);
  }

  private static String visible(int point) {
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return Character.isISOControl(point) || surrogate || isDirection(point) ? "\uFFFD" : Character.toString(point);
  }

  private static boolean isDirection(int point) {
    return point >= 0x202A && point <= 0x202E || point >= 0x2066 && point <= 0x2069;
  }

  static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || point == 0x200B || point == 0x200D) {
      return 0;
    }
    for (int[] range : WIDE) {
      if (point >= range[0] && point <= range[1]) {
        return 2;
      }
    }
    return 1;
  }

  /** The column of a UTF-16 unit; past the end, the line's width. */
  int column(int unit) {
    return at[Math.clamp(unit, 0, at.length - 1)];
  }

  int width() {
    return at[at.length - 1];
  }
}
