package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.Code;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Says in the user's words why the parser can't go on: the first of its rules that fits makes the message. */
final class Complaints {

  private static final List<String> DECLARATION_WORDS = List.of("dim", "fn", "layer", "model", "optimizer", "train", "test", "use");
  private static final List<String> STATEMENT_WORDS = List.of("param", "state", "yield", "assert", "scan", "if", "dim");
  private static final List<String> ITEM_WORDS = List.of("data", "split", "minimize", "metric", "batch", "carry", "watch");
  private static final IntervalSet DECLARES = new IntervalSet(NnLexer.FN, NnLexer.LAYER, NnLexer.MODEL, NnLexer.OPTIMIZER);

  private final Source source;
  private final boolean trial;

  /** In a trial, only whether there are problems is asked; no help is looked for. */
  Complaints(Source source, boolean trial) {
    this.source = source;
    this.trial = trial;
  }

  /**
   * What is known at the error.
   *
   * @param first the first token of the line
   * @param before the token before the one found
   */
  private record Place(NnParser parser, Token first, Token before, Token found, IntervalSet expected) {

    int rule() {
      return parser.getContext().getRuleIndex();
    }

    boolean within(int rule) {
      for (var context = parser.getContext(); context != null; context = context.getParent()) {
        if (context.getRuleIndex() == rule) {
          return true;
        }
      }
      return false;
    }

    boolean atLineStart() {
      return found == first;
    }

    boolean atTop() {
      return !within(NnParser.RULE_block) && !within(NnParser.RULE_itemBlock);
    }

    /** Whether a pipe stands before on this line. */
    boolean pipeBefore() {
      var tokens = parser.getTokenStream();
      return IntStream.range(first.getTokenIndex(), Math.max(first.getTokenIndex(), found.getTokenIndex()))
          .anyMatch(i -> tokens.get(i).getType() == NnLexer.PIPE);
    }

    int foundType() {
      return found.getType();
    }
  }

  Diagnostic about(NnParser parser, Token found, IntervalSet expected) {
    var place = place(parser, found, expected);
    return foreignWord(place)
        .or(() -> lineBeginsWithOperator(place))
        .or(() -> misspelt(place))
        .or(() -> nestedDeclaration(place))
        .or(() -> noDeclaration(place))
        .or(() -> noItem(place))
        .or(() -> missingType(place))
        .or(() -> missingMember(place))
        .or(() -> missingBody(place))
        .or(() -> behindPipe(place))
        .or(() -> reserved(place))
        .or(() -> missingExpression(place))
        .or(() -> missingName(place))
        .or(() -> sideBySide(place))
        .or(() -> behindLine(place))
        .orElseGet(() -> anything(place));
  }

  private Place place(NnParser parser, Token found, IntervalSet expected) {
    var tokens = parser.getTokenStream();
    int first = found.getTokenIndex();
    while (first > 0 && !startsLine(tokens.get(first - 1).getType())) {
      first--;
    }
    Token before = tokens.get(Math.max(0, found.getTokenIndex() - 1));
    return new Place(parser, tokens.get(first), before, found, expected);
  }

  private static boolean startsLine(int type) {
    return type == NnLexer.NEWLINE || type == NnLexer.LBRACE;
  }

  // The rules

  private Optional<Diagnostic> foreignWord(Place place) {
    var word = place.first().getType() == NnLexer.NAME ? Habits.word(place.first().getText()) : Optional.<String>empty();
    boolean second = place.before() == place.first() || place.found() == place.first();
    if (word.isPresent() && second) {
      return problem(Code.NN0110, place.first(), "`" + place.first().getText() + "` is no word of this language: " + word.get());
    }
    if (place.before().getType() == NnLexer.NAME && place.before().getText().equals("lambda")) {
      return problem(Code.NN0110, place.before(), Habits.word("lambda").orElseThrow());
    }
    return Optional.empty();
  }

  private Optional<Diagnostic> lineBeginsWithOperator(Place place) {
    boolean operator = Tokens.BINARY.contains(place.foundType()) || place.foundType() == NnLexer.DOT;
    if (!place.atLineStart() || !operator) {
      return Optional.empty();
    }
    return problem(Code.NN0124, place.found(), "a line can't begin with " + show(place.found())
        + ": put it at the end of the line before, so that the line goes on");
  }

  private Optional<Diagnostic> misspelt(Place place) {
    boolean candidate = place.first().getType() == NnLexer.NAME && place.before() == place.first()
        && (Tokens.OPERAND_START.contains(place.foundType()) || place.foundType() == NnLexer.COLON);
    if (!candidate && !inTrainLine(place)) {
      return Optional.empty();
    }
    var words = place.atTop() ? DECLARATION_WORDS : place.within(NnParser.RULE_itemBlock) ? ITEM_WORDS : STATEMENT_WORDS;
    return Suggestion.nearest(place.first().getText(), words).map(word -> {
      var problem = Diagnostic.of(Code.NN0131, span(place.first()), "there is no word `" + place.first().getText() + "`");
      return helps(span(place.first()), word) ? problem.withHelp("did you mean `" + word + "`?") : problem;
    });
  }

  /** Whether the line is right with this word in it: tried, not guessed. */
  private boolean helps(Span at, String word) {
    String text = source.text().substring(0, at.start()) + word + source.text().substring(at.end());
    return !trial && Parser.parse(new Source(source.name(), text), true).problems().stream()
        .noneMatch(problem -> problem.at().line() == at.line());
  }

  private boolean inTrainLine(Place place) {
    return place.first().getType() == NnLexer.NAME && place.within(NnParser.RULE_itemLine)
        && !place.within(NnParser.RULE_block) && !place.expected().contains(NnLexer.NUMBER);
  }

  private Optional<Diagnostic> nestedDeclaration(Place place) {
    boolean word = DECLARES.contains(place.foundType()) || place.first().getType() == NnLexer.TRAIN
        || place.first().getType() == NnLexer.TEST || place.first().getType() == NnLexer.USE;
    if (place.atTop() || !word || !(place.atLineStart() || place.before() == place.first())) {
      return Optional.empty();
    }
    return problem(Code.NN0127, place.first(), "a `" + place.first().getText() + "` can't stand inside another declaration: "
        + "it belongs to the top of the file");
  }

  private Optional<Diagnostic> noDeclaration(Place place) {
    boolean top = place.rule() == NnParser.RULE_file
        || place.rule() == NnParser.RULE_declaration && place.before() == place.first();
    if (!top) {
      return Optional.empty();
    }
    if (place.foundType() == NnLexer.PARAM || place.foundType() == NnLexer.STATE) {
      return problem(Code.NN0111, place.found(), "a `" + place.found().getText() + "` belongs to the body of a layer or a model");
    }
    if (place.first().getType() == NnLexer.TEST || place.first().getType() == NnLexer.USE) {
      return problem(Code.NN0126, place.found(), "`" + place.first().getText() + "` is followed by a text in double quotes, not by "
          + show(place.found()));
    }
    return problem(Code.NN0111, place.first(), "at the top of a file stand dims, constants and declarations; "
        + show(place.first()) + " begins none of them");
  }

  private Optional<Diagnostic> noItem(Place place) {
    if (place.rule() != NnParser.RULE_itemBlock || !place.atLineStart()) {
      return Optional.empty();
    }
    return problem(Code.NN0128, place.found(), "a line of a train block can't begin with " + show(place.found()));
  }

  private Optional<Diagnostic> missingType(Place place) {
    if (place.rule() != NnParser.RULE_type || place.before().getType() == NnLexer.NAME) {
      return Optional.empty();
    }
    return problem(place.before().getType() == NnLexer.ARROW ? Code.NN0114 : Code.NN0115, place.found(),
        "a type is missing " + where(place) + ": [Batch, Pixel], Digit[Batch], real, …");
  }

  private Optional<Diagnostic> missingMember(Place place) {
    if (place.rule() != NnParser.RULE_members) {
      return Optional.empty();
    }
    return problem(Code.NN0126, place.found(), "the members of a dim are names with commas between them; found "
        + show(place.found()));
  }

  private Optional<Diagnostic> missingBody(Place place) {
    boolean body = place.expected().contains(NnLexer.LBRACE) && !place.expected().contains(NnLexer.NUMBER);
    if (!body) {
      return Optional.empty();
    }
    String after = place.foundType() == NnLexer.COLON ? ", not behind a colon" : "";
    return problem(Code.NN0123, place.found(), "a body in { } is expected here" + after + ", found " + show(place.found()));
  }

  private Optional<Diagnostic> behindPipe(Place place) {
    boolean afterPipe = place.before().getType() == NnLexer.PIPE;
    if (afterPipe) {
      return problem(Code.NN0125, place.found(), "behind |> stands what takes the value: a function, a layer or `repeat`; found "
          + show(place.found()));
    }
    boolean operator = Tokens.BINARY.contains(place.foundType());
    if (operator && place.pipeBefore()) {
      return Optional.of(Diagnostic.of(Code.NN0125, span(place.found()),
          "a pipe binds weaker than " + show(place.found()) + ", which therefore can't follow it")
          .withHelp("put the pipe in parentheses: (x |> f) " + place.found().getText() + " …"));
    }
    return Optional.empty();
  }

  private Optional<Diagnostic> reserved(Place place) {
    boolean named = place.expected().contains(NnLexer.NAME) || place.before().getType() == NnLexer.LPAREN
        || place.before().getType() == NnLexer.COMMA;
    boolean found = named && Tokens.HARD_WORDS.contains(place.foundType());
    boolean before = place.before() == place.first() && Tokens.HARD_WORDS.contains(place.before().getType())
        && place.before().getType() != NnLexer.DIM && (place.foundType() == NnLexer.ASSIGN || place.foundType() == NnLexer.UPDATE);
    if (!found && !before) {
      return Optional.empty();
    }
    if (place.foundType() == NnLexer.REPEAT) {
      return problem(Code.NN0125, place.found(), "`repeat` stands behind a pipe, which gives it its value: x |> repeat 3 { … }");
    }
    Token word = found ? place.found() : place.before();
    return problem(Code.NN0130, word, "`" + word.getText() + "` is a word of the language and can't be a name");
  }

  private Optional<Diagnostic> missingExpression(Place place) {
    if (!place.expected().contains(NnLexer.NUMBER)) {
      return Optional.empty();
    }
    return problem(Code.NN0112, place.found(), "an expression is missing " + where(place) + ", found " + show(place.found()));
  }

  private Optional<Diagnostic> missingName(Place place) {
    if (!place.expected().contains(NnLexer.NAME)) {
      return Optional.empty();
    }
    return problem(Code.NN0126, place.found(), "a name is missing " + where(place) + ", found " + show(place.found()));
  }

  private Optional<Diagnostic> sideBySide(Place place) {
    boolean operands = Tokens.OPERAND_END.contains(place.before().getType())
        && Tokens.OPERAND_START.contains(place.foundType());
    boolean ends = place.expected().contains(NnLexer.NEWLINE) || place.expected().contains(NnLexer.COMMA);
    if (!operands || !ends) {
      return Optional.empty();
    }
    String between = "an operator or a comma";
    return problem(Code.NN0113, place.found(), "between " + show(place.before()) + " and " + show(place.found()) + " "
        + between + " is missing");
  }

  private Optional<Diagnostic> behindLine(Place place) {
    if (!place.expected().contains(NnLexer.NEWLINE)) {
      return Optional.empty();
    }
    return problem(Code.NN0113, place.found(), "the line is complete before " + show(place.found()));
  }

  private Diagnostic anything(Place place) {
    return Diagnostic.of(Code.NN0199, span(place.found()), show(place.found()) + " can't stand here; "
        + expectation(place.expected()) + " is expected");
  }

  // Words

  private static String where(Place place) {
    return place.before() == place.found() ? "here" : "behind " + show(place.before());
  }

  /** A token as a reader sees it. */
  private static String show(Token token) {
    return switch (token.getType()) {
      case Token.EOF -> "the end of the file";
      case NnLexer.NEWLINE -> "the end of the line";
      case NnLexer.TEXT -> token.getText();
      default -> "`" + token.getText() + "`";
    };
  }

  private static String expectation(IntervalSet expected) {
    var words = expected.toList().stream().filter(type -> type > 0).limit(5).map(Complaints::sign).toList();
    return switch (words.size()) {
      case 0 -> "something else";
      case 1 -> words.getFirst();
      default -> String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    };
  }

  private static String sign(int type) {
    String literal = NnLexer.VOCABULARY.getLiteralName(type);
    return type == NnLexer.NEWLINE ? "the end of the line" : type == NnLexer.TEXT ? "a text"
        : literal == null ? "a name" : "`" + literal.substring(1, literal.length() - 1) + "`";
  }

  private Optional<Diagnostic> problem(Code code, Token at, String message) {
    return Optional.of(Diagnostic.of(code, span(at), message));
  }

  private Span span(Token token) {
    return Tokens.span(source, token);
  }
}
