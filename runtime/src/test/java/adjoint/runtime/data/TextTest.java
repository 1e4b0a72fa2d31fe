package adjoint.runtime.data;

import static adjoint.runtime.Recipes.PLACE;
import static adjoint.runtime.Recipes.axis;
import static adjoint.runtime.Recipes.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.recipe.Vocabulary.Special;
import adjoint.runtime.recipe.Vocabulary.Unit;
import adjoint.runtime.tensor.Element;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Running texts: what they are cut into, what is learnt of them, which blocks they give, and what can be wrong with them. */
class TextTest {

  private static final Split HALVES = new Split(true, List.of(part(Split.Name.TRAIN, new Split.Share(0.5)),
      part(Split.Name.VALIDATION, new Split.Share(0.5))), PLACE);

  @TempDir
  Path folder;

  static Vocabulary vocabulary(Unit unit, int least, int most, Special... specials) {
    return new Vocabulary(unit, false, least, most, List.of(specials));
  }

  private static Field block(String name, Vocabulary vocabulary, int size, Field.Series series) {
    return new Field(name, Element.INT, List.of(axis("Time", size)),
        Optional.of(new Field.IndexDim("Char", 100, List.of())), new Selection.Array("text"), series,
        List.of(new Transform.Tokenize(vocabulary, false, false, 0)), new Missing.Error(), PLACE);
  }

  private Data load(byte[] text, int stride, Optional<Split> split, Vocabulary vocabulary, int size)
      throws IOException {
    Files.write(folder.resolve("a.txt"), text);
    Recipe recipe = Recipes.of(folder, new RunningText("a.txt", stride, PLACE),
        List.of(block("seen", vocabulary, size, Field.Series.WINDOW),
            block("next", vocabulary, size, Field.Series.NEXT)));
    Recipe whole = new Recipe(recipe.model(), folder, recipe.data(), recipe.fields(), split, Optional.empty(), 1, 0, 0,
        true, Map.of(), Optional.empty(), 1, Optional.empty(), List.of(), PLACE);
    return Loading.load(whole, Map.of(), OptionalInt.empty(), Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> cut(Unit unit, String text) {
    List<String> units = new ArrayList<>();
    TextUnits.cut(unit, text, (all, from, to) -> units.add(all.substring(from, to)));
    return units;
  }

  private static List<String> decoded(Data data, String field, Split.Name part, int example) {
    SplitPart some = data.part(part).orElseThrow();
    int at = some.dataset().field(field);
    int[] values = new int[some.dataset().fields().get(at).count()];
    some.dataset().copy(at, new int[]{example}, 0, 1, 0, new float[0], values);
    List<String> tokens = new ArrayList<>();
    for (int value : values) {
      tokens.add(data.fitted().get(at).names().get(value));
    }
    return tokens;
  }

  @Test
  void whatAWordIs() {
    assertThat(cut(Unit.WORDS, "It's a well-known fact: 3.5 (or so)\u00a0- naïve café’s\r\n日本"))
        .containsExactly("It's", "a", "well-known", "fact", ":", "3", ".", "5", "(", "or", "so", ")", "-", "naïve",
            "café’s", "日本");
  }

  @Test
  void charactersAreCodePoints() {
    assertThat(cut(Unit.CHARACTERS, "a😀\n")).containsExactly("a", "😀", "\n");
  }

  @Test
  void noPieceGoesAcrossRuns() {
    assertThat(cut(Unit.PIECES, "He said: 10 😀😀 \n  done")).containsExactly("He", " said", ":", " 10", " 😀😀",
        " \n  ", "done");
  }

  @Test
  void everythingThatIsCutForPiecesIsTheTextAgain() {
    String text = "  Ein Satz,\twie — er ist…\n\n\n12a '' ";
    assertThat(String.join("", cut(Unit.PIECES, text))).isEqualTo(text);
    assertThat(String.join("", cut(Unit.CHARACTERS, text))).isEqualTo(text);
  }

  @Test
  void wordsFromTheCommonest() {
    List<String> texts = List.of("b a c c", "a c d");
    assertThat(LearntVocabulary.of(vocabulary(Unit.WORDS, 1, 0), texts)).containsExactly("c", "a", "b", "d");
    assertThat(LearntVocabulary.of(vocabulary(Unit.WORDS, 2, 0, Special.PADDING, Special.UNKNOWN), texts))
        .containsExactly("<padding>", "<unknown>", "c", "a");
    assertThat(LearntVocabulary.of(vocabulary(Unit.WORDS, 1, 2, Special.UNKNOWN), texts))
        .containsExactly("<unknown>", "c");
  }

  /** The example of Sennrich, Haddow and Birch 2016: joins `e s`, `es t`, `l o`, `lo w`. */
  @Test
  void thePiecesOfThePaper() {
    Map<String, Long> runs = Map.of("low", 5L, "lower", 2L, "newest", 6L, "widest", 3L);
    List<String> pieces = PieceLearning.pieces(runs, 1, 14);
    assertThat(pieces.subList(10, 14)).containsExactly("es", "est", "lo", "low");
  }

  @Test
  void textsAreEncodedAsPiecesWereJoined() {
    String text = "the cat sat on the mat, the cat sat on the hat\n".repeat(3);
    Vocabulary vocabulary = vocabulary(Unit.PIECES, 1, 40);
    List<String> names = LearntVocabulary.of(vocabulary, List.of(text));
    Field field = block("seen", vocabulary, 4, Field.Series.WINDOW);
    int[] tokens = new Tokens(field, TextCells.of(field), names).encode(text, at -> "here");
    StringBuilder back = new StringBuilder();
    for (int token : tokens) {
      back.append(names.get(token));
    }
    assertThat(back.toString()).isEqualTo(text);
    assertThat(tokens.length).isLessThan(text.length() / 2);
    assertThat(names).contains(" the", " cat");
  }

  @Test
  void blocksBeginAnywhereAndNothingReachesFromOnePartIntoAnother() throws IOException {
    Data data = load(bytes("abcdefabcdefABC"), 1,
        Optional.of(new Split(true, List.of(part(Split.Name.TRAIN, new Split.Share(0.8)),
            part(Split.Name.VALIDATION, new Split.Share(0.2))), PLACE)),
        vocabulary(Unit.CHARACTERS, 1, 0, Special.UNKNOWN), 2);
    assertThat(data.train().size()).isEqualTo(10);
    assertThat(decoded(data, "seen", Split.Name.TRAIN, 9)).containsExactly("d", "e");
    assertThat(decoded(data, "next", Split.Name.TRAIN, 9)).containsExactly("e", "f");
    assertThat(data.part(Split.Name.VALIDATION).orElseThrow().size()).isEqualTo(1);
    assertThat(decoded(data, "next", Split.Name.VALIDATION, 0)).containsExactly("<unknown>", "<unknown>");
    assertThat(data.fitted().get(0).names()).containsExactly("<unknown>", "a", "b", "c", "d", "e", "f");
  }

  @Test
  void blocksInOrder() throws IOException {
    Data data = load(bytes("abcdefg"), 2, Optional.empty(), vocabulary(Unit.CHARACTERS, 1, 0), 2);
    assertThat(data.train().size()).isEqualTo(3);
    assertThat(decoded(data, "seen", Split.Name.TRAIN, 2)).containsExactly("e", "f");
  }

  @Test
  void whatIsScoredHasEachTokenOnce() throws IOException {
    Data data = load(bytes("abcdefgh"), 1, Optional.empty(), vocabulary(Unit.CHARACTERS, 1, 0), 3);
    assertThat(data.train().scored().examples()).containsExactly(0, 3);
  }

  @Test
  void aMarkOfTheByteOrderAndOtherLineBreaks() throws IOException {
    Data data = load(bytes("\uFEFFab\r\ncd\re"), 1, Optional.empty(), vocabulary(Unit.CHARACTERS, 1, 0), 6);
    assertThat(decoded(data, "next", Split.Name.TRAIN, 0)).containsExactly("b", "\n", "c", "d", "\n", "e");
  }

  private void expect(byte[] text, Optional<Split> split, Vocabulary vocabulary, String message) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> load(text, 1, split, vocabulary, 3));
    assertThat(problem).as("a problem").isNotNull();
    assertThat(problem.code() + ": " + problem.getMessage() + problem.hint().map(h -> " | " + h).orElse(""))
        .isEqualTo(message);
    assertThat(problem.place()).contains(PLACE);
  }

  @Test
  void whatIsWrongWithATextIsToldWithItsLine() {
    Vocabulary characters = vocabulary(Unit.CHARACTERS, 1, 0);
    expect(new byte[0], Optional.empty(), characters, "NN0403: a.txt is empty");
    expect(bytes("abc"), Optional.empty(), characters,
        "NN0415: a.txt has 3 tokens, too few for one window: 4 are needed");
    expect(new byte[]{'a', '\n', 'b', (byte) 0xe9, 'c'}, Optional.empty(), characters,
        "NN0402: a.txt, line 2: bytes that are no UTF-8 | convert it: iconv -f ISO-8859-1 -t UTF-8 a.txt, or from "
            + "whatever it is written in");
    expect(bytes("abcde\nab\ncé"), Optional.of(HALVES), characters,
        "NN0417: a.txt, line 3: the vocabulary of Char doesn't have the character \"é\" | "
            + "give all that it doesn't have a position: dim Char = vocabulary(characters, unknown)");
  }
}
