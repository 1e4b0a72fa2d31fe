package adjoint.runtime.command;

import adjoint.runtime.CliProblem;
import adjoint.runtime.program.Program;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.train.Interruption;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Progress;
import adjoint.runtime.train.Report;
import adjoint.runtime.train.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Trains the model anew, in jars that were built for it. */
public final class Train implements Command {

  private static final int INTERRUPTED = 130;

  private final Program program;
  private final Recipe recipe;

  /** @param recipe whose files are looked for in the working directory */
  public Train(Program program, Recipe recipe) {
    this.program = program;
    this.recipe = recipe;
  }

  @Override
  public String parameter() {
    return "";
  }

  @Override
  public String words() {
    return "Train the model as its file says; data are looked for in the working directory.";
  }

  @Override
  public List<Option> options() {
    return all();
  }

  /** The same, without a program to train. */
  public static List<Option> all() {
    return List.of(new Option("--data", "NAME=PATH", OptionTexts.DATA),
        new Option("--out", "DIR", OptionTexts.OUT),
        new Option("--resume", "DIR", OptionTexts.RESUME),
        new Option("--anyway", "", OptionTexts.ANYWAY),
        new Option("--save-every", "SECONDS", OptionTexts.SAVE_EVERY),
        new Option("--epochs", "N", OptionTexts.EPOCHS),
        new Option("--seed", "N", OptionTexts.SEED),
        new Option("--limit", "N", OptionTexts.LIMIT),
        new Option("--threads", "N", OptionTexts.THREADS),
        new Option("--json", "", OptionTexts.RUN_JSON),
        new Option("--quiet", "", OptionTexts.QUIET));
  }

  @Override
  public int run(Arguments arguments, Shell shell) {
    Progress.Style style = arguments.has("--json")
        ? Progress.Style.JSON
        : arguments.has("--quiet") ? Progress.Style.QUIET : Progress.Style.PLAIN;
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1, 1 << 10);
    try (Interruption interruption = Interruption.onSignal(shell.err())) {
      Options options = new Options(arguments.path("--out"), data(arguments), number(arguments, "--limit", 1),
          number(arguments, "--epochs", 1), number(arguments, "--seed", Integer.MIN_VALUE), threads, false,
          arguments.path("--resume"), arguments.has("--anyway"),
          arguments.number("--save-every", (int) Options.SAVE_EVERY, 1, Integer.MAX_VALUE), false, false,
          Optional.empty(),
          interruption);
      Progress progress = Progress.of(shell.out(), shell.err(), style);
      Report report = Trainer.run(program, recipe, options, progress);
      progress.advise(report);
      return report.outcome() == Report.Outcome.INTERRUPTED ? INTERRUPTED : 0;
    }
  }

  private static Map<String, String> data(Arguments arguments) {
    Map<String, String> data = new LinkedHashMap<>();
    for (String each : arguments.all("--data")) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new UsageProblem(CliProblem.BAD_VALUE, "--data is " + each + ", not NAME=PATH", Optional.empty());
      }
      data.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return data;
  }

  private static OptionalInt number(Arguments arguments, String name, int least) {
    return arguments.has(name)
        ? OptionalInt.of(arguments.number(name, 0, least, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }
}
