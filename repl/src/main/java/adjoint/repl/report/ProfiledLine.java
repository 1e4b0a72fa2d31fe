package adjoint.repl.report;

import adjoint.compiler.Profile;
import adjoint.compiler.measure.KernelTimes;
import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of a program with the kernels that come from it, the longest first.
 *
 * @param number 0 for what no line asks for
 * @param text of the line
 */
record ProfiledLine(int number, String text, List<KernelTimes.Row> kernels) {

  private static final String NO_LINE = "no line of the file";

  /** All of a profile, that with the most time first. */
  static List<ProfiledLine> of(Profile profile) {
    Map<Integer, List<KernelTimes.Row>> lines = new LinkedHashMap<>();
    profile.times().kernels()
        .forEach(row -> lines.computeIfAbsent(number(row.origin().own()), _ -> new ArrayList<>()).add(row));
    return lines.values().stream().map(ProfiledLine::of)
        .sorted(Comparator.comparingDouble(ProfiledLine::nanos).reversed()).toList();
  }

  private static ProfiledLine of(List<KernelTimes.Row> kernels) {
    Span span = kernels.getFirst().origin().own();
    int number = number(span);
    return new ProfiledLine(number, number == 0 ? NO_LINE : span.source().lineText(number).strip(),
        kernels.stream().sorted(Comparator.comparingDouble(KernelTimes.Row::nanos).reversed()).toList());
  }

  private static int number(Span span) {
    return span.equals(Span.NONE) ? 0 : span.line();
  }

  double nanos() {
    return kernels.stream().mapToDouble(KernelTimes.Row::nanos).sum();
  }
}
