package adjoint.repl.report;

import adjoint.compiler.measure.KernelTimes;
import adjoint.compiler.measure.Roofline;
import java.util.Locale;

/** Times, rates and sizes as words, with three digits. */
final class Quantities {

  private static final double KILO = 1e3;

  private Quantities() {}

  static String time(double nanos) {
    return nanos < KILO * KILO ? number(nanos / KILO) + " µs" : number(nanos / KILO / KILO) + " ms";
  }

  static String bytes(double bytes) {
    return bytes < KILO * KILO ? number(bytes / KILO) + " KB" : number(bytes / KILO / KILO) + " MB";
  }

  static String part(double of, double all) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * of / all);
  }

  /** Operations a nanosecond, or bytes. */
  static String rate(double work, double nanos) {
    return work == 0 ? "" : number(work / nanos);
  }

  /** How near a kernel is to what the machine could do, were there nothing but its arithmetic and its memory. */
  static String share(KernelTimes.Row row, Roofline roofline) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * roofline.nanos(row.work()) / row.nanos());
  }

  private static String number(double number) {
    int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
