package adjoint.repl;

import adjoint.repl.command.Desk;
import adjoint.repl.command.Dialogue;
import adjoint.repl.session.Session;
import adjoint.repl.terminal.Printing;
import adjoint.repl.terminal.Script;
import adjoint.repl.terminal.Shell;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `nn`, `nn repl digits.nn`: answers what is typed. */
@Command(
    name = "repl",
    description = "Answer expressions and declarations as they are typed.",
    mixinStandardHelpOptions = true)
final class Repl implements Callable<Integer> {

  private final Console console;

  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A .nn file to begin with.")
  private Optional<Path> file = Optional.empty();

  Repl(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var desk = new Desk(Session.begin(Path.of("")), console.out(), console.live());
    var loaded = file.map(path -> Dialogue.answer(desk, ":load " + path));
    loaded.ifPresent(response -> Printing.print(response, console));
    if (console.live() && Console.isTyped()) {
      Warming.begin();
      console.out().println("Adjoint " + Nn.VERSION + "; :help lists the commands, Ctrl-D ends the session");
      Shell.run(desk, console);
      return Exit.OK;
    }
    boolean well = Script.run(new InputStreamReader(System.in, StandardCharsets.UTF_8), desk, console);
    return well && loaded.map(response -> !response.failed()).orElse(true) ? Exit.OK : Exit.WRONG;
  }
}
