package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The vocabularies of a recipe's dims, each learnt from all training texts of the fields over its dim, or known before. */
final class Vocabularies {

  private final List<Fitted> known;
  private final Map<String, List<String>> texts = new LinkedHashMap<>();
  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private final Map<String, Tokens> tokens = new LinkedHashMap<>();

  Vocabularies() {
    this(List.of());
  }

  private Vocabularies(List<Fitted> known) {
    this.known = known;
  }

  /** With what fields learnt before. */
  static Vocabularies known(List<Fitted> fitted) {
    return new Vocabularies(fitted);
  }

  /** Takes up a field's training texts, the same only once. */
  void learn(Field field, List<String> training) {
    List<String> all = texts.computeIfAbsent(dim(field), dim -> new ArrayList<>());
    if (!all.equals(training)) {
      all.addAll(training);
    }
  }

  private static String dim(Field field) {
    return field.index().orElseThrow().dim();
  }

  /** The tokens of a field's dim. */
  List<String> names(Field field) {
    return names.computeIfAbsent(dim(field), dim -> before(field).orElseGet(() -> learnt(field)));
  }

  private Optional<List<String>> before(Field field) {
    return known.stream().filter(f -> f.field().equals(field.name())).map(Fitted::names).findFirst();
  }

  private List<String> learnt(Field field) {
    Vocabulary vocabulary = TextCells.of(field).vocabulary();
    List<String> learnt = LearntVocabulary.of(vocabulary, texts.get(dim(field)));
    long size = field.index().orElseThrow().size();
    if (learnt.size() > size) {
      throw tooMany(dim(field), vocabulary, learnt.size(), size).at(field.place());
    }
    return learnt;
  }

  static UserProblem tooMany(String dim, Vocabulary vocabulary, long there, long size) {
    return UserProblem.of(RuntimeProblem.VOCABULARY_SIZE, "the vocabulary of " + dim + " has "
        + Words.count(there, "token") + ", and " + dim + " has " + Words.count(size, "position"))
        .hint(vocabulary.unit() == Vocabulary.Unit.PIECES
            ? "all characters of the text are pieces: ask for more, or leave out rare ones by least = 5, unknown"
            : "leave out --set " + dim);
  }

  Tokens tokens(Field field) {
    return tokens.computeIfAbsent(field.name(), name -> new Tokens(field, TextCells.of(field), names(field)));
  }

  /** What fields learnt. */
  List<Fitted> fitted(List<Field> fields) {
    List<Fitted> fitted = new ArrayList<>();
    for (Field field : fields) {
      fitted.add(new Fitted(field.name(), List.of(), names(field)));
    }
    return fitted;
  }
}
