package adjoint.repl.cli;

import adjoint.repl.report.Console;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `nn completion bash`: a script by which a shell completes the words of `nn`. */
@Command(
    description = "Print a script by which a shell completes commands and options.",
    footer = {"", "bash: source <(nn completion bash)", "zsh:  the same, after compinit",
      "fish: nn completion fish | source"})
final class CompletionCommand implements CliCommand {

  /** The shells that there are scripts for. */
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Override
  public int run(Console console) {
    console.out().print(script(console));
    return ExitCode.OK;
  }

  private String script(Console console) {
    var all = CommandRunner.everything(console);
    return switch (shell) {
      case BASH, ZSH -> AutoComplete.bash("nn", all); // it works in both
      case FISH -> FishCompletion.of(all.getCommandSpec());
    };
  }
}
