package adjoint.repl.terminal;

import adjoint.repl.command.PromptCommands;
import adjoint.repl.session.Completing;
import adjoint.repl.session.Session;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Proposals as JLine's candidates; behind a colon at the beginning, commands. */
record NameCompleter(Supplier<Session> session) implements Completer {

  private static final Pattern COMMAND = Pattern.compile("^\\s*[:/](\\w*)$");

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, line.cursor());
    Matcher command = COMMAND.matcher(before);
    if (command.matches()) {
      PromptCommands.begun(command.group(1)).forEach(each -> candidates.add(candidate(each.name(), each.does(), true)));
      return;
    }
    Completing.proposals(session.get(), before)
        .forEach(proposal -> candidates.add(candidate(proposal.value(), proposal.meaning(), false)));
  }

  /**
   * @param whole whether a blank follows: names go on with a bracket as often
   */
  private static Candidate candidate(String value, String meaning, boolean whole) {
    return new Candidate(value, value, null, meaning.isEmpty() ? null : meaning, null, null, whole);
  }
}
