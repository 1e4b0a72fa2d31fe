package adjoint.repl.report;

import adjoint.compiler.Profile;
import adjoint.compiler.measure.KernelTimes;
import adjoint.compiler.measure.Roofline;
import java.util.Locale;

/**
 * Kernels by how much they compute for each byte, and by how much they compute a second, as SVG; both axes are logarithmic.
 * The model is that of Williams, Waterman and Patterson 2009.
 */
final class RooflinePicture {

  private static final double WIDTH = 960;
  private static final double HEIGHT = 420;
  private static final double LEFT = 60;
  private static final double RIGHT = 20;
  private static final double TOP = 20;
  private static final double BOTTOM = 45;
  /** Powers of ten at the ends of the axes: operations a byte, and operations a nanosecond. */
  private static final int LEAST_INTENSITY = -2;
  private static final int MOST_INTENSITY = 3;
  private static final int LEAST_RATE = -2;
  /** The radius of all of the time. */
  private static final double LARGEST = 26;
  /** Operations a byte where the first memory's name stands, and how many times as many where the next one's does. */
  private static final double FIRST_LABEL = 0.025;
  private static final double LABELS_APART = 2;

  private final Roofline roofline;
  private final int mostRate;
  private final StringBuilder svg = new StringBuilder();

  private RooflinePicture(Roofline roofline) {
    this.roofline = roofline;
    this.mostRate = (int) Math.ceil(Math.log10(roofline.operations() / 1e9) + 0.1);
  }

  static String of(Profile profile) {
    RooflinePicture picture = new RooflinePicture(profile.roofline());
    picture.grid();
    picture.roofs();
    profile.times().kernels().stream().filter(row -> row.work().operations() > 0)
        .forEach(row -> picture.kernel(row, profile.times().nanos()));
    return String.format(Locale.ROOT, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\">%n%s</svg>%n", WIDTH, HEIGHT,
        picture.svg);
  }

  private double x(double intensity) {
    double at = (Math.log10(intensity) - LEAST_INTENSITY) / (MOST_INTENSITY - LEAST_INTENSITY);
    return LEFT + Math.clamp(at, 0, 1) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double rate) {
    double at = (Math.log10(rate) - LEAST_RATE) / (mostRate - LEAST_RATE);
    return HEIGHT - BOTTOM - Math.clamp(at, 0, 1) * (HEIGHT - TOP - BOTTOM);
  }

  private void grid() {
    for (int i = LEAST_INTENSITY; i <= MOST_INTENSITY; i++) {
      double at = x(Math.pow(10, i));
      line(at, TOP, at, HEIGHT - BOTTOM, "#e6eaef", 1);
      text(at, HEIGHT - BOTTOM + 18, "middle", power(i));
    }
    for (int i = LEAST_RATE; i <= mostRate; i++) {
      double at = y(Math.pow(10, i));
      line(LEFT, at, WIDTH - RIGHT, at, "#e6eaef", 1);
      text(LEFT - 8, at + 4, "end", power(i));
    }
    text((LEFT + WIDTH) / 2, HEIGHT - 8, "middle", "operations a byte");
    text(LEFT + 6, TOP + 4, "start", "GFLOP/s");
  }

  private static String power(int exponent) {
    return Double.toString(Math.pow(10, exponent)).replaceFirst("\\.0$", "");
  }

  /** A slanted line for each memory, up to the level one of multiply-adds. */
  private void roofs() {
    double peak = roofline.operations() / 1e9;
    for (Roofline.Memory memory : roofline.memories()) {
      double bandwidth = memory.bandwidth() / 1e9;
      double from = Math.max(Math.pow(10, LEAST_INTENSITY), Math.pow(10, LEAST_RATE) / bandwidth);
      line(x(from), y(from * bandwidth), x(peak / bandwidth), y(peak), "#b9791f", 1.5);
      double label = FIRST_LABEL * Math.pow(LABELS_APART, roofline.memories().indexOf(memory));
      text(x(label) - 5, y(label * bandwidth) - 2, "end", Quantities.bytes(memory.bytes()));
    }
    double ridge = roofline.memories().stream().mapToDouble(memory -> peak / memory.bandwidth() * 1e9).min().orElse(1);
    line(x(ridge), y(peak), WIDTH - RIGHT, y(peak), "#b9791f", 1.5);
  }

  private void kernel(KernelTimes.Row row, double all) {
    double radius = Math.max(3, LARGEST * Math.sqrt(row.nanos() / all));
    svg.append(String.format(Locale.ROOT,
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#2f6fb5\" fill-opacity=\".55\" stroke=\"#1d4a7d\">"
            + "<title>%s, %s</title></circle>%n",
        x(row.work().operations() / row.work().bytes()), y(row.work().operations() / row.nanos()), radius,
        ProfilePage.escaped(row.name()), Quantities.part(row.nanos(), all)));
  }

  private void line(double fromX, double fromY, double toX, double toY, String color, double width) {
    svg.append(String.format(Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n", fromX, fromY,
        toX, toY, color, width));
  }

  private void text(double x, double y, String anchor, String words) {
    svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor,
        ProfilePage.escaped(words)));
  }
}
