package adjoint.repl;

import adjoint.repl.command.Dialogue;
import adjoint.repl.command.PromptContext;
import adjoint.repl.report.Console;
import adjoint.repl.session.Reading;
import adjoint.repl.session.Response;
import adjoint.repl.session.Session;
import adjoint.repl.terminal.PrintResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A session that tests talk to, with everything that it says. */
public final class Conversation {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final PromptContext context;

  private Conversation(Path home) {
    this.context = new PromptContext(Session.begin(home), stream, false);
  }

  public static Conversation at(Path home) {
    return new Conversation(home);
  }

  public PromptContext context() {
    return context;
  }

  public Response say(String entry) {
    return Dialogue.answer(context, entry);
  }

  /** What is shown of some lines' answers, without the lines. */
  public String answers(String lines) {
    bytes.reset();
    entries(lines).forEach(entry -> PrintResponse.print(say(entry), new Console(stream, stream, false, false)));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Lines as they are typed, with prompts, and the answers. */
  public String transcript(String lines) {
    bytes.reset();
    entries(lines).forEach(entry -> {
      stream.println("nn> " + entry.replace("\n", "\n... "));
      PrintResponse.print(say(entry), new Console(stream, stream, false, false));
    });
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Lines cut into entries, as the prompt does it. */
  public static List<String> entries(String lines) {
    List<String> entries = new ArrayList<>();
    var entry = new StringBuilder();
    for (String line : lines.lines().toList()) {
      entry.append(line);
      if (Reading.isComplete(entry.toString())) {
        entries.add(entry.toString());
        entry.setLength(0);
      } else {
        entry.append('\n');
      }
    }
    if (!entry.isEmpty()) {
      entries.add(entry.toString());
    }
    return entries;
  }
}
