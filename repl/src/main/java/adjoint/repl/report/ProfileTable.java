package adjoint.repl.report;

import adjoint.compiler.Profile;
import adjoint.compiler.measure.KernelTimes;
import adjoint.compiler.measure.Roofline;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A profile as a table: its lines with the most time first, each with its kernels. */
public final class ProfileTable {

  static final List<String> HEAD =
      List.of("line", "kernel", "calls", "time", "share", "GFLOP/s", "GB/s", "roofline", "bytes");
  /** The columns that aren't numbers. */
  private static final int KERNEL = 1;
  /** Of a line of the program. */
  private static final int WIDTH = 60;

  private ProfileTable() {}

  /**
   * The lines of the table, and what it is about.
   *
   * @param bold shows a head
   */
  public static List<String> of(Profile profile, String file, UnaryOperator<String> bold) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    double all = profile.times().nanos();
    for (ProfiledLine line : ProfiledLine.of(profile)) {
      rows.add(List.of(line.number() == 0 ? "" : Integer.toString(line.number()), cut(line.text()), "",
          Quantities.time(line.nanos()), Quantities.part(line.nanos(), all), "", "", "", ""));
      line.kernels().forEach(row -> rows.add(cells(row, profile.roofline(), all)));
    }
    List<String> lines = new ArrayList<>(List.of(file + ": " + title(profile), machine(profile.roofline()), ""));
    int[] widths = IntStream.range(0, HEAD.size())
        .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0)).toArray();
    rows.forEach(row -> lines.add(row.equals(HEAD) ? bold.apply(line(row, widths)) : line(row, widths)));
    return List.copyOf(lines);
  }

  /** `a training step, Batch = 32, 2 threads, vectors: 231 µs; 240 µs with a clock after each kernel`. */
  static String title(Profile profile) {
    String what = profile.function().equals("step") ? "a training step" : "a prediction of " + profile.function();
    String dims = profile.dims().entrySet().stream().map(dim -> ", " + dim.getKey() + " = " + dim.getValue())
        .collect(Collectors.joining());
    return what + dims + ", " + Words.count(profile.roofline().threads(), "thread") + ", "
        + (profile.vectors() ? "vectors" : "scalar code, which is faster here") + ": "
        + Quantities.time(profile.nanos()) + "; " + Quantities.time(profile.times().nanos())
        + " with a clock after each kernel";
  }

  /** `measured here: multiply-adds 128 GFLOP/s, 8 lanes; memory 190 GB/s in 12 KB, …`. */
  static String machine(Roofline roofline) {
    return String.format(Locale.ROOT, "measured here: multiply-adds %.0f GFLOP/s, ", roofline.operations() / 1e9)
        + Words.count(roofline.lanes(), "lane") + "; memory " + roofline.memories().stream()
            .map(memory -> String.format(Locale.ROOT, "%.0f GB/s in %s", memory.bandwidth() / 1e9,
                Quantities.bytes(memory.bytes())))
            .collect(Collectors.joining(", "));
  }

  static List<String> cells(KernelTimes.Row row, Roofline roofline, double all) {
    String path = row.origin().path();
    return List.of("", "  " + row.name() + (path.isEmpty() ? "" : " of " + path), Words.count(row.calls()),
        Quantities.time(row.nanos()), Quantities.part(row.nanos(), all),
        Quantities.rate(row.work().operations(), row.nanos()), Quantities.rate(row.work().bytes(), row.nanos()),
        Quantities.share(row, roofline), Quantities.bytes(row.work().bytes()));
  }

  private static String cut(String text) {
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> i == KERNEL ? Words.left(cells.get(i), widths[i]) : Words.right(cells.get(i), widths[i]))
        .collect(Collectors.joining("  ")).stripTrailing();
  }
}
