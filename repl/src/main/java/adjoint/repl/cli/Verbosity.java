package adjoint.repl.cli;

import adjoint.repl.report.Console;
import adjoint.runtime.command.OptionTexts;
import adjoint.runtime.train.Progress.Style;
import adjoint.runtime.train.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much a run tells. */
final class Verbosity {

  @Mixin
  private QuietOption quiet = new QuietOption();

  @Option(names = "--json", description = OptionTexts.RUN_JSON)
  private boolean json;

  boolean isQuiet() {
    return quiet.isQuiet();
  }

  Progress progress(Console console) {
    var words = json && quiet.isQuiet() ? new PrintStream(OutputStream.nullOutputStream()) : console.err();
    return Progress.of(console.out(), words, style(console));
  }

  /** Shows what several runs come to: as JSON on the last line, where that is asked for. */
  void show(Series series, Console console) {
    if (json) {
      console.out().println(series.json());
    } else if (!quiet.isQuiet()) {
      series.lines().forEach(console.out()::println);
    }
  }

  private Style style(Console console) {
    if (json) {
      return Style.JSON;
    }
    if (quiet.isQuiet()) {
      return Style.QUIET;
    }
    return console.live() ? Style.LIVE : Style.PLAIN;
  }
}
