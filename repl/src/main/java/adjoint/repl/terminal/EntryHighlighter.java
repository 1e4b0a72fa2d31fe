package adjoint.repl.terminal;

import adjoint.compiler.parse.Lexemes;
import adjoint.repl.command.Dialogue;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours an entry by its words. */
final class EntryHighlighter implements Highlighter {

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;

  @Override
  public AttributedString highlight(LineReader reader, String text) {
    var colored = new AttributedStringBuilder();
    int at = 0;
    if (Dialogue.isCommand(text.stripLeading())) {
      at = end(text);
      colored.append(text.substring(0, at), PLAIN.foreground(AttributedStyle.MAGENTA));
    }
    for (var lexeme : Lexemes.of(text)) {
      if (lexeme.start() >= at && lexeme.end() <= text.length()) {
        colored.append(text.substring(at, lexeme.start()), PLAIN);
        colored.append(text.substring(lexeme.start(), lexeme.end()), style(lexeme.kind()));
        at = lexeme.end();
      }
    }
    return colored.append(text.substring(at), PLAIN).toAttributedString();
  }

  /** Behind the name of a command. */
  private static int end(String text) {
    int end = text.length() - text.stripLeading().length() + 1;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static AttributedStyle style(Lexemes.Kind kind) {
    return switch (kind) {
      case KEYWORD -> PLAIN.bold();
      case UPPER -> PLAIN.foreground(AttributedStyle.CYAN);
      case NUMBER -> PLAIN.foreground(AttributedStyle.YELLOW);
      case TEXT -> PLAIN.foreground(AttributedStyle.GREEN);
      case COMMENT -> PLAIN.faint();
      case OTHER -> PLAIN;
    };
  }
}
