package adjoint.repl.plot;

import adjoint.repl.session.TensorValue;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** How often numbers of a value fall into equal ranges, as bars. */
public final class HistogramPlot {

  private static final int BARS = 12;
  private static final int WIDTH = 50;
  private static final int NARROWEST = 10;
  /** What stands beside a bar: an axis and how many there are. */
  private static final int BESIDE = 14;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private HistogramPlot() {}

  /** @param width of lines on a terminal */
  public static String draw(TensorValue value, OptionalInt width) {
    PlotRange range = PlotRange.of(value);
    int bars = range.most() > range.least() ? BARS : 1;
    long[] counts = new long[bars];
    long strange = 0;
    for (int i = 0; i < value.count(); i++) {
      double number = value.number(i);
      if (Double.isFinite(number)) {
        counts[Math.min(bars - 1, (int) (range.place(number) * bars))]++;
      } else {
        strange++;
      }
    }
    List<String> lines = lines(counts, range, width);
    if (strange > 0) {
      lines.add(Words.count(strange, "number") + " not finite");
    }
    return String.join("\n", lines);
  }

  private static List<String> lines(long[] counts, PlotRange range, OptionalInt width) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      labels.add(PlotRange.label(counts.length == 1 ? range.least() : range.at((double) i / counts.length)));
    }
    int margin = labels.stream().mapToInt(String::length).max().orElse(0);
    int longest = width.isPresent() ? Math.max(NARROWEST, width.getAsInt() - margin - BESIDE) : WIDTH;
    long most = Math.max(1, Arrays.stream(counts).max().orElse(1));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      lines.add(Words.right(labels.get(i), margin) + " ┤" + bar((double) counts[i] / most, longest) + " "
          + Words.count(counts[i]));
    }
    return lines;
  }

  private static String bar(double part, int longest) {
    int eighths = (int) Math.round(part * longest * 8);
    String full = "█".repeat(eighths / 8);
    return eighths % 8 == 0 ? full : full + EIGHTHS.charAt(eighths % 8);
  }
}
