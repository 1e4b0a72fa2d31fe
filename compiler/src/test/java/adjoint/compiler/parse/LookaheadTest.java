package adjoint.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.source.Source;
import adjoint.grammar.NnParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The grammar stays fast: no decision of the parser looks further than two tokens, and none is ambiguous. */
class LookaheadTest {

  static List<Path> texts() throws IOException {
    return GoldenTest.texts().stream().filter(text -> !text.getFileName().toString().startsWith("wrong")).toList();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void twoTokensDecide(Path text) throws IOException {
    decide(text, NnParser::file);
  }

  /** What stands in a file can also be typed. */
  @ParameterizedTest
  @MethodSource("texts")
  void twoTokensDecideAtThePrompt(Path text) throws IOException {
    decide(text, NnParser::entry);
  }

  private static void decide(Path text, Consumer<NnParser> rule) throws IOException {
    var source = new Source("text.nn", Files.readString(text));
    var tokens = MatchBrackets.matchBrackets(source, Tokenize.tokenize(source, false).tokens()).tokens();
    var parser = new NnParser(new CommonTokenStream(new ListTokenSource(LayLines.layLines(tokens))));
    parser.setProfile(true);
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    rule.accept(parser);
    assertThat(parser.getNumberOfSyntaxErrors()).isZero();
    assertThat(parser.getParseInfo().getDecisionInfo()).allSatisfy(decision -> {
      assertThat(decision.SLL_MaxLook).as(rule(parser, decision.decision)).isLessThanOrEqualTo(2);
      assertThat(decision.ambiguities).as(rule(parser, decision.decision)).isEmpty();
    });
  }

  private static String rule(NnParser parser, int decision) {
    return NnParser.ruleNames[parser.getATN().decisionToState.get(decision).ruleIndex];
  }
}
