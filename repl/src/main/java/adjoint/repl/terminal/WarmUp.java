package adjoint.repl.terminal;

import adjoint.repl.command.Dialogue;
import adjoint.repl.command.PromptContext;
import adjoint.repl.session.Session;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Answers some entries for nobody while the terminal is made ready and the user types, so that Java knows the way. */
public final class WarmUp {

  private static final long STACK = 16L << 20;
  private static final List<String> ENTRIES =
      List.of("1 + 1", "dim A = 2", "x = normal[A]()", "sum(x^2)", "2 * x + x");

  private WarmUp() {}

  public static void begin() {
    var thread = new Thread(null, WarmUp::run, "adjoint-warming", STACK);
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var context = new PromptContext(Session.begin(Path.of("")), nowhere, false);
    ENTRIES.forEach(entry -> Dialogue.answer(context, entry));
  }
}
