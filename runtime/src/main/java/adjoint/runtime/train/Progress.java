package adjoint.runtime.train;

import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells a human, or a script, how a run goes. */
public final class Progress {

  /** How much is told, and where. */
  public enum Style {
    /** A line that is rewritten in place, and one an epoch: for a terminal. */
    LIVE,
    /** A line an epoch; of many fast epochs, about thirty. */
    PLAIN,
    /** Only what went wrong. */
    QUIET,
    /** As PLAIN, but to the error stream; then one JSON object as the last line of the output. */
    JSON
  }

  private static final int LINES = 30;
  private static final long OFTEN = 100_000_000L;
  private static final long SELDOM = 5_000_000_000L;
  private static final int WIDTH = 78;

  private final PrintStream out;
  private final PrintStream words;
  private final Style style;
  private int epochs;
  private int updates;
  private long rated = System.nanoTime();
  private int ratedStep;
  private double stepsPerSecond;
  private long shown;
  private boolean lineOpen;

  private Progress(PrintStream out, PrintStream words, Style style) {
    this.out = out;
    this.words = words;
    this.style = style;
  }

  public static Progress of(PrintStream out, PrintStream err, Style style) {
    return new Progress(out, style == Style.JSON ? err : out, style);
  }

  /** A line for humans. */
  public void say(String line) {
    if (style != Style.QUIET) {
      clear();
      words.println(line);
    }
  }

  void begin(int epochsOfRun, int updatesOfEpoch, int step) {
    this.epochs = epochsOfRun;
    this.updates = updatesOfEpoch;
    this.ratedStep = step;
    this.rated = System.nanoTime();
    this.shown = rated;
  }

  /** After each update; cheap unless a tenth of a second has passed. */
  void update(RunState state) {
    if (style != Style.LIVE) {
      return;
    }
    long now = System.nanoTime();
    if (now - shown < OFTEN) {
      return;
    }
    shown = now;
    rate(state.step(), now);
    long left = (long) (epochs - state.epoch()) * updates - state.update();
    String line = String.format(Locale.ROOT, "epoch %d/%d %s %3d %%  loss %.4f  %s steps/s  %s left", state.epoch() + 1,
        epochs, bar(state.update(), updates), 100L * state.update() / updates, state.meanLoss(), rateWords(),
        duration(left / Math.max(1e-9, stepsPerSecond)));
    words.print("\r" + (line.length() > WIDTH ? line.substring(0, WIDTH) : line) + "\u001b[K");
    words.flush();
    lineOpen = true;
  }

  /** The speed of about the last second. */
  private void rate(int step, long now) {
    double seconds = (now - rated) / 1e9;
    if (stepsPerSecond == 0 || seconds > 1) {
      stepsPerSecond = (step - ratedStep) / Math.max(1e-9, seconds);
      rated = now;
      ratedStep = step;
    }
  }

  private String rateWords() {
    return stepsPerSecond < 10 ? String.format(Locale.ROOT, "%.1f", stepsPerSecond)
        : Words.count(Math.round(stepsPerSecond));
  }

  private static String bar(int done, int all) {
    int full = (int) (10L * done / all);
    return "\u2588".repeat(full) + "\u2591".repeat(10 - full);
  }

  /** `0:07`, `1:02:03`. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600 ? String.format("%d:%02d", whole / 60, whole % 60)
        : String.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /**
   * After each epoch.
   *
   * @param finished the number of epochs that are done
   * @param last whether there are no more
   * @param validation empty where the recipe has none
   * @param table what is watched, line by line
   */
  void epoch(int finished, boolean last, double trainLoss, Map<String, Float> validation, double seconds,
      List<String> table) {
    long now = System.nanoTime();
    boolean due = finished % ((epochs + LINES - 1) / LINES) == 0 || last || now - shown > SELDOM;
    if (style == Style.QUIET || !due && table.isEmpty()) {
      return;
    }
    shown = style == Style.LIVE ? shown : now;
    clear();
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "epoch %" + Integer.toString(epochs).length()
        + "d/%d  loss %s", finished, epochs, value(trainLoss)));
    if (!validation.isEmpty()) {
      line.append("  validation ").append(scores(validation));
    }
    words.println(line + String.format(Locale.ROOT, "  %.1f s", seconds));
    table.forEach(words::println);
  }

  /** At the end: the scores of each part, then the JSON object. */
  public void finish(Report report) {
    clear();
    if (style != Style.QUIET) {
      report.scores().forEach((name, scores) -> words.println(padded(name) + scores(scores)));
    }
    if (style == Style.JSON) {
      out.println(report.json());
    }
    out.flush();
  }

  private static String padded(Split.Name name) {
    return String.format("%-12s", name.word());
  }

  private static String scores(Map<String, Float> scores) {
    StringBuilder text = new StringBuilder();
    scores.forEach((metric, value) -> text.append(text.length() == 0 ? "" : "  ").append(metric).append(' ')
        .append(value(value)));
    return text.toString();
  }

  /** Without the sign of a zero. */
  private static String value(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size != 0 && (size < 1e-3 || size >= 1e6) ? "%.3e" : "%.4f", value + 0.0);
  }

  private void clear() {
    if (lineOpen) {
      words.print("\r\u001b[K");
      lineOpen = false;
    }
  }
}
