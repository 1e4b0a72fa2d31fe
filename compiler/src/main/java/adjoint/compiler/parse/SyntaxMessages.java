package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Says in the user's words why the parser can't go on: the first of its rules that fits makes the message. */
final class SyntaxMessages {

  private static final List<String> DECLARATION_WORDS =
      List.of("dim", "fn", "layer", "model", "optimizer", "train", "generate", "test", "use");
  private static final List<String> STATEMENT_WORDS = List.of("param", "state", "yield", "assert", "scan", "if", "dim");
  private static final List<String> ENTRY_WORDS = Stream.concat(DECLARATION_WORDS.stream(),
      Stream.of("assert", "scan", "if")).toList();
  private static final List<String> ITEM_WORDS =
      List.of("data", "split", "minimize", "metric", "batch", "carry", "watch");
  private static final IntervalSet DECLARES =
      new IntervalSet(NnLexer.FN, NnLexer.LAYER, NnLexer.MODEL, NnLexer.OPTIMIZER);

  private final Source source;

  SyntaxMessages(Source source) {
    this.source = source;
  }

  Diagnostic about(NnParser parser, Token found, IntervalSet expected) {
    var place = Place.at(parser, found, expected);
    return foreignWord(place)
        .or(() -> new UpdateMessages(source).about(place))
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
        .or(() -> namelessPlace(place))
        .or(() -> missingExpression(place))
        .or(() -> missingName(place))
        .or(() -> sideBySide(place))
        .or(() -> behindLine(place))
        .orElseGet(() -> anything(place));
  }

  // The rules

  private Optional<Diagnostic> foreignWord(Place place) {
    var word =
        place.first().getType() == NnLexer.NAME
            ? ForeignSyntax.word(place.first().getText())
            : Optional.<String>empty();
    boolean second = place.before() == place.first() || place.found() == place.first();
    if (word.isPresent() && second) {
      return problem(CompilerProblem.FOREIGN_WORD, place.first(),
          "`" + place.first().getText() + "` is no word of this language: " + word.get());
    }
    if (place.before().getType() == NnLexer.NAME && place.before().getText().equals("lambda")) {
      return problem(CompilerProblem.FOREIGN_WORD, place.before(), ForeignSyntax.word("lambda").orElseThrow());
    }
    return Optional.empty();
  }

  private Optional<Diagnostic> lineBeginsWithOperator(Place place) {
    boolean operator = Tokens.BINARY.contains(place.foundType()) || place.foundType() == NnLexer.DOT;
    if (!place.atLineStart() || !operator) {
      return Optional.empty();
    }
    return problem(CompilerProblem.LEADING_OPERATOR, place.found(),
        "a line can't begin with " + TokenWording.show(place.found())
            + ": put it at the end of the line before, so that the line goes on");
  }

  private Optional<Diagnostic> misspelt(Place place) {
    boolean candidate = place.first().getType() == NnLexer.NAME && place.before() == place.first()
        && (Tokens.OPERAND_START.contains(place.foundType()) || place.foundType() == NnLexer.COLON);
    if (!candidate && !inTrainLine(place)) {
      return Optional.empty();
    }
    var words =
        place.within(NnParser.RULE_entry) && place.atTop()
            ? ENTRY_WORDS
            : place.atTop() ? DECLARATION_WORDS : place.within(NnParser.RULE_itemBlock) ? ITEM_WORDS : STATEMENT_WORDS;
    String word = place.first().getText();
    var problem =
        Diagnostic.of(CompilerProblem.MISSPELT_KEYWORD, span(place.first()), "there is no word `" + word + "`");
    return Optional.of(Suggestion.offer(problem, word, words)).filter(offer -> offer.help().isPresent());
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
    return problem(CompilerProblem.NESTED_DECLARATION, place.first(),
        "a `" + place.first().getText() + "` can't stand inside another declaration: "
            + "it belongs to the top of the file");
  }

  private Optional<Diagnostic> noDeclaration(Place place) {
    boolean top = place.rule() == NnParser.RULE_file || place.before() == place.first()
        && (place.rule() == NnParser.RULE_declaration || place.rule() == NnParser.RULE_definition);
    if (!top) {
      return Optional.empty();
    }
    if (place.foundType() == NnLexer.PARAM || place.foundType() == NnLexer.STATE) {
      return problem(CompilerProblem.NOT_A_DECLARATION, place.found(),
          "a `" + place.found().getText() + "` belongs to the body of a layer or a model");
    }
    if (place.first().getType() == NnLexer.TEST || place.first().getType() == NnLexer.USE) {
      return problem(CompilerProblem.MISSING_NAME, place.found(),
          "`" + place.first().getText() + "` is followed by a text in double quotes, not by "
              + TokenWording.show(place.found()));
    }
    return problem(CompilerProblem.NOT_A_DECLARATION, place.first(),
        "at the top of a file stand dims, constants and declarations; "
            + TokenWording.show(place.first()) + " begins none of them");
  }

  private Optional<Diagnostic> noItem(Place place) {
    if (place.rule() != NnParser.RULE_itemBlock || !place.atLineStart()) {
      return Optional.empty();
    }
    return problem(CompilerProblem.MALFORMED_TRAIN_LINE, place.found(),
        "a line of a train block can't begin with " + TokenWording.show(place.found()))
        .map(line -> place.foundType() == NnLexer.IF
            ? line.withHelp("bind what is chosen: x = if training { … } else { … }")
            : line);
  }

  private Optional<Diagnostic> missingType(Place place) {
    if (place.rule() != NnParser.RULE_type || place.before().getType() == NnLexer.NAME) {
      return Optional.empty();
    }
    if (place.within(NnParser.RULE_itemLine) && place.before().getTokenIndex() == place.first().getTokenIndex() + 1) {
      return problem(CompilerProblem.MALFORMED_TRAIN_LINE, place.before(),
          "a setting is written without a colon: " + place.first().getText() + " "
              + place.found().getText());
    }
    boolean result = place.before().getType() == NnLexer.ARROW;
    return problem(result ? CompilerProblem.MISSING_RESULT_TYPE : CompilerProblem.MISSING_PARAMETER_TYPE, place.found(),
        "a type is missing " + TokenWording.where(place) + ": [Batch, Pixel], Digit[Batch], real, …");
  }

  private Optional<Diagnostic> missingMember(Place place) {
    if (place.rule() != NnParser.RULE_members) {
      return Optional.empty();
    }
    return problem(CompilerProblem.MISSING_NAME, place.found(),
        "the members of a dim are names with commas between them; found " + TokenWording.show(place.found()));
  }

  private Optional<Diagnostic> missingBody(Place place) {
    boolean body = place.expected().contains(NnLexer.LBRACE) && !place.expected().contains(NnLexer.NUMBER);
    if (!body) {
      return Optional.empty();
    }
    String after = place.foundType() == NnLexer.COLON ? ", not behind a colon" : "";
    Diagnostic missing = Diagnostic.of(CompilerProblem.MISSING_BODY, span(place.found()),
        "a body in { } is expected here" + after + ", found " + TokenWording.show(place.found()));
    return Optional.of(place.found().getText().equals("then")
        ? missing.withHelp("write `if c { a } else { b }`, or where(c, a, b), which chooses by value")
        : missing);
  }

  private Optional<Diagnostic> behindPipe(Place place) {
    boolean afterPipe = place.before().getType() == NnLexer.PIPE;
    if (afterPipe) {
      return problem(CompilerProblem.NOT_A_PIPE_TARGET, place.found(),
          "behind |> stands what takes the value: a function, a layer or `repeat`; found "
              + TokenWording.show(place.found()));
    }
    boolean operator = Tokens.BINARY.contains(place.foundType());
    if (operator && place.pipeBefore()) {
      return Optional.of(Diagnostic.of(CompilerProblem.NOT_A_PIPE_TARGET, span(place.found()),
          "a pipe binds weaker than " + TokenWording.show(place.found()) + ", which therefore can't follow it")
          .withHelp("put the pipe in parentheses: (x |> f) " + place.found().getText() + " …"));
    }
    return Optional.empty();
  }

  private Optional<Diagnostic> reserved(Place place) {
    boolean named = place.expected().contains(NnLexer.NAME) || place.before().getType() == NnLexer.LPAREN
        || place.before().getType() == NnLexer.COMMA;
    boolean found = named && Tokens.HARD_WORDS.contains(place.foundType());
    boolean before = place.before() == place.first() && Tokens.HARD_WORDS.contains(place.before().getType())
        && place.before().getType() != NnLexer.DIM
        && (place.foundType() == NnLexer.ASSIGN || place.foundType() == NnLexer.UPDATE);
    if (!found && !before) {
      return Optional.empty();
    }
    if (place.foundType() == NnLexer.REPEAT) {
      return problem(CompilerProblem.NOT_A_PIPE_TARGET, place.found(),
          "`repeat` stands behind a pipe, which gives it its value: x |> repeat 3 { … }");
    }
    Token word = found ? place.found() : place.before();
    return problem(CompilerProblem.KEYWORD_AS_NAME, word,
        "`" + word.getText() + "` is a word of the language and can't be a name");
  }

  private Optional<Diagnostic> namelessPlace(Place place) {
    boolean nameless = place.foundType() == NnLexer.COLON && place.within(NnParser.RULE_bracket)
        && (place.before().getType() == NnLexer.LBRACK || place.before().getType() == NnLexer.COMMA);
    if (!nameless) {
      return Optional.empty();
    }
    return problem(CompilerProblem.MALFORMED_BRACKET_ITEM, place.found(),
        "places name their dim: x[T: 0], x[T: 1..]; what isn't named stays whole");
  }

  private Optional<Diagnostic> missingExpression(Place place) {
    if (!place.expected().contains(NnLexer.NUMBER)) {
      return Optional.empty();
    }
    if (place.foundType() == NnLexer.LBRACK) {
      return problem(CompilerProblem.MISSING_EXPRESSION, place.found(),
          "a bracket hangs on what is before it, and nothing is; there are no lists of values");
    }
    return problem(CompilerProblem.MISSING_EXPRESSION, place.found(),
        "an expression is missing " + TokenWording.where(place) + ", found " + TokenWording.show(place.found()));
  }

  private Optional<Diagnostic> missingName(Place place) {
    if (!place.expected().contains(NnLexer.NAME)) {
      return Optional.empty();
    }
    if (place.before().getType() == NnLexer.BATCH && place.foundType() == NnLexer.NUMBER) {
      return Optional.of(Diagnostic.of(CompilerProblem.MISSING_NAME, span(place.found()),
          "`batch` says along which open dim examples are stacked")
          .withHelp("write `batch Batch = " + place.found().getText() + "`, with `dim Batch` at the top of the file"));
    }
    return problem(CompilerProblem.MISSING_NAME, place.found(),
        "a name is missing " + TokenWording.where(place) + ", found " + TokenWording.show(place.found()));
  }

  private Optional<Diagnostic> sideBySide(Place place) {
    boolean operands = Tokens.OPERAND_END.contains(place.before().getType())
        && Tokens.OPERAND_START.contains(place.foundType());
    boolean ends = place.expected().contains(NnLexer.NEWLINE) || place.expected().contains(NnLexer.COMMA);
    if (!operands || !ends) {
      return Optional.empty();
    }
    String between = "an operator or a comma";
    return problem(CompilerProblem.TRAILING_TOKENS, place.found(),
        "between " + TokenWording.show(place.before()) + " and " + TokenWording.show(place.found()) + " "
            + between + " is missing");
  }

  private Optional<Diagnostic> behindLine(Place place) {
    if (!place.expected().contains(NnLexer.NEWLINE)) {
      return Optional.empty();
    }
    if (place.first().getType() == NnLexer.DIM && place.foundType() == NnLexer.COMMA) {
      return problem(CompilerProblem.TRAILING_TOKENS, place.found(), "each dim is declared on a line of its own");
    }
    return problem(CompilerProblem.TRAILING_TOKENS, place.found(),
        "the line is complete before " + TokenWording.show(place.found()));
  }

  private Diagnostic anything(Place place) {
    return Diagnostic.of(CompilerProblem.SYNTAX_ERROR, span(place.found()),
        TokenWording.show(place.found()) + " can't stand here; "
            + TokenWording.expectation(place.expected()) + " is expected");
  }

  private Optional<Diagnostic> problem(CompilerProblem kind, Token at, String message) {
    return Optional.of(Diagnostic.of(kind, span(at), message));
  }

  private Span span(Token token) {
    return Tokens.span(source, token);
  }
}
