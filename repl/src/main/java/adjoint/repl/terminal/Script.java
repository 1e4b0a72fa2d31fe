package adjoint.repl.terminal;

import adjoint.repl.command.Dialogue;
import adjoint.repl.command.PromptContext;
import adjoint.repl.report.Console;
import adjoint.repl.session.Reading;
import adjoint.repl.session.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;

/** Entries from something that is no terminal: answers without prompts. */
public final class Script {

  private Script() {}

  /**
   * Answers each entry of a text in turn.
   *
   * @return whether all went well
   */
  public static boolean run(Reader text, PromptContext context, Console console) {
    boolean well = true;
    try (var lines = new BufferedReader(text)) {
      var entry = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        entry.append(line);
        if (Reading.isComplete(entry.toString())) {
          Response response = answer(entry.toString(), context, console);
          well &= !response.failed();
          entry.setLength(0);
          if (response.end()) {
            return well;
          }
        } else {
          entry.append('\n');
        }
      }
      return answer(entry.toString(), context, console).failed() ? false : well;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response answer(String entry, PromptContext context, Console console) {
    Response response = Dialogue.answer(context, entry);
    PrintResponse.print(response, console);
    return response;
  }
}
