package adjoint.repl;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.FirstNotFinite;
import adjoint.compiler.lower.Lowered;
import adjoint.compiler.lower.ProgramLowering;
import adjoint.runtime.Problem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Program;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.train.Locator;
import java.nio.file.Path;
import java.util.Optional;

/** From what the command line names to what the compiler makes of it. */
final class Workshop {

  /**
   * A program that trains, and how.
   *
   * @param locator finds what made a loss that is no finite number
   */
  record Trainable(Program program, Recipe recipe, Locator locator) {}

  private Workshop() {}

  /**
   * A file as graphs.
   *
   * @param watch whether its training step gives norms
   * @throws Rejected where it has problems
   */
  static Lowered lower(ProgramOptions options, boolean watch) {
    var checked = check(options, watch);
    return checked.lowered().orElseThrow(() -> new Rejected(checked.problems()));
  }

  static Compiler.Checked check(ProgramOptions options, boolean watch) {
    var file = options.file();
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    return Compiler.check(Sources.named(file),
        new ProgramLowering.Options(folder, Sources.beside(file), options.settings(), watch));
  }

  /** A file ready to train. */
  static Trainable trainable(ProgramOptions options, boolean watch) {
    var lowered = lower(options, watch);
    var training = lowered.training().orElseThrow(() -> UserProblem.of(Problem.NO_RECIPE,
        options.file() + " has no train block"));
    var program = Compiler.compile(lowered, Backend.Options.DEFAULT);
    var signature = program.training().orElseThrow().step().signature();
    return new Trainable(program, training.recipe(),
        frame -> new FirstNotFinite(Compiler.simplified(training.step()), lowered.layout(), signature)
            .firstNotFinite(frame));
  }
}
