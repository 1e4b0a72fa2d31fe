package adjoint.repl.terminal;

import adjoint.repl.session.Completing;
import adjoint.repl.session.Reading;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells JLine when an entry goes on in the next line, and which word is being completed. */
final class EntryParser implements Parser {

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && !Reading.isComplete(line)) {
      throw new EOFError(-1, cursor, "the entry goes on");
    }
    return new Line(line, cursor, Completing.word(line.substring(0, cursor)));
  }

  /** A line as one word in front of the cursor: what stands around it doesn't matter to completion. */
  private record Line(String line, int cursor, String word) implements CompletingParsedLine {

    @Override
    public int wordCursor() {
      return word.length();
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return word.length();
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }
  }
}
