package adjoint.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Two curves over the same sizes, time and memory, as an SVG picture; all axes are logarithmic, so that powers are lines. */
final class Curves {

  private static final double WIDTH = 760;
  private static final double HEIGHT = 300;
  private static final double PANEL = WIDTH / 2;
  private static final double LEFT = 62;
  private static final double RIGHT = 18;
  private static final double TOP = 34;
  private static final double BOTTOM = 50;

  private final StringBuilder svg = new StringBuilder();
  private final List<Integer> sizes;

  private Curves(List<Integer> sizes) {
    this.sizes = sizes;
  }

  static String of(String what, List<Integer> sizes, List<Double> millis, List<Double> megabytes) {
    Curves curves = new Curves(sizes);
    curves.panel(0, "time of a training step, ms", millis, "#2f6fb5");
    curves.panel(PANEL, "memory, MB", megabytes, "#b9791f");
    curves.text(WIDTH / 2, HEIGHT - 8, "middle", what);
    return String.format(Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" font-family=\"sans-serif\" "
            + "font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n%s</svg>%n",
        WIDTH, HEIGHT, WIDTH, curves.svg);
  }

  private double x(double from, double size) {
    double first = Math.log(sizes.getFirst());
    return from + LEFT + (PANEL - LEFT - RIGHT) * (Math.log(size) - first) / (Math.log(sizes.getLast()) - first);
  }

  private void panel(double from, String title, List<Double> values, String color) {
    int low = (int) Math.floor(Math.log10(values.stream().mapToDouble(v -> v).min().orElse(1)));
    int high = Math.max(low + 1, (int) Math.ceil(Math.log10(values.stream().mapToDouble(v -> v).max().orElse(1))));
    double unit = (HEIGHT - TOP - BOTTOM) / (high - low);
    for (int power = low; power <= high; power++) {
      double y = HEIGHT - BOTTOM - unit * (power - low);
      line(from + LEFT, y, from + PANEL - RIGHT, y);
      text(from + LEFT - 6, y + 4, "end", Double.toString(Math.pow(10, power)).replaceFirst("\\.0$", ""));
    }
    for (int size : sizes) {
      line(x(from, size), TOP, x(from, size), HEIGHT - BOTTOM);
      text(x(from, size), HEIGHT - BOTTOM + 16, "middle", Integer.toString(size));
    }
    text(from + LEFT, TOP - 12, "start", title);
    List<String> points = IntStream.range(0, values.size()).mapToObj(i -> String.format(Locale.ROOT, "%.1f,%.1f",
        x(from, sizes.get(i)), HEIGHT - BOTTOM - unit * (Math.log10(values.get(i)) - low))).toList();
    svg.append("<polyline fill=\"none\" stroke=\"").append(color).append("\" stroke-width=\"2\" points=\"")
        .append(String.join(" ", points)).append("\"/>\n");
    svg.append(points.stream().map(point -> "<circle r=\"3.5\" fill=\"" + color + "\" cx=\""
        + point.replace(",", "\" cy=\"") + "\"/>").collect(Collectors.joining("\n"))).append('\n');
  }

  private void line(double fromX, double fromY, double toX, double toY) {
    svg.append(String.format(Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#e1e6ec\"/>%n", fromX, fromY, toX, toY));
  }

  private void text(double x, double y, String anchor, String words) {
    svg.append(String.format(Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#55606e\">%s</text>%n", x, y, anchor, words));
  }
}
