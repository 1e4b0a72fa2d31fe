package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.grammar.Characters;
import adjoint.grammar.NnLexer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Text to tokens. Signs of other languages are told about and replaced by what they mean here, so that the parser goes on
 * as if they had been written right.
 */
final class Tokenize {

  /**
   * @param tokens all tokens but comments, the end of the file last
   * @param comments the text of each comment that has a line for itself, by line
   */
  record Tokenized(List<CommonToken> tokens, Map<Integer, String> comments, List<Diagnostic> problems) {}

  private final Source source;
  private final boolean prompt;
  private final List<CommonToken> tokens = new ArrayList<>();
  private final Map<Integer, String> comments = new HashMap<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  private Tokenize(Source source, boolean prompt) {
    this.source = source;
    this.prompt = prompt;
  }

  /**
   * @param prompt whether results such as `$1` are names here
   */
  static Tokenized tokenize(Source source, boolean prompt) {
    var pass = new Tokenize(source, prompt);
    var lexer = new NnLexer(new Characters(source.name(), source.text()));
    lexer.removeErrorListeners();
    CommonToken token;
    do {
      token = (CommonToken) lexer.nextToken();
      pass.add(token);
    } while (token.getType() != Token.EOF);
    pass.mend();
    return new Tokenized(pass.tokens, pass.comments, pass.problems);
  }

  private void add(CommonToken token) {
    switch (token.getType()) {
      case NnLexer.COMMENT -> comment(token, 2);
      case NnLexer.TIGHT_COMMENT ->
        problems.add(Diagnostic.of(CompilerProblem.AMBIGUOUS_COMMENT, Tokens.span(source, token),
            "this reads as a division: // after at most one blank").withHelp("put two blanks before a comment"));
      case NnLexer.HASH_COMMENT -> {
        problem(CompilerProblem.FOREIGN_SIGN, token, "comments begin with // here, not with #");
        comment(token, 1);
      }
      case NnLexer.OPEN_TEXT -> {
        problem(CompilerProblem.MALFORMED_STRING, token, "this text is not closed: a \" is missing at its end");
        tokens.add(as(token, NnLexer.TEXT, token.getText() + "\""));
      }
      case NnLexer.QUOTED -> {
        String inner = token.getText().substring(1, token.getText().length() - 1);
        problem(CompilerProblem.MALFORMED_STRING, token, "texts stand in double quotes: \"" + inner + "\"");
        tokens.add(as(token, NnLexer.TEXT, "\"" + inner + "\""));
      }
      case NnLexer.OTHER -> other(token);
      case NnLexer.RESULT -> result(token);
      default -> tokens.add(ForeignSyntax.of(token).map(habit -> replace(token, habit)).orElse(token));
    }
  }

  private void result(CommonToken token) {
    if (!prompt) {
      problem(CompilerProblem.MEANINGLESS_CHARACTER, token,
          "`" + token.getText() + "` is a result at the prompt; in a file, values have names");
    }
    tokens.add(as(token, NnLexer.NAME, token.getText()));
  }

  private CommonToken replace(CommonToken token, ForeignSyntax.Habit habit) {
    problem(CompilerProblem.FOREIGN_SIGN, token, habit.message());
    return as(token, habit.type(), habit.text());
  }

  private void comment(Token token, int slashes) {
    boolean alone = tokens.isEmpty() || tokens.getLast().getType() == NnLexer.NEWLINE;
    if (alone) {
      comments.put(token.getLine(), token.getText().substring(slashes).strip());
    }
  }

  /** A character of no token: replaced where it's a look-alike, else left out. A run of them makes one message. */
  private void other(CommonToken token) {
    char c = token.getText().charAt(0);
    if (c == '\uFEFF' && token.getStartIndex() == 0) {
      return;
    }
    var alike = ForeignSyntax.lookAlike(c);
    if (alike.isPresent()) {
      problem(CompilerProblem.MEANINGLESS_CHARACTER, token,
          "the character " + ForeignSyntax.describe(source.text(), token.getStartIndex())
              + " looks like `" + alike.get().text() + "`, but is another one");
      tokens.add(as(token, alike.get().type(), alike.get().text()));
      return;
    }
    if (c == '\u00A0' || Character.isSpaceChar(c)) {
      problem(CompilerProblem.MEANINGLESS_CHARACTER, token,
          "this blank is a " + ForeignSyntax.describe(source.text(), token.getStartIndex())
              + "; write an ordinary one");
      return;
    }
    if (Character.isLetter(c)) {
      tokens.add(as(token, NnLexer.NAME, token.getText()));
    }
    if (!joinsLast(token)) {
      problem(CompilerProblem.MEANINGLESS_CHARACTER, token,
          "the character " + ForeignSyntax.describe(source.text(), token.getStartIndex())
              + " means nothing here" + (Character.isLetter(c) ? ": names are made of a-z, A-Z, 0-9 and _" : ""));
    }
  }

  private boolean joinsLast(Token token) {
    if (problems.isEmpty() || problems.getLast().kind() != CompilerProblem.MEANINGLESS_CHARACTER) {
      return false;
    }
    var last = problems.getLast();
    if (last.at().end() != token.getStartIndex()) {
      return false;
    }
    problems.removeLast();
    problems.add(last.at(last.at().to(Tokens.span(source, token))));
    return true;
  }

  /** `.5`, `1.` and `2x`, and names that a strange letter has cut into parts. */
  private void mend() {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      CommonToken token = tokens.get(i);
      CommonToken next = tokens.get(i + 1);
      boolean touches = token.getStopIndex() + 1 == next.getStartIndex();
      if (token.getType() == NnLexer.NAME && next.getType() == NnLexer.NAME && touches) {
        token.setText(token.getText() + next.getText());
        token.setStopIndex(next.getStopIndex());
        tokens.remove(i-- + 1);
      } else if (token.getType() == NnLexer.DOT && next.getType() == NnLexer.NUMBER && touches && !followsName(i)) {
        problem(CompilerProblem.MALFORMED_NUMBER, token, "numbers need a digit before the dot: 0." + next.getText());
        tokens.remove(i);
      } else if (token.getType() == NnLexer.NUMBER && next.getType() == NnLexer.DOT && touches && !nameAt(i + 2)) {
        problem(CompilerProblem.MALFORMED_NUMBER, next,
            "numbers need a digit after the dot: " + token.getText() + ".0");
        tokens.remove(i + 1);
      } else if (token.getType() == NnLexer.NUMBER && next.getType() == NnLexer.NAME && touches) {
        problem(CompilerProblem.MALFORMED_NUMBER, next,
            "a product needs its sign: " + token.getText() + " * " + next.getText());
        tokens.add(i + 1, Tokens.behind(token, NnLexer.TIMES, "*"));
      }
    }
  }

  private boolean followsName(int i) {
    return i > 0 && Tokens.OPERAND_END.contains(tokens.get(i - 1).getType())
        && tokens.get(i - 1).getStopIndex() + 1 == tokens.get(i).getStartIndex();
  }

  private boolean nameAt(int i) {
    return i < tokens.size() && tokens.get(i).getType() == NnLexer.NAME
        && tokens.get(i - 1).getStopIndex() + 1 == tokens.get(i).getStartIndex();
  }

  private static CommonToken as(CommonToken token, int type, String text) {
    token.setType(type);
    token.setText(text);
    return token;
  }

  private void problem(CompilerProblem kind, Token token, String message) {
    Span at = Tokens.span(source, token);
    problems.add(Diagnostic.of(kind, at, message));
  }
}
