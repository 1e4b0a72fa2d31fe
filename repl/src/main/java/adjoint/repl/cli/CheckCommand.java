package adjoint.repl.cli;

import adjoint.compiler.graph.Output;
import adjoint.compiler.inspect.GradientCheck;
import adjoint.compiler.incremental.StepForm;
import adjoint.compiler.lower.program.Lowered;
import adjoint.repl.report.Console;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.text.Words;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `nn check digits.nn`: finds what is wrong with a program without running it. */
@Command(description = "Find what is wrong with a file, without running it.")
final class CheckCommand implements CliCommand {

  private static final long SEED = 1;

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Option(names = "--grad",
      description = "Also compare each derived gradient with finite differences, in double precision.")
  private boolean grad;

  @Mixin
  private WarningOptions warnings = new WarningOptions();

  @Override
  public int run(Console console) {
    var lowered = program.lower();
    warnings.show(lowered, console);
    boolean agrees = !grad || gradientsAgree(lowered, console);
    console.out().println(program.file() + ": " + (agrees ? "all right" : "gradients differ") + "; "
        + Words.count(lowered.layout().parameters(), "parameter"));
    lowered.training().flatMap(TrainingFunctions::batches).ifPresent(means -> console.out().println("scored batch by "
        + "batch, as examples meet in " + (means.outputs().size() == 1 ? "it" : "them") + ": "
        + means.outputs().stream().map(Output::name).collect(Collectors.joining(", "))));
    lowered.generating().map(g -> StepForm.of(g.next(), g.how().feed())).filter(form -> form.graph().isEmpty())
        .ifPresent(form -> console.out().println("generate runs the whole text so far for each token: " + form.why()));
    return !agrees ? ExitCode.WRONG : warnings.pass(lowered) ? ExitCode.OK : ExitCode.USAGE;
  }

  private boolean gradientsAgree(Lowered lowered, Console console) {
    boolean all = true;
    for (var model : lowered.models().values()) {
      for (var comparison : GradientCheck.check(model, SEED)) {
        console.out().printf("%-40s differs by %.1e  %s%n",
            "d " + model.name() + " / d " + comparison.input(), comparison.worst(),
            !comparison.defined() ? "not finite there" : comparison.agrees() ? "ok" : "WRONG");
        all &= comparison.agrees();
      }
    }
    return all;
  }
}
