package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.runtime.recipe.Generation;
import adjoint.runtime.recipe.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of a `generate` block. */
final class GenerateSettings {

  private static final List<String> WORDS = List.of("feed", "prompt", "stop", "length", "temperature", "top_k", "top_p",
      "beam", "penalty", "seed");

  private final WrittenValues values;
  private final Declaration.Generate block;
  private final Map<String, TrainItem.Setting> given = new LinkedHashMap<>();

  /** Tells of lines that are none of these. */
  GenerateSettings(WrittenValues values, FoundProblems problems, Declaration.Generate block) {
    this.values = values;
    this.block = block;
    block.items().forEach(item -> problems.attempt(() -> add(item)));
    if (!problems.isEmpty()) {
      throw new AlreadyReported();
    }
  }

  private void add(TrainItem item) {
    if (!(item instanceof TrainItem.Setting line)) {
      throw new Mistake(Diagnostic.of(CompilerProblem.UNKNOWN_OR_REPEATED_SETTING, item.span(),
          "a generate block has settings only").withNote("settings: " + String.join(", ", WORDS)));
    }
    if (!WORDS.contains(line.word())) {
      throw NameMistakes.unknownWord(CompilerProblem.UNKNOWN_OR_REPEATED_SETTING, line.wordSpan(),
          "a generate block has no setting `" + line.word() + "`", line.word(), WORDS);
    }
    if (given.put(line.word(), line) != null) {
      throw Mistake.of(CompilerProblem.UNKNOWN_OR_REPEATED_SETTING, line.wordSpan(),
          "`" + line.word() + "` is set twice");
    }
  }

  /** The parameter that new tokens go into. */
  String feed() {
    TrainItem.Setting line = Optional.ofNullable(given.get("feed")).orElseThrow(() -> new Mistake(Diagnostic.of(
        CompilerProblem.GENERATION, block.nameSpan(), "this generate block doesn't say where new tokens go")
        .withHelp("name the model's parameter: feed token")));
    if (line.arguments().size() == 1 && line.arguments().getFirst() instanceof Expr.Name name) {
      return name.name();
    }
    throw wrong(line, "`feed` names one parameter of the model");
  }

  Generation generation(String model, String feed, Vocabulary vocabulary) {
    return new Generation(model, feed, prompt(), stops(), stopsAtEnd(vocabulary), whole("length", 200, 1),
        number("temperature", 1, Double.MAX_VALUE), whole("top_k", 0, 0), number("top_p", 1, 1), whole("beam", 1, 1),
        number("penalty", 0, Double.MAX_VALUE), whole("seed", 0, 0));
  }

  private String prompt() {
    return line("prompt").map(line -> {
      if (line.arguments().size() != 1) {
        throw wrong(line, "`prompt` takes one text");
      }
      return values.text(line.arguments().getFirst());
    }).orElse("");
  }

  private List<String> stops() {
    List<String> texts = new ArrayList<>();
    for (Expr each : line("stop").map(TrainItem.Setting::arguments).orElse(List.of())) {
      if (!isEnd(each)) {
        String text = values.text(each);
        if (text.isEmpty()) {
          throw Mistake.of(CompilerProblem.INVALID_SETTING_VALUE, each.span(), "every text ends with an empty one");
        }
        texts.add(text);
      }
    }
    return texts;
  }

  /** Texts end at that token where the vocabulary has it and nothing else is said. */
  private boolean stopsAtEnd(Vocabulary vocabulary) {
    boolean has = vocabulary.position(Vocabulary.Special.END) >= 0;
    Optional<TrainItem.Setting> line = line("stop");
    Optional<Expr> end = line.flatMap(l -> l.arguments().stream().filter(GenerateSettings::isEnd).findFirst());
    if (end.isPresent() && !has) {
      throw new Mistake(Diagnostic.of(CompilerProblem.INVALID_SETTING_VALUE, end.get().span(),
          "the vocabulary has no token for the end of a text")
          .withHelp("give it one, vocabulary(" + vocabulary.unit().word() + ", end), or stop at a text: stop \"\\n\""));
    }
    return end.isPresent() || (line.isEmpty() && has);
  }

  private static boolean isEnd(Expr expr) {
    return expr instanceof Expr.Name name && name.name().equals(Vocabulary.Special.END.word());
  }

  private int whole(String word, int otherwise, int least) {
    double value = number(word, otherwise, Integer.MAX_VALUE);
    if (value != Math.rint(value) || value < least) {
      throw wrong(given.get(word), "`" + word + "` takes a whole number of at least " + least);
    }
    return (int) value;
  }

  private double number(String word, double otherwise, double most) {
    return line(word).map(line -> {
      double value = line.arguments().size() == 1 ? values.number(line.arguments().getFirst()) : Double.NaN;
      if (!(value >= 0 && value <= most)) {
        throw wrong(line, "`" + word + "` takes a number from 0" + (most == 1 ? " to 1" : " on"));
      }
      return value;
    }).orElse(otherwise);
  }

  private Optional<TrainItem.Setting> line(String word) {
    return Optional.ofNullable(given.get(word));
  }

  private static Mistake wrong(TrainItem.Setting line, String message) {
    return Mistake.of(CompilerProblem.INVALID_SETTING_VALUE, line.span(), message);
  }
}
