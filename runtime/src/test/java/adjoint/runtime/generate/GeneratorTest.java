package adjoint.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.model.Description;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Generation;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.text.Json;
import adjoint.runtime.train.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts by a model that is a table: the scores of each token behind each other one. */
class GeneratorTest {

  private static final Axis BATCH = new Axis("Batch", Size.open("Batch"));
  private static final List<String> NAMES = List.of("<begin>", "<end>", "a", "b", "c", "d");
  private static final Generation PLAIN =
      new Generation("Net", "seen", "a", List.of(), true, 6, 0, 0, 1, 1, 0, 0);

  /** After a comes b, then c, then d, then again a; after c also the end, which is nearly as likely. */
  private static final float[][] TABLE = {
    {0, 0, 9, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 3, 2, 0}, {0, 0, 0, 0, 3, 0}, {0, 2.9f, 0, 0, 0, 3},
    {0, 0, 3, 0, 0, 0}};

  private final List<List<Integer>> seen = new ArrayList<>();

  private String text(Generation how) {
    return text(how, TABLE, new Axis("Time", Size.open("Time")), Vocabulary.Unit.CHARACTERS, NAMES);
  }

  private String text(Generation how, float[][] table, Axis time, Vocabulary.Unit unit, List<String> names) {
    var written = new StringBuilder();
    try (Pool pool = Pool.of(1)) {
      writer(how, table, time, unit).begin(new float[1], List.of(new Fitted("seen", List.of(), names)),
          new Json.Members(Map.of()), pool).forEachRemaining(written::append);
    }
    return written.toString();
  }

  private Writer writer(Generation how, float[][] table, Axis time, Vocabulary.Unit unit) {
    var signature = new Signature("generate",
        time.size().isConstant() ? List.of("Batch") : List.of("Batch", "Time"),
        List.of(new Port("seen", Element.INT, List.of(BATCH, time)), new Port("last", Element.INT, List.of())),
        List.of(), List.of(new Port("result", Element.REAL, List.of(BATCH, Recipes.axis("Char", table.length)))));
    CompiledFunction function = Line.function(signature, frame -> run(frame, table, time));
    var vocabulary = new Vocabulary(unit, false, 1, 0, List.of(Vocabulary.Special.BEGIN, Vocabulary.Special.END));
    var field = new Field("seen", Element.INT, List.of(time),
        Optional.of(new Field.IndexDim("Char", table.length, List.of())), new Selection.Array("text"),
        Field.Series.ROW, List.of(new Transform.Tokenize(vocabulary, false, false, 0)), new Missing.Error(),
        Recipes.PLACE);
    var place = new Field("last", Element.INT, List.of(), Optional.empty(), new Selection.Array("last"),
        Field.Series.ROW, List.of(), new Missing.Error(), Recipes.PLACE);
    var description = new Description("Net", new Layout(List.of(), 0), signature, Optional.of("Batch"), true, false,
        List.of(field, place), TableOptions.DEFAULT, List.of());
    return new Writer(description, function, Optional.empty(), how);
  }

  private void run(Frame frame, float[][] table, Axis time) {
    int width = time.size().isConstant() ? (int) time.size().constant() : (int) frame.dims[1];
    int last = frame.ints[1][0];
    for (int row = 0; row < frame.dims[0]; row++) {
      var tokens = new ArrayList<Integer>();
      for (int at = 0; at <= last; at++) {
        tokens.add(frame.ints[0][row * width + at]);
      }
      seen.add(tokens);
      System.arraycopy(table[tokens.get(last)], 0, frame.reals[2], row * table.length, table.length);
    }
  }

  private static Generation with(Map<String, Json> wishes) {
    return Wishes.of(PLAIN, new LinkedHashMap<>(wishes));
  }

  private static Json number(double value) {
    return Json.number(value);
  }

  @Test
  void theLikeliestTokenIsTakenAtTemperatureZero() {
    assertThat(text(PLAIN)).isEqualTo("bcdabc");
    assertThat(text(with(Map.of("length", number(2), "prompt", new Json.Text("cd"))))).isEqualTo("ab");
  }

  @Test
  void drawsDependOnTheSeedAlone() {
    var drawn = with(Map.of("temperature", number(2), "length", number(40)));
    var other = with(Map.of("temperature", number(2), "length", number(40), "seed", number(5)));

    assertThat(text(drawn)).isEqualTo(text(drawn)).isNotEqualTo(text(other)).doesNotContain("<");
  }

  @Test
  void fewTokensAreDrawnFromAsIsSaid() {
    var one = with(Map.of("temperature", number(9), "top_k", number(1)));
    var share = with(Map.of("temperature", number(1), "top_p", number(0.01)));

    assertThat(text(one)).isEqualTo("bcdabc").isEqualTo(text(share));
  }

  /** The share of each token is that of its probability. */
  @Test
  void drawsFollowTheProbabilities() {
    float[][] even = {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, -99, (float) Math.log(0.7), (float) Math.log(0.3)},
      {0, -99, (float) Math.log(0.7), (float) Math.log(0.3)}};
    var text = text(with(Map.of("temperature", number(1), "length", number(4000))), even, Recipes.axis("Time", 1),
        Vocabulary.Unit.CHARACTERS, List.of("<begin>", "<end>", "a", "b"));

    assertThat(text.chars().filter(c -> c == 'a').count()).isBetween(2650L, 2950L);
  }

  @Test
  void itEndsAtATextWhichIsntTold() {
    var stopped = new Generation("Net", "seen", "a", List.of("da"), true, 9, 0, 0, 1, 1, 0, 0);
    var first = writer(stopped, TABLE, new Axis("Time", Size.open("Time")), Vocabulary.Unit.CHARACTERS);

    assertThat(text(stopped)).isEqualTo("bc");
    try (Pool pool = Pool.of(1)) {
      var parts = new ArrayList<String>();
      first.begin(new float[1], List.of(new Fitted("seen", List.of(), NAMES)), new Json.Members(Map.of()), pool)
          .forEachRemaining(parts::add);
      assertThat(parts).as("d is held back").containsExactly("b", "c", "", "");
    }
  }

  /** `b` is likelier than `c` at first, but what follows `c` is nearly certain. */
  @Test
  void beamsFindWhatIsLikelierAsAWhole() {
    float[][] garden = {{0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {-9, -9, -9, 1, 0.8f, -9}, {0, 0, 0, 0, 0, 0},
      {-9, 9, -9, -9, -9, -9}, {0, 0, 0, 0, 0, 0}};
    var open = new Axis("Time", Size.open("Time"));

    assertThat(text(PLAIN, garden, open, Vocabulary.Unit.CHARACTERS, NAMES)).startsWith("b");
    assertThat(text(with(Map.of("beam", number(3))), garden, open, Vocabulary.Unit.CHARACTERS, NAMES))
        .isEqualTo("c");
  }

  @Test
  void aFullWindowMovesByHalf() {
    text(with(Map.of("length", number(5))), TABLE, Recipes.axis("Time", 4), Vocabulary.Unit.CHARACTERS, NAMES);

    assertThat(seen).containsExactly(List.of(2), List.of(2, 3), List.of(2, 3, 4), List.of(2, 3, 4, 5),
        List.of(4, 5, 2));
  }

  @Test
  void wordsStandApartAndSignsDont() {
    var names = List.of("<begin>", "<end>", "so", ",", "(", "it", ")", ".");
    float[][] next = new float[8][8];
    int[] order = {2, 3, 4, 5, 6, 7};
    for (int i = 0; i + 1 < order.length; i++) {
      next[order[i]][order[i + 1]] = 9;
    }
    next[7][1] = 9;

    assertThat(text(with(Map.of("prompt", new Json.Text("so"))), next, new Axis("Time", Size.open("Time")),
        Vocabulary.Unit.WORDS, names)).isEqualTo(", (it).");
  }

  @Test
  void whatCantBeGoneOnFromIsSaid() {
    assertThatThrownBy(() -> text(with(Map.of("prompt", new Json.Text("")))))
        .isInstanceOfSatisfying(UserProblem.class, p -> assertThat(p.code()).isEqualTo("NN0513"));
    assertThatThrownBy(() -> text(with(Map.of("prompt", new Json.Text("z")))))
        .hasMessageStartingWith("the prompt: the vocabulary of Char doesn't have the character \"z\"");
    assertThatThrownBy(() -> with(Map.of("top_p", number(2)))).hasMessage("top_p is a number from 0 to 1");
    assertThatThrownBy(() -> with(Map.of("length", number(0.5)))).hasMessageContaining("of at least 1");
    float[][] broken = TABLE.clone();
    broken[2] = new float[]{0, Float.NaN, 0, 0, 0, 0};
    assertThatThrownBy(() -> text(PLAIN, broken, new Axis("Time", Size.open("Time")), Vocabulary.Unit.CHARACTERS,
        NAMES)).hasMessage("the scores of the next token aren't finite");
  }
}
