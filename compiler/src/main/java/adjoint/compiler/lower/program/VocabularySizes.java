package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.File;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.elaborate.ArrayCalls;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.lower.train.TextsOfDim;
import adjoint.compiler.source.Span;
import adjoint.runtime.recipe.Counted;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Dims whose positions are tokens of texts: `vocabulary(words, unknown, padding, least = 2, most = 10000, lower = true)`. How many
 * there can be is counted in the whole file that `data` names; which ones there are is learnt from its training part.
 */
final class VocabularySizes {

  private static final String WORD = "vocabulary";
  private static final List<String> OPTIONS = List.of("least", "most", "lower");

  private final ProgramScope program;
  private final Evaluator evaluator;
  private final Environment env;
  private final WrittenValues values;

  VocabularySizes(ProgramScope program, Evaluator evaluator, Environment env) {
    this.program = program;
    this.evaluator = evaluator;
    this.env = env;
    this.values = new WrittenValues(evaluator, env);
  }

  /** The call, where a dim has a vocabulary. */
  Optional<Expr.Apply> call(Declaration.Dim d) {
    return env.find(WORD).isEmpty() ? written(d) : Optional.empty();
  }

  /** Whether a dim has a vocabulary, where nothing else is called so. */
  static boolean isVocabulary(Declaration.Dim d) {
    return written(d).isPresent();
  }

  private static Optional<Expr.Apply> written(Declaration.Dim d) {
    return d.value() instanceof Declaration.DimValue.Fixed(Expr.Apply a) && a.callee() instanceof Expr.Name n
        && n.name().equals(WORD) ? Optional.of(a) : Optional.empty();
  }

  // What is written

  Vocabulary vocabulary(Expr.Apply call) {
    List<Vocabulary.Unit> units = new ArrayList<>();
    List<Vocabulary.Special> specials = new ArrayList<>();
    for (Expr.Argument argument : call.arguments()) {
      if (argument.name().isEmpty()) {
        word(argument.value(), units, specials);
      } else if (!OPTIONS.contains(argument.name().get())) {
        throw NameMistakes.unknownWord(CompilerProblem.VOCABULARY, argument.span(),
            "`vocabulary` has no option `" + argument.name().get() + "`", argument.name().get(), OPTIONS);
      }
    }
    if (units.size() != 1) {
      throw wrong(call.span(), "a vocabulary is of characters, of words, or of pieces: vocabulary(words, unknown)");
    }
    int most = number(call, "most", 0);
    if (units.getFirst() == Vocabulary.Unit.PIECES && most == 0) {
      throw wrong(call.span(), "how many pieces there are has to be said: vocabulary(pieces, most = 1000)");
    }
    if (most > 0 && most <= specials.size()) {
      throw wrong(call.span(), "there have to be more tokens than " + Words.count(specials.size(), "special one"));
    }
    boolean lower = option(call, "lower").map(a -> values.flag(a.value())).orElse(false);
    return new Vocabulary(units.getFirst(), lower, number(call, "least", 1), most,
        specials.stream().sorted().distinct().toList());
  }

  private static void word(Expr expr, List<Vocabulary.Unit> units, List<Vocabulary.Special> specials) {
    if (expr instanceof Expr.Text text) {
      throw new Mistake(Diagnostic.of(CompilerProblem.VOCABULARY, text.span(),
          "the file stands in the `data` line, whose fields over the dim are what the vocabulary is learnt from")
          .withHelp("say what its tokens are: vocabulary(characters)"));
    }
    String word = expr instanceof Expr.Name n ? n.name() : "";
    List<Vocabulary.Unit> unit = Stream.of(Vocabulary.Unit.values()).filter(u -> u.word().equals(word)).toList();
    List<Vocabulary.Special> special =
        Stream.of(Vocabulary.Special.values()).filter(s -> s.word().equals(word)).toList();
    if (unit.isEmpty() && special.isEmpty()) {
      throw NameMistakes.unknownWord(CompilerProblem.VOCABULARY, expr.span(),
          "`vocabulary` doesn't know `" + expr.span().text() + "`", word, words());
    }
    units.addAll(unit);
    specials.addAll(special);
  }

  private static List<String> words() {
    return Stream.concat(Stream.of(Vocabulary.Unit.values()).map(Vocabulary.Unit::word),
        Stream.of(Vocabulary.Special.values()).map(Vocabulary.Special::word)).toList();
  }

  private static Optional<Expr.Argument> option(Expr.Apply call, String name) {
    return call.arguments().stream().filter(a -> a.name().equals(Optional.of(name))).reduce((_, last) -> last);
  }

  private int number(Expr.Apply call, String name, int otherwise) {
    Optional<Expr.Argument> written = option(call, name);
    double number = written.map(a -> values.number(a.value())).orElse((double) otherwise);
    if (number != Math.rint(number) || number > Integer.MAX_VALUE || (written.isPresent() && number < 1)) {
      throw wrong(written.map(Expr.Argument::span).orElse(call.span()),
          "`" + name + "` is a whole number of at least 1");
    }
    return (int) number;
  }

  private static Mistake wrong(Span at, String message) {
    return Mistake.of(CompilerProblem.VOCABULARY, at, message);
  }

  // How many there are

  /**
   * Room for all tokens.
   *
   * @param file in which the dim stands, whose `train` block names the texts
   * @param given of `--set`
   */
  Size size(Declaration.Dim d, Expr.Apply call, Vocabulary vocabulary, File file, Optional<Size> given) {
    Optional<TextsOfDim> texts = file.declarations().stream().filter(t -> t instanceof Declaration.Train)
        .flatMap(t -> TextsOfDim.of((Declaration.Train) t, d.name(), vocabulary, evaluator, env).stream()).findFirst();
    long size = given.map(Size::constant).or(() -> program.facts.kept(d.name()))
        .or(() -> Optional.of((long) vocabulary.most()).filter(m -> vocabulary.unit() == Vocabulary.Unit.PIECES))
        .orElseGet(() -> counted(d, call, vocabulary, texts));
    program.counted.put(d.name(), new Counted(d.name(), size,
        texts.map(t -> t.source().paths().getFirst()).orElse("")));
    return Size.of(size);
  }

  private long counted(Declaration.Dim d, Expr.Apply call, Vocabulary vocabulary, Optional<TextsOfDim> texts) {
    String also = "give the size: --set " + d.name() + "=…";
    TextsOfDim there = texts.orElseThrow(() -> new Mistake(Diagnostic.of(CompilerProblem.VOCABULARY, call.span(),
        "no field of a `data` line here is an index of " + d.name() + ", so that there is no text to learn it from")
        .withHelp("read one: seen: " + d.name() + "[Time] = window(text); or " + also)));
    try {
      return ArrayCalls.asked(CompilerProblem.SIZE_OF_FILE, call.span(),
          () -> program.facts.vocabulary(there.source(), there.fields(), vocabulary));
    } catch (Mistake e) {
      Diagnostic problem = e.diagnostic();
      throw new Mistake(problem.withHelp(problem.help().map(help -> help + "; or " + also).orElse(also)));
    }
  }
}
