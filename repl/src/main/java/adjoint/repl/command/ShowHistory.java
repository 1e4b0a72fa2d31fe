package adjoint.repl.command;

import adjoint.repl.session.Response;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;

/** `:history`: what was entered in this session. */
final class ShowHistory {

  private ShowHistory() {}

  static Response answer(PromptContext context, String argument) {
    List<String> entries = context.session().entries();
    int width = Integer.toString(entries.size()).length();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      lines.add(Words.right(Integer.toString(i + 1), width) + "  "
          + entries.get(i).strip().replace("\n", "\n" + " ".repeat(width + 2)));
    }
    return lines.isEmpty() ? Response.note("nothing was entered so far") : Response.text(String.join("\n", lines));
  }
}
