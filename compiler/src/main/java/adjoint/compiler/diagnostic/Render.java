package adjoint.compiler.diagnostic;

import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A diagnostic as people read it: the message, a frame with the lines that take part, each mark with its words on a line of
 * its own, notes, and help.
 */
public final class Render {

  private static final int MOST = 20;
  private static final int WIDEST = 120;
  private static final int LONGEST = 600;
  private static final int BEFORE_MARK = 40;

  private record Mark(Span at, String label, boolean primary) {}

  private final Paint paint;
  private final int gutter;
  private final StringBuilder out = new StringBuilder();

  private Render(Paint paint, int gutter) {
    this.paint = paint;
    this.gutter = gutter;
  }

  /** Several diagnostics, an empty line between them; of many the first, and how many there are beside these. */
  public static String render(List<Diagnostic> diagnostics, boolean colour) {
    int more = Math.max(0, diagnostics.size() - MOST);
    String shown = all(diagnostics.subList(0, diagnostics.size() - more), colour);
    return switch (more) {
      case 0 -> shown;
      case 1 -> shown + "\nand 1 more error\n";
      default -> shown + String.format(Locale.ROOT, "\nand %,d more errors\n", more);
    };
  }

  /** Every one of several diagnostics, an empty line between them. */
  public static String all(List<Diagnostic> diagnostics, boolean colour) {
    return diagnostics.stream().map(diagnostic -> render(diagnostic, colour)).collect(Collectors.joining("\n"));
  }

  /** Ends with a line break. Without colour, the text holds no control characters. */
  public static String render(Diagnostic diagnostic, boolean colour) {
    var marks = marks(diagnostic);
    int lastLine = marks.stream().mapToInt(mark -> mark.at().line()).max().orElse(0);
    var render = new Render(colour ? Paint.ANSI : Paint.PLAIN, Integer.toString(lastLine).length());
    render.head(diagnostic);
    bySource(marks).forEach(render::frame);
    diagnostic.notes().forEach(note -> render.foot(visible(note)));
    diagnostic.help().ifPresent(help -> render.foot(render.paint.help("help: ") + visible(help)));
    return render.out.toString();
  }

  /** Words may quote what stands in a source. */
  private static String visible(String words) {
    return words.lines().map(line -> Columns.of(line).shown()).collect(Collectors.joining("\n"));
  }

  private static List<Mark> marks(Diagnostic diagnostic) {
    var marks = new ArrayList<Mark>();
    marks.add(new Mark(diagnostic.at(), diagnostic.label(), true));
    diagnostic.related().forEach(related -> marks.add(new Mark(related.at(), related.label(), false)));
    marks.removeIf(mark -> mark.at().source().name().isEmpty());
    return marks;
  }

  /** The file of the error first, the others in the order of their marks. */
  private static Map<Source, List<Mark>> bySource(List<Mark> marks) {
    return marks.stream()
        .collect(Collectors.groupingBy(mark -> mark.at().source(), LinkedHashMap::new, Collectors.toList()));
  }

  private void head(Diagnostic diagnostic) {
    boolean warning = diagnostic.kind().isWarning();
    String kind = (warning ? "warning[" : "error[") + diagnostic.code() + "]";
    out.append(warning ? paint.help(kind) : paint.error(kind))
        .append(paint.strong(": " + shortened(visible(diagnostic.message()))))
        .append('\n');
  }

  private void frame(Source source, List<Mark> marks) {
    out.append(" ".repeat(gutter + 1)).append(paint.frame("┌─ ")).append(marks.getFirst().at()).append('\n');
    var lines = new TreeMap<Integer, List<Mark>>();
    marks.forEach(mark -> lines.computeIfAbsent(mark.at().line(), line -> new ArrayList<>()).add(mark));
    int last = lines.firstKey();
    for (var line : lines.entrySet()) {
      if (line.getKey() == last + 2) {
        source(source, last + 1, List.of());
      } else if (line.getKey() > last + 2) {
        out.append(" ".repeat(gutter + 1)).append(paint.frame("⋮")).append('\n');
      }
      line.getValue().sort(Comparator.comparingInt(mark -> mark.at().start()));
      source(source, line.getKey(), line.getValue());
      last = line.getKey();
    }
  }

  private void source(Source source, int number, List<Mark> marks) {
    String text = source.lineText(number);
    var columns = Columns.of(text);
    int left = columns.width() <= WIDEST || marks.isEmpty()
        ? 0
        : Math.max(0, columns.column(marks.getFirst().at().column() - 1) - BEFORE_MARK);
    row(paint.frame("%" + gutter + "d", number), cut(text, columns, left));
    var beyond = marks.stream()
        .filter(mark -> columns.width() > WIDEST && columns.column(mark.at().column() - 1) >= left + WIDEST).toList();
    for (Mark mark : marks.subList(0, marks.size() - beyond.size())) {
      int start = columns.column(mark.at().column() - 1) - left;
      int end = columns.column(mark.at().column() - 1 + mark.at().end() - mark.at().start()) - left;
      int length = Math.max(1, Math.min(end, WIDEST) - start);
      String signs = (mark.primary() ? "^" : "-").repeat(length);
      String words = mark.label().isEmpty() ? signs : signs + " " + shortened(mark.label());
      row(" ".repeat(gutter), " ".repeat(start) + (mark.primary() ? paint.error(words) : paint.related(words)));
    }
    if (!beyond.isEmpty()) {
      source(source, number, beyond); // further along the same line
    }
  }

  /** The part of a very long line that is shown. */
  private static String cut(String text, Columns columns, int left) {
    if (columns.width() <= WIDEST) {
      return columns.shown();
    }
    int first = unitAt(text, columns, left);
    int last = unitAt(text, columns, left + WIDEST);
    String shown = Columns.of(text.substring(first, last)).shown();
    return left == 0 ? shown + "…" : "…" + shown.substring(1) + (last < text.length() ? "…" : "");
  }

  private static int unitAt(String text, Columns columns, int column) {
    int unit = 0;
    while (unit < text.length() && columns.column(unit) < column) {
      unit++;
    }
    return unit;
  }

  private void row(String margin, String text) {
    String line = margin + " " + paint.frame("│") + " " + text;
    out.append(line.stripTrailing()).append('\n');
  }

  private void foot(String text) {
    out.append(" ".repeat(gutter + 1)).append(paint.frame("=")).append(' ').append(shortened(text)).append('\n');
  }

  /** Without the middle of what nobody reads to its end, such as a name of a thousand letters. */
  private static String shortened(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST / 2) + " … " + text.substring(text.length() - LONGEST / 2);
  }

  /** Colours of a terminal, or none. */
  private enum Paint {
    PLAIN, ANSI;

    String error(String text) {
      return code("1;31", text);
    }

    String strong(String text) {
      return code("1", text);
    }

    String related(String text) {
      return code("34", text);
    }

    String help(String text) {
      return code("32", text);
    }

    String frame(String text) {
      return code("2", text);
    }

    String frame(String format, int number) {
      return frame(format.formatted(number));
    }

    private String code(String code, String text) {
      return this == PLAIN ? text : "\u001B[" + code + "m" + text + "\u001B[0m";
    }
  }
}
