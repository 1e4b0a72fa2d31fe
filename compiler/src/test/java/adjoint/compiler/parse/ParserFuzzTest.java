package adjoint.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import adjoint.compiler.ast.PrintAst;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Any text at all is parsed, printed and told about without a crash; each failure names the text that made it. */
class ParserFuzzTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/parse");
  private static final int TEXTS_A_SEED = 40;
  private static final List<String> PIECES = List.of("dim", "fn", "layer", "model", "optimizer", "train", "test", "use",
      "param", "state", "scan", "repeat", "if", "else", "yield", "assert", "within", "as", "not", "and", "or", "in",
      "reverse", "using", "over", "except", "requires", "data", "split", "minimize", "metric", "batch", "carry",
      "every", "generate",
      "watch",
      "x", "y'", "Pixel", "T'", "1", "2.5", "1e-3", "80%", ".5", "\"text\"", "\"open", "(", ")", "[", "]", "{", "}",
      ",",
      ":", "..", ".", "=", "<-", "->", "|>", "^", "@", "*", "/", "//", "  // words", "%", "+", "-", "==", "<", ">=",
      "~=",
      "\n", "\n", "\n", "\r\n", "\t", " ", " ", "  ", "#", "'", "**", ":=", "&&", "!", ";", "=>", "×", "é",
      "\uD83D\uDE00",
      "\uD83D", "\0", "\u001B[31m", "\uFFFD", "\u00A0", "return", "def", "self.");

  @RepeatedTest(20)
  void tokenSoupIsParsed(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < TEXTS_A_SEED; i++) {
      String text = IntStream.range(0, random.nextInt(80)).mapToObj(it -> PIECES.get(random.nextInt(PIECES.size())))
          .collect(Collectors.joining(random.nextBoolean() ? " " : ""));
      parses(text);
    }
  }

  @Test
  void whatIsRepeatedWithoutEndIsToldInShort() {
    var repeated = new ArrayList<>(PIECES);
    repeated.addAll(List.of("x[", "f(", "([", "a ", "a.b", "x x\n", "fn f(x) {\n", "{\n", "a = \n", "''", "\"\" "));
    for (String piece : repeated) {
      for (String before : List.of("", "a = ", "fn f(x: [T]) -> [T] {\n  y = ", "train A {\n  ")) {
        var source = new Source("long.nn", before + piece.repeat(3_000));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
          String told = Render.render(Parser.parse(source).problems(), false);
          assertThat(told.length()).isLessThan(20_000);
          assertThat(told.split("error\\[", -1).length - 1).isLessThanOrEqualTo(20);
        }, () -> before + piece);
      }
    }
  }

  @RepeatedTest(20)
  void mutatedFilesAreParsed(RepetitionInfo repetition) throws IOException {
    var random = new Random(repetition.getCurrentRepetition());
    var texts = texts();
    for (int i = 0; i < TEXTS_A_SEED; i++) {
      String text = texts.get(random.nextInt(texts.size()));
      for (int change = random.nextInt(4); change >= 0 && !text.isEmpty(); change--) {
        text = mutated(text, random);
      }
      parses(text);
    }
  }

  private static String mutated(String text, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at) + text.substring(end);
      case 1 -> text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(at);
      case 2 -> text.substring(0, at) + text.substring(at, end) + text.substring(at);
      default -> text.substring(0, at);
    };
  }

  private static void parses(String text) {
    assertThatCode(() -> {
      var source = new Source("fuzz.nn", text);
      var parsed = Parser.parse(source);
      PrintAst.print(parsed.file());
      String plain = Render.render(parsed.problems(), false);
      assertThat(plain.chars()).as("control characters").noneMatch(c -> c < ' ' && c != '\n');
      Render.render(parsed.problems(), true);
      assertThat(parsed.problems()).as("places").allMatch(problem -> liesIn(problem, source));
      var entry = Parser.parseEntry(source);
      Render.render(entry.problems(), false);
      assertThat(entry.problems()).as("places").allMatch(problem -> liesIn(problem, source));
      assertThat(entry.unfinished() && entry.problems().isEmpty()).as("nothing is missing").isFalse();
      Lexemes.of(text);
    }).as("the text:%n%s", text).doesNotThrowAnyException();
  }

  private static boolean liesIn(Diagnostic problem, Source source) {
    return problem.at().start() >= 0 && problem.at().start() <= problem.at().end()
        && problem.at().end() <= Math.max(1, source.text().length());
  }

  private static List<String> texts() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".nn")).sorted().map(ParserFuzzTest::read)
          .filter(text -> text.length() < 3000).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
