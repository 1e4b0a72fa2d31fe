package adjoint.benchmark;

import java.util.Locale;

/**
 * What was measured of a call of a workload. The process that measures writes it as a line, another one reads it.
 *
 * @param operations of one call
 * @param bytecode bytes of class files
 * @param memory planned bytes
 */
record Result(Workload.Call call, Timing.Figure ours, Timing.Figure libtorch, Timing.Beginning beginning,
    double operations, long bytecode, long memory) {

  private static final String MARK = "result ";

  String line() {
    return MARK + call + " " + ours.median() + " " + ours.spread() + " " + libtorch.median() + " " + libtorch.spread()
        + " " + beginning.first() + " " + beginning.full() + " " + operations + " " + bytecode + " " + memory;
  }

  static boolean isOne(String line) {
    return line.startsWith(MARK);
  }

  static Result parse(String line) {
    String[] words = line.substring(MARK.length()).split(" ");
    double[] n = new double[words.length];
    for (int i = 1; i < words.length; i++) {
      n[i] = Double.parseDouble(words[i]);
    }
    return new Result(Workload.Call.valueOf(words[0]), new Timing.Figure(n[1], n[2]), new Timing.Figure(n[3], n[4]),
        new Timing.Beginning(n[5], n[6]), n[7], (long) n[8], (long) n[9]);
  }

  /** The better figures of two runs under different settings. */
  Result better(Result other) {
    return new Result(call, quicker(ours, other.ours), quicker(libtorch, other.libtorch),
        ours.median() <= other.ours.median() ? beginning : other.beginning, operations, bytecode, memory);
  }

  private static Timing.Figure quicker(Timing.Figure a, Timing.Figure b) {
    return a.median() <= b.median() ? a : b;
  }

  static final String HEAD = """
      | workload | | ours | ± | libtorch | ± | libtorch / ours | GFLOP/s | of the peak | memory | first call | full speed | bytecode |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|""";

  /** @param peak operations a second */
  String row(String workload, double peak) {
    double rate = operations / ours.median() / 1e3;
    return String.format(Locale.ROOT,
        "| %s | %s | %s | %.0f %% | %s | %.0f %% | %s | %.1f | %.0f %% | %s | %.2f s | %.1f s | %,d |", workload, call.words, micros(ours.median()), ours.spread() * 100, micros(libtorch.median()),
        libtorch.spread() * 100, three(libtorch.median() / ours.median()), rate, rate * 1e11 / peak, bytes(memory),
        beginning.first(), beginning.full(), bytecode);
  }

  private static String micros(double micros) {
    return micros < 1000 ? three(micros) + " µs" : three(micros / 1e3) + " ms";
  }

  private static String bytes(long bytes) {
    return bytes < 1e6 ? three(bytes / 1e3) + " KB" : three(bytes / 1e6) + " MB";
  }

  /** With three digits, or all before the point. */
  private static String three(double number) {
    int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
