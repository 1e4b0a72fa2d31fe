package adjoint.repl.report;

import adjoint.compiler.Profile;
import adjoint.compiler.measure.KernelTimes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A profile as a page that needs nothing else: lines with bars, the roofline, and all kernels. */
public final class ProfilePage {

  private static final String STYLE =
      """
          body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 66rem; padding: 0 1rem; color: #1c2430; background: #fff }
          h1 { font-size: 1.3rem } h2 { font-size: 1.05rem; margin-top: 2.2rem } p { color: #55606e }
          table { border-collapse: collapse; width: 100%; font-size: .86rem } th { text-align: right; font-weight: 600; color: #55606e }
          td { text-align: right; padding: .16rem .6rem; white-space: nowrap } th { padding: .16rem .6rem }
          td:nth-child(2), th:nth-child(2) { text-align: left; width: 100%; white-space: normal }
          tr.line td { border-top: 1px solid #dde2e8; padding-top: .45rem; font-weight: 600 }
          code { font: .86rem ui-monospace, monospace; font-weight: inherit; overflow-wrap: anywhere }
          .bar { height: .4rem; background: #2f6fb5; border-radius: .2rem; margin-top: .15rem }
          svg { width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; fill: #55606e }
          """;

  private ProfilePage() {}

  public static String of(Profile profile, String file) {
    String title = escaped(file + ": " + ProfileTable.title(profile));
    return "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n<style>\n"
        + STYLE + "</style>\n<h1>" + title + "</h1>\n<p>" + escaped(ProfileTable.machine(profile.roofline())) + "</p>\n"
        + "<h2>Kernels beside what this machine could do</h2>\n"
        + "<p>A kernel is a disc, as large as its share of the time. No kernel gets above the line of the memory that "
        + "it goes through, nor above that of multiply-adds.</p>\n" + RooflinePicture.of(profile)
        + "<h2>By line and kernel</h2>\n" + table(profile) + "</html>\n";
  }

  private static String table(Profile profile) {
    double all = profile.times().nanos();
    StringBuilder rows = new StringBuilder("<table>\n<tr>" + cells("th", ProfileTable.HEAD) + "</tr>\n");
    for (ProfiledLine line : ProfiledLine.of(profile)) {
      rows.append("<tr class=\"line\"><td>").append(line.number() == 0 ? "" : line.number()).append("</td><td><code>")
          .append(escaped(line.text())).append("</code>").append(bar(line.nanos() / all)).append("</td><td></td><td>")
          .append(Quantities.time(line.nanos())).append("</td><td>").append(Quantities.part(line.nanos(), all))
          .append("</td><td></td><td></td><td></td><td></td></tr>\n");
      for (KernelTimes.Row row : line.kernels()) {
        rows.append("<tr>").append(cells("td", ProfileTable.cells(row, profile.roofline(), all))).append("</tr>\n");
      }
    }
    return rows + "</table>\n";
  }

  private static String bar(double part) {
    return String.format(Locale.ROOT, "<div class=\"bar\" style=\"width: %.1f%%\"></div>", 100 * part);
  }

  private static String cells(String element, List<String> cells) {
    return cells.stream().map(cell -> "<" + element + ">" + escaped(cell.strip()) + "</" + element + ">")
        .collect(Collectors.joining());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
