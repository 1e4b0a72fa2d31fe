package adjoint.runtime.data;

import static adjoint.runtime.Recipes.PLACE;
import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.data.Loaded.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.recipe.Vocabulary.Special;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts in tables and lines: what becomes of them, how long they are, which batches they make, what can be wrong with them. */
class TextTableTest {

  private static final Vocabulary WORDS =
      new Vocabulary(Vocabulary.Unit.WORDS, true, 1, 0, List.of(Special.values()));
  private static final Field LENGTH = new Field("length", Element.INT, List.of(), Optional.empty(),
      new Selection.Length("text"), Field.Series.ROW, List.of(), new Missing.Error(), PLACE);

  @TempDir
  Path folder;

  private static Field text(Selection selection, Vocabulary vocabulary, Size size, boolean ends, int longest,
      Missing missing) {
    return new Field("text", Element.INT, List.of(new Axis("Time", size)),
        Optional.of(new Field.IndexDim("Word", 1000, List.of())), selection, Field.Series.ROW,
        List.of(new Transform.Tokenize(vocabulary, ends, ends, longest)), missing, PLACE);
  }

  private static Field text(String column) {
    return text(new Selection.Column(column), WORDS, Size.open("Time"), false, 0, new Missing.Error());
  }

  private Data load(Source source, List<Field> fields, Split.Part... parts) {
    return Loading.load(Recipes.of(folder, source, fields, parts), Map.of(), OptionalInt.of(100), Optional.empty());
  }

  /** The tokens of all examples of a part, as one batch. */
  private static List<String> batch(Data data, Split.Name name) {
    SplitPart part = data.part(name).orElseThrow();
    int[] all = IntStream.range(0, part.dataset().examples()).toArray();
    Field field = part.dataset().fields().get(0);
    int length = field.open().isPresent() ? part.dataset().longest(0, all, 0, all.length) : field.count();
    int[] values = new int[all.length * length];
    part.dataset().copy(0, all, 0, all.length, length, new float[0], values);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      rows.add(String.join(" ", Arrays.stream(values, i * length, (i + 1) * length)
          .mapToObj(v -> data.fitted().get(0).names().get(v)).toList()));
    }
    return rows;
  }

  private static Source lines(String path, String separator) {
    return new Lines(List.of(new Source.NamedFile("", path)), new Lines.LineForm(separator, true, false), PLACE);
  }

  private static Source tsv(String path) {
    return new Tsv(path, true, PLACE);
  }

  @Test
  void aBatchIsFilledUpToItsLongest() throws IOException {
    write(folder, "a.csv", "text,y\n\"Good, good\",1\nbad,0\n");
    Data data = load(csv("a.csv"), List.of(text("text"), LENGTH));
    assertThat(batch(data, Split.Name.TRAIN)).containsExactly("good , good", "bad <padding> <padding>");
    int[] lengths = new int[2];
    data.train().dataset().copy(1, new int[]{0, 1}, 0, 2, 0, new float[0], lengths);
    assertThat(lengths).containsExactly(3, 1);
    assertThat(data.train().dataset().sizes(new int[]{1})).containsExactly(Map.entry("Time", 1L));
  }

  @Test
  void beginEndAndCut() throws IOException {
    write(folder, "a.csv", "text\na b c d\ne\n");
    Data data = load(csv("a.csv"), List.of(text(new Selection.Column("text"), WORDS, Size.of(5), true, 4,
        new Missing.Error())));
    assertThat(batch(data, Split.Name.TRAIN)).containsExactly("<begin> a b <end> <padding>",
        "<begin> e <end> <padding> <padding>");
  }

  @Test
  void theVocabularyIsThatOfTheTrainingPart() throws IOException {
    write(folder, "a.txt", "1 ham and eggs\r\n0 spam\r\n");
    write(folder, "b.txt", "\uFEFF1 spam and ham\n0 never seen\n");
    Data data = load(lines("a.txt", " "), List.of(text("1")),
        Recipes.part(Split.Name.VALIDATION, new Split.Own(lines("b.txt", " "))));
    assertThat(batch(data, Split.Name.VALIDATION)).containsExactly("spam and ham", "<unknown> <unknown> <padding>");
    assertThat(data.fitted().get(0).names()).containsExactly("<padding>", "<unknown>", "<begin>", "<end>", "and",
        "eggs", "ham", "spam");
  }

  @Test
  void everyFormatGivesTheSame() throws IOException {
    write(folder, "a.csv", "n,text\n1,say \"\"hi\"\"\n2,None\n".replace("say \"\"hi\"\"", "\"say \"\"hi\"\"\""));
    write(folder, "a.tsv", "n\ttext\n1\tsay \"hi\"\n2\tNone\n");
    write(folder, "a.jsonl", "{\"n\": 1, \"text\": \"say \\\"hi\\\"\"}\n\n{\"text\": \"None\", \"n\": 2}\n");
    write(folder, "a.txt", "1 say \"hi\"\n2 None\n");
    List<String> expected = List.of("say \" hi \"", "none <padding> <padding> <padding>");
    assertThat(batch(load(csv("a.csv"), List.of(text("text"))), Split.Name.TRAIN)).isEqualTo(expected);
    assertThat(batch(load(tsv("a.tsv"), List.of(text("text"))), Split.Name.TRAIN)).isEqualTo(expected);
    assertThat(batch(load(new JsonTable("a.jsonl", PLACE), List.of(text("text"))), Split.Name.TRAIN))
        .isEqualTo(expected);
    assertThat(batch(load(lines("a.txt", " "), List.of(text("1"))), Split.Name.TRAIN)).isEqualTo(expected);
  }

  @Test
  void linesThatBelongTogether() throws IOException {
    write(folder, "a.en", "a cat\na dog\n");
    write(folder, "a.de", "eine Katze\nein Hund\n");
    Source pairs = new Lines(List.of(new Source.NamedFile("en", "a.en"), new Source.NamedFile("de", "a.de")),
        new Lines.LineForm("", true, false), PLACE);
    Field german = text(new Selection.Array("de"), WORDS, Size.open("Time"), false, 0, new Missing.Error());
    assertThat(batch(load(pairs, List.of(german)), Split.Name.TRAIN)).containsExactly("eine katze", "ein hund");
    write(folder, "a.de", "eine Katze\n");
    expect(pairs, german,
        "NN0411: a.de has 1 line, but a.en has 2 | their lines belong together: one of the one to one "
            + "of the other");
  }

  @Test
  void batchesAreOfSimilarLengthsAndFunctionsOfSeedAndEpoch() throws IOException {
    StringBuilder rows = new StringBuilder("text\n");
    for (int i = 0; i < 90; i++) {
      rows.append("x ".repeat(1 + i % 30).strip()).append('\n');
    }
    write(folder, "a.csv", rows.toString());
    SplitPart part = load(csv("a.csv"), List.of(text("text"))).train();
    int[] order = part.order(1, 2, true, 8);
    assertThat(order).isEqualTo(part.order(1, 2, true, 8)).isNotEqualTo(part.order(1, 3, true, 8));
    assertThat(Arrays.stream(order).sorted().toArray()).isEqualTo(part.examples());
    int filled = 0;
    for (int from = 0; from + 8 <= order.length; from += 8) {
      filled += 8 * part.dataset().longest(0, order, from, from + 8);
    }
    int tokens = IntStream.range(0, 90).map(i -> 1 + i % 30).sum();
    assertThat(filled).isLessThan(tokens * 5 / 4);
    assertThat(part.order(1, 2, false, 8)).isEqualTo(part.examples());
  }

  @Test
  void aLongTextIsReadAsItIs() throws IOException {
    write(folder, "a.csv", "text\n" + "word ".repeat(10_000).strip() + "\nshort\n");
    Data data = load(csv("a.csv"), List.of(text("text")));
    assertThat(data.train().dataset().sizes(new int[]{0, 1})).containsExactly(Map.entry("Time", 10_000L));
  }

  /** As spreadsheets write "Unicode text". */
  @Test
  void aTableThatSaysItsEncodingIsReadInThat() throws IOException {
    Files.write(folder.resolve("a.csv"), "text\nschön gut\nund\n".getBytes(StandardCharsets.UTF_16));
    Data data = load(csv("a.csv"), List.of(text("text")));
    assertThat(data.train().dataset().sizes(new int[]{0, 1})).containsExactly(Map.entry("Time", 2L));
  }

  private void expect(Source source, Field field, String message) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> load(source, List.of(field)));
    assertThat(problem).as("a problem").isNotNull();
    assertThat(problem.code() + ": " + problem.getMessage() + problem.hint().map(h -> " | " + h).orElse(""))
        .isEqualTo(message);
    assertThat(problem.place()).contains(PLACE);
  }

  @Test
  void whatIsWrongIsToldWithItsLine() throws IOException {
    String missing =
        " is missing | say what to do with missing values: column(\"…\", missing = drop), missing = mean or "
            + "missing = 0";
    write(folder, "a.txt", "1 fine\n0 \n");
    expect(lines("a.txt", " "), text("1"), "NN0410: a.txt, line 2: column 1" + missing);
    write(folder, "a.txt", "1 fine\n\n");
    expect(lines("a.txt", " "), text("1"), "NN0406: a.txt, line 2: 1 cell, but the first line has 2");
    expect(lines("a.txt", ""), text("0"), "NN0410: a.txt, line 2: column 0" + missing);
    Files.write(folder.resolve("a.txt"), new byte[0]);
    expect(lines("a.txt", " "), text("1"), "NN0403: a.txt is empty");
    Files.write(folder.resolve("a.tsv"), "text\ngut\nschön\n".getBytes(StandardCharsets.ISO_8859_1));
    expect(tsv("a.tsv"), text("text"),
        "NN0402: a.tsv, line 3: bytes that are no UTF-8 | convert it: iconv -f ISO-8859-1 "
            + "-t UTF-8 a.tsv, or from whatever it is written in");
    Files.write(folder.resolve("a.csv"), "text\ngut\nschön\n".getBytes(StandardCharsets.ISO_8859_1));
    expect(csv("a.csv"), text("text"),
        "NN0402: a.csv, line 3: bytes that are no UTF-8 | convert it: iconv -f ISO-8859-1 "
            + "-t UTF-8 a.csv, or from whatever it is written in");
    write(folder, "a.jsonl", "{\"text\": \"a\"}\n{\"text\": [1]}\n");
    expect(new JsonTable("a.jsonl", PLACE), text("text"),
        "NN0402: a.jsonl, line 2: \"text\" isn't a single value | a member is a text, a number, true or false");
    write(folder, "a.jsonl", "[1]\n");
    expect(new JsonTable("a.jsonl", PLACE), text("text"),
        "NN0402: a.jsonl, line 1 is no JSON object | each line is one example: {\"text\": \"…\", \"label\": 1}");
    write(folder, "a.csv", "text\none two\none two three\n");
    expect(csv("a.csv"), text(new Selection.Column("text"), WORDS, Size.of(2), false, 0, new Missing.Error()),
        "NN0418: a.csv, line 3: text has 3 tokens, but [Time=2] has room for 2 | leave out what is behind them: cut(…, 2); "
            + "or let each be as long as it is, along an open dim");
  }

  @Test
  void aTextThatIsMissingMayBeLeftOut() throws IOException {
    write(folder, "a.txt", "fine\n\nNA\n");
    Data data = load(lines("a.txt", ""), List.of(text(new Selection.Column("0"), WORDS, Size.open("Time"), false, 0,
        new Missing.Drop())));
    assertThat(batch(data, Split.Name.TRAIN)).containsExactly("fine", "na");
  }

  @Test
  void aWordThatNoUnknownStandsFor() throws IOException {
    write(folder, "a.txt", "ham\n");
    write(folder, "b.txt", "ham\nspam ham\n");
    Field strict = text(new Selection.Column("0"), new Vocabulary(Vocabulary.Unit.WORDS, false, 1, 0, List.of()),
        Size.open("Time"), false, 0, new Missing.Error());
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> load(lines("a.txt", ""), List.of(strict),
        Recipes.part(Split.Name.VALIDATION, new Split.Own(lines("b.txt", "")))));
    assertThat(problem.getMessage())
        .isEqualTo("b.txt, line 2: text: the vocabulary of Word doesn't have the word \"spam\"");
  }
}
