package adjoint.repl.command;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.Response;
import adjoint.repl.session.SessionProgram;
import adjoint.repl.session.State;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Program;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.train.Interruption;
import adjoint.runtime.train.Locator;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Progress;
import adjoint.runtime.train.Report;
import adjoint.runtime.train.Trainer;
import adjoint.runtime.weights.RunFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** `:train`: trains as the session's `train` block says; the session then has the weights. Ctrl-C stops it. */
final class Training {

  private Training() {}

  static Response answer(PromptContext context, String argument) {
    State state = context.session().state();
    SessionProgram declared = SessionProgram.of(state);
    Recipe recipe = declared.lowered().recipe()
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.NO_RECIPE, "no train block is declared"));
    Program program = Compiler.compile(declared.lowered(), Backend.Options.DEFAULT);
    Locator locator = Network.locator(declared.lowered(), program);
    try (var interruption = Interruption.never()) {
      context.session().whenStopped(interruption::request);
      context.session().check();
      Report report = Trainer.run(program, recipe,
          options(argument, context.session().home(), state, recipe.model(), locator, interruption),
          progress(context));
      return trained(context, declared, report);
    }
  }

  private static Options options(String argument, Path home, State state, String model, Locator locator,
      Interruption interruption) {
    if (!argument.isEmpty() && !argument.matches("[1-9]\\d{0,8}")) {
      throw new CommandFailure(CliProblem.BAD_VALUE, ":train takes a number of epochs", Optional.of("help: :train 10"));
    }
    OptionalInt epochs = argument.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(argument));
    Optional<Path> stopped = argument.isEmpty() ? state.run() : Optional.empty();
    Optional<Path> out = stopped.isPresent() ? Optional.empty() : Optional.of(free(home, model));
    return new Options(out, Map.of(), OptionalInt.empty(), epochs, OptionalInt.empty(),
        Runtime.getRuntime().availableProcessors(), false, stopped, true, Options.SAVE_EVERY, false, false,
        Optional.of(locator), interruption);
  }

  /** The next free `runs/<model>/<n>`. */
  private static Path free(Path home, String model) {
    return RunFiles.free(home.resolve("runs").resolve(model));
  }

  private static Progress progress(PromptContext context) {
    return Progress.of(context.words(), context.words(), context.live() ? Progress.Style.LIVE : Progress.Style.PLAIN);
  }

  private static Response trained(PromptContext context, SessionProgram declared, Report report) {
    State state = context.session().state();
    Path folder = report.out().orElseThrow();
    boolean best = report.of() == Report.Scored.BEST;
    State with = declared.load(state, folder.resolve(best ? "best.safetensors" : "last.safetensors"));
    boolean stopped = report.outcome() == Report.Outcome.INTERRUPTED;
    context.session().become(with.withRun(stopped ? Optional.of(folder) : Optional.empty()));
    return Response.note(stopped
        ? "stopped after " + report.epochs() + " epochs; the session has the weights, :train goes on"
        : "the session has these weights" + (best ? ", the best" : ""));
  }
}
