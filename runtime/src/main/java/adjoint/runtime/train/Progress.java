package adjoint.runtime.train;

import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells a human, or a script, how a run goes. */
public final class Progress {

  /** How much is told, and where. */
  public enum Style {
    /** A line that is rewritten in place, and one an epoch: for a terminal. */
    LIVE,
    /** A line an epoch; of many fast epochs, about thirty; within slow ones, a line every five seconds. */
    PLAIN,
    /** Only what went wrong. */
    QUIET,
    /** As PLAIN, but to the error stream; then one JSON object as the last line of the output. */
    JSON
  }

  private static final int LINES = 30;
  private static final long OFTEN = 100_000_000L;
  private static final long FIRST = 2_000_000_000L;
  private static final long SELDOM = 5_000_000_000L;
  private static final int WIDTH = 78;

  private final PrintStream out;
  private final PrintStream words;
  private final PrintStream err;
  private final Style style;
  private final Set<RunWarning> warned = new HashSet<>();
  private int epochs;
  private int updates;
  private long rated = System.nanoTime();
  private int ratedStep;
  private double stepsPerSecond;
  private long shown = rated;
  private boolean saidStep;
  private boolean lineOpen;

  private Progress(PrintStream out, PrintStream err, Style style) {
    this.out = out;
    this.words = style == Style.JSON ? err : out;
    this.err = err;
    this.style = style;
  }

  public static Progress of(PrintStream out, PrintStream err, Style style) {
    return new Progress(out, err, style);
  }

  /** Tells nobody. */
  public static Progress silent() {
    return new Progress(System.out, System.err, Style.QUIET);
  }

  /** A line for humans. */
  public void say(String line) {
    if (style != Style.QUIET) {
      clear();
      words.println(line);
    }
  }

  /** Something that is right and perhaps not meant: once, however many runs there are. */
  void warn(RunWarning warning) {
    if (style != Style.QUIET && warned.add(warning)) {
      clear();
      words.flush();
      warning.lines().forEach(err::println);
    }
  }

  /** How a command line goes on with a run, where it was stopped. */
  public void advise(Report report) {
    if (report.outcome() == Report.Outcome.INTERRUPTED) {
      report.out().ifPresent(folder -> say("go on with --resume " + folder));
    }
  }

  void begin(int epochsOfRun, int updatesOfEpoch, int step) {
    this.epochs = epochsOfRun;
    this.updates = updatesOfEpoch;
    this.ratedStep = step;
    this.rated = System.nanoTime();
    this.shown = rated;
  }

  /**
   * After each update; cheap unless some time has passed: a tenth of a second on a terminal, else so much that a step is
   * seen within seconds, and a long epoch doesn't look like a stop.
   */
  void update(RunState state) {
    long now = System.nanoTime();
    if (style == Style.QUIET || now - shown < (style == Style.LIVE ? OFTEN : saidStep ? SELDOM : FIRST)) {
      return;
    }
    shown = now;
    saidStep = true;
    rate(state.step(), now);
    long left = (long) (epochs - state.epoch()) * updates - state.update();
    String line = "epoch " + (state.epoch() + 1) + "/" + epochs + " "
        + (style == Style.LIVE ? bar(state.update(), updates) + " " : "")
        + Words.right(Long.toString(100L * state.update() / updates), 3) + " %  "
        + (Double.isNaN(state.meanLoss()) ? "" : "loss " + value(state.meanLoss()) + "  ")
        + rateWords() + " steps/s  " + duration(left / Math.max(1e-9, stepsPerSecond)) + " left";
    line(line);
  }

  /** Within the scoring of a part: as seldom as after an update. */
  void scoring(Split.Name part, int done, int all) {
    long now = System.nanoTime();
    if (style == Style.QUIET || now - shown < (style == Style.LIVE ? OFTEN : SELDOM)) {
      return;
    }
    shown = now;
    line("scoring " + part.word() + " " + (style == Style.LIVE ? bar(done, all) + " " : "")
        + Words.right(Long.toString(100L * done / all), 3) + " %");
  }

  private void line(String line) {
    if (style != Style.LIVE) {
      words.println(line);
      return;
    }
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
    return stepsPerSecond < 10
        ? Words.fixed(stepsPerSecond, 1)
        : Words.count(Math.round(stepsPerSecond));
  }

  private static String bar(int done, int all) {
    int full = (int) (10L * done / all);
    return "\u2588".repeat(full) + "\u2591".repeat(10 - full);
  }

  /** `0:07`, `1:02:03`. */
  static String duration(double time) {
    long whole = Math.round(time);
    String seconds = twoDigits(whole % 60);
    return whole < 3600 ? whole / 60 + ":" + seconds : whole / 3600 + ":" + twoDigits(whole / 60 % 60) + ":" + seconds;
  }

  private static String twoDigits(long number) {
    return (number < 10 ? "0" : "") + number;
  }

  /**
   * After each epoch.
   *
   * @param finished the number of epochs that are done
   * @param last whether there are no more
   * @param losses of training, by name
   * @param validation empty where the recipe has none
   * @param table what is watched, line by line
   */
  void epoch(int finished, boolean last, Map<String, Double> losses, Map<String, Float> validation, double seconds,
      List<String> table) {
    long now = System.nanoTime();
    boolean due = finished % ((epochs + LINES - 1) / LINES) == 0 || last || now - shown > SELDOM;
    if (style == Style.QUIET || !due && table.isEmpty()) {
      return;
    }
    shown = style == Style.LIVE ? shown : now;
    clear();
    String number = Words.right(Integer.toString(finished), Integer.toString(epochs).length());
    StringBuilder line = new StringBuilder("epoch " + number + "/" + epochs + "  " + scores(losses));
    if (!validation.isEmpty()) {
      line.append("  validation ").append(scores(validation));
    }
    words.println(line + "  " + Words.fixed(seconds, 1) + " s");
    table.forEach(words::println);
  }

  /** At the end: the scores of each part, then the JSON object. */
  public void finish(Report report) {
    clear();
    if (style != Style.QUIET) {
      report.scores().forEach((name, scores) -> {
        words.println(padded(name) + scores(scores));
        ScoreTable.lines(scores, Progress::value).forEach(words::println);
      });
    }
    if (style == Style.JSON) {
      out.println(report.json());
    }
    out.flush();
  }

  private static String padded(Split.Name name) {
    return Words.left(name.word(), 12);
  }

  /** On one line; metrics of several numbers are told at the end. */
  private static String scores(Map<String, ? extends Number> scores) {
    StringBuilder text = new StringBuilder();
    scores.forEach((metric, value) -> {
      if (!ScoreTable.isPart(metric)) {
        text.append(text.length() == 0 ? "" : "  ").append(metric).append(' ').append(value(value.doubleValue()));
      }
    });
    return text.toString();
  }

  private static String value(double value) {
    double size = Math.abs(value);
    return size != 0 && (size < 1e-3 || size >= 1e6) ? Words.scientific(value) : Words.fixed(value, 4);
  }

  private void clear() {
    if (lineOpen) {
      words.print("\r\u001b[K");
      lineOpen = false;
    }
  }
}
