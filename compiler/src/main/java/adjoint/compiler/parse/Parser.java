package adjoint.compiler.parse;

import adjoint.compiler.ast.File;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/**
 * Text to {@link File}: tokens, then brackets matched, then lines laid, then the grammar, then the tree read. Each stage
 * repairs what it tells about, so that the next one has no follow-up to report.
 */
public final class Parser {

  private Parser() {}

  /** Reads any text; what is wrong with it stands in the result, in the order of the text. */
  public static Parsed parse(Source source) {
    var unreadable = unreadable(source.text());
    if (unreadable >= 0) {
      return notText(source, unreadable);
    }
    var laid = Laid.of(source, false);
    if (laid.tooDeep().isPresent()) {
      laid.problems().add(laid.tooDeep().get());
      return parsed(new File(source, List.of()), laid.problems());
    }
    var recovery = laid.recovery(source);
    var reader = laid.reader(source);
    var file = reader.file(parser(laid.lines(), recovery).file());
    return parsed(file, all(laid.problems(), recovery, reader));
  }

  /**
   * Reads what was typed at the prompt: declarations and statements in any order, `$1` among the names. Nothing typed is
   * an entry without lines.
   */
  public static ParsedEntry parseEntry(Source source) {
    var unreadable = unreadable(source.text());
    if (unreadable >= 0) {
      return new ParsedEntry(List.of(), notText(source, unreadable).problems(), false, false);
    }
    var laid = Laid.of(source, true);
    if (laid.tooDeep().isPresent()) {
      return new ParsedEntry(List.of(), List.of(laid.tooDeep().get()), false, false);
    }
    boolean open = laid.problems().stream().anyMatch(problem -> problem.kind() == CompilerProblem.UNCLOSED_BRACKET);
    var recovery = laid.recovery(source);
    var reader = laid.reader(source);
    var read = reader.entry(parser(laid.lines(), recovery).entry());
    boolean unfinished = open || laid.problems().isEmpty() && recovery.endedEarly();
    return new ParsedEntry(read, sorted(all(laid.problems(), recovery, reader)), unfinished, open);
  }

  /**
   * A text before the grammar: its tokens with brackets matched and lines laid.
   *
   * @param problems so far; grows
   */
  private record Laid(Tokenize.Tokenized tokenized, List<Token> lines, List<Diagnostic> problems,
      Optional<Diagnostic> tooDeep) {

    static Laid of(Source source, boolean prompt) {
      var tokenized = Tokenize.tokenize(source, prompt);
      var matched = MatchBrackets.matchBrackets(source, tokenized.tokens());
      var problems = new ArrayList<>(tokenized.problems());
      problems.addAll(matched.problems());
      var lines = LayLines.layLines(matched.tokens());
      return new Laid(tokenized, lines, problems, MeasureDepth.measureDepth(source, lines));
    }

    Recovery recovery(Source source) {
      return new Recovery(new SyntaxMessages(source), lines.size());
    }

    ReadDeclarations reader(Source source) {
      return new ReadDeclarations(source, lines, tokenized.comments());
    }
  }

  private static NnParser parser(List<Token> lines, Recovery recovery) {
    var parser = new NnParser(new CommonTokenStream(new ListTokenSource(lines)));
    parser.removeErrorListeners();
    parser.setErrorHandler(recovery);
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    return parser;
  }

  /** The problems of every stage, without those that follow from an earlier one's. */
  private static List<Diagnostic> all(List<Diagnostic> earlier, Recovery recovery, ReadDeclarations reader) {
    var all = new ArrayList<>(earlier);
    recovery.problems().stream().filter(problem -> earlier.stream().noneMatch(other -> follows(problem, other)))
        .forEach(all::add);
    all.addAll(reader.problems());
    return all;
  }

  /** Whether the parser stumbled over what has been told about already: a replaced sign, or a character left out. */
  private static boolean follows(Diagnostic problem, Diagnostic earlier) {
    boolean leftOut = earlier.kind() == CompilerProblem.MEANINGLESS_CHARACTER
        && problem.at().start() > earlier.at().start() && problem.at().line() == earlier.at().line();
    return leftOut || problem.at().start() == earlier.at().start();
  }

  private static Parsed parsed(File file, List<Diagnostic> problems) {
    if (problems.isEmpty() && file.declarations().isEmpty()) {
      var start = new Span(file.source(), 0, 0);
      problems.add(Diagnostic.of(CompilerProblem.EMPTY_FILE, start, "this file declares nothing"));
    }
    return new Parsed(file, sorted(problems));
  }

  private static List<Diagnostic> sorted(List<Diagnostic> problems) {
    return problems.stream().sorted(Comparator.comparingInt(problem -> problem.at().start())).toList();
  }

  private static Parsed notText(Source source, int at) {
    char c = source.text().charAt(at);
    String words = c == '\uFFFD' ? "this file is not UTF-8 text" : "this is not a text file";
    var problem = Diagnostic.of(CompilerProblem.NOT_TEXT, new Span(source, at, at + 1), words)
        .withLabel("a character that no text has: U+%04X".formatted((int) c));
    return new Parsed(new File(source, List.of()), List.of(problem));
  }

  /** The place of the first character that no text has, or -1. */
  private static int unreadable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == '\uFFFD') {
        return i;
      }
    }
    return -1;
  }
}
