package adjoint.repl.cli;

import adjoint.repl.command.Dialogue;
import adjoint.repl.command.PromptContext;
import adjoint.repl.report.Console;
import adjoint.repl.session.Session;
import adjoint.repl.terminal.PrintResponse;
import adjoint.repl.terminal.Script;
import adjoint.repl.terminal.TerminalLoop;
import adjoint.repl.terminal.WarmUp;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `nn`, `nn repl digits.nn`: answers what is typed. */
@Command(description = "Answer expressions and declarations as they are typed.")
final class ReplCommand implements CliCommand {

  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A .nn file to begin with.")
  private Optional<Path> file = Optional.empty();

  @Override
  public int run(Console console) {
    var context = new PromptContext(Session.begin(Path.of("")), console.out(), console.live());
    var loaded = file.map(path -> Dialogue.answer(context, ":load " + path));
    loaded.ifPresent(response -> PrintResponse.print(response, console));
    if (console.live() && Console.isTyped()) {
      WarmUp.begin();
      console.out().println("Adjoint " + VersionText.number() + "; :help lists the commands, Ctrl-D ends the session");
      TerminalLoop.run(context, console);
      return ExitCode.OK;
    }
    boolean well = Script.run(new InputStreamReader(System.in, StandardCharsets.UTF_8), context, console);
    return well && loaded.map(response -> !response.failed()).orElse(true) ? ExitCode.OK : ExitCode.WRONG;
  }
}
