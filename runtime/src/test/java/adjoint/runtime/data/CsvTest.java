package adjoint.runtime.data;

import static adjoint.runtime.Recipes.axis;
import static adjoint.runtime.Recipes.bool;
import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.divide;
import static adjoint.runtime.Recipes.index;
import static adjoint.runtime.Recipes.real;
import static adjoint.runtime.Recipes.scalar;
import static adjoint.runtime.Recipes.with;
import static adjoint.runtime.data.Loaded.ints;
import static adjoint.runtime.data.Loaded.load;
import static adjoint.runtime.data.Loaded.reals;
import static adjoint.runtime.data.Loaded.write;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.Recipes;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.recipe.Transform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  private static final String POINTS =
      "p0,p1,p10,label,ok\n16,8,4,2,true\n0,-1.5,1e-3,0,0\n1,2,3,1,yes\n7,8,9,0,False\n";

  @TempDir
  Path folder;

  private Recipe recipe(String text, Field... fields) throws IOException {
    write(folder, "points.csv", text);
    return Recipes.of(folder, csv("points.csv"), List.of(fields));
  }

  @Test
  void columnsAreChosenByPatternInTheOrderOfTheFile() throws IOException {
    SplitPart train = load(recipe(POINTS, real("x", 3, "p*", divide(16)))).train();
    assertThat(reals(train, "x", 0, 1)).containsExactly(1, 0.5f, 0.25f, 0, -0.09375f, 0.0000625f);
  }

  @Test
  void columnsAreChosenByRangeAndByQuestionMark() throws IOException {
    SplitPart train = load(recipe(POINTS, real("x", 3, "p0..p10"), real("y", 2, "p?"))).train();
    assertThat(reals(train, "x", 0)).containsExactly(16, 8, 4);
    assertThat(reals(train, "y", 0)).containsExactly(16, 8);
  }

  @Test
  void columnsMayBeListedInAnotherOrder() throws IOException {
    Field field = real("x", List.of(axis("In", 2)), new Selection.Columns(List.of("p10", "p0")));
    assertThat(reals(load(recipe(POINTS, field)).train(), "x", 0)).containsExactly(4, 16);
  }

  @Test
  void indicesAndTruthsAreRead() throws IOException {
    SplitPart train = load(recipe(POINTS, index("label", "label", "Class", 3), bool("ok", "ok"))).train();
    assertThat(ints(train, "label", 0, 1, 2, 3)).containsExactly(2, 0, 1, 0);
    assertThat(ints(train, "ok", 0, 1, 2, 3)).containsExactly(1, 0, 1, 0);
  }

  @Test
  void membersOfADimAreReadByName() throws IOException {
    Recipe recipe = recipe("kind\nvirginica\nsetosa\n\"versicolor\"\n1\n",
        index("kind", "kind", "Species", 3, "setosa", "versicolor", "virginica"));
    assertThat(ints(load(recipe).train(), "kind", 0, 1, 2, 3)).containsExactly(2, 0, 1, 1);
  }

  @Test
  void categoriesGetPositionsInSortedOrder() throws IOException {
    Field field = with(index("kind", "kind", "Kind", 3), new Transform.Categories());
    Data data = load(recipe("kind\nfox\ncat\ndog\ncat\n", field));
    assertThat(ints(data.train(), "kind", 0, 1, 2, 3)).containsExactly(2, 0, 1, 0);
    assertThat(data.fitted().get(0).names()).containsExactly("cat", "dog", "fox");
  }

  @Test
  void categoriesOverOneDimHaveOneVocabulary() throws IOException {
    Field from = with(index("from", "from", "City", 4), new Transform.Categories());
    Field to = with(index("to", "to", "City", 4), new Transform.Categories());
    Field kind = with(index("kind", "kind", "Kind", 2), new Transform.Categories());
    Data data = load(recipe("from,to,kind\nulm,rom,a\nbonn,ulm,b\nulm,oslo,a\nbonn,ulm,b\n", from, to, kind));
    assertThat(data.fitted().get(0).names()).isEqualTo(data.fitted().get(1).names())
        .containsExactly("bonn", "oslo", "rom", "ulm");
    assertThat(ints(data.train(), "from", 0, 1, 2)).containsExactly(3, 0, 3);
    assertThat(ints(data.train(), "to", 0, 1, 2)).containsExactly(2, 3, 1);
    assertThat(ints(data.train(), "kind", 0, 1)).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan", "-nan", "NULL", "null", "None", "?",
        " NA "})
  void missingValuesAreKnownAsOtherProgramsWriteThem(String word) throws IOException {
    String text = "a,kind\n1,x\n" + word + ",y\n2,\"" + word + "\"\n3,x\n4,y\n5,x\n6,y\n";
    Field a = with(scalar("a", "a"), new Missing.Drop());
    Field kind = with(with(index("kind", "kind", "Kind", 2), new Transform.Categories()), new Missing.Drop());
    assertThat(reals(load(recipe(text, a, kind)).train(), "a", 0, 1, 2)).containsExactly(1, 3, 4);
  }

  @Test
  void aMemberMayBeCalledAsMissingValuesAre() throws IOException {
    Recipe recipe = recipe("kind\nNone\nsome\nNone\nsome\n", index("kind", "kind", "Kind", 2, "None", "some"));
    assertThat(ints(load(recipe).train(), "kind", 0, 1)).containsExactly(0, 1);
  }

  @Test
  void missingValuesMayHaveWordsOfTheirOwn() throws IOException {
    write(folder, "plain.csv", "x\n1\n-999\n2\nunknown\n3\nNA\n4\n");
    Csv source =
        new Csv("plain.csv", new TableOptions(true, ',', 0, "", List.of("unknown", "-999")), Recipes.PLACE);
    SplitPart train = load(Recipes.of(folder, source, List.of(with(scalar("x", "x"), new Missing.Drop())))).train();
    assertThat(reals(train, "x", 0, 1, 2, 3)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void categoriesThatAreNumbersAreSortedAsNumbers() throws IOException {
    Field field = with(index("kind", "kind", "Kind", 3), new Transform.Categories());
    assertThat(load(recipe("kind\n10\n9\n100\n9\n", field)).fitted().get(0).names()).containsExactly("9", "10", "100");
  }

  @Test
  void quotedCellsMayHoldSeparatorsQuotesAndLines() throws IOException {
    Field kind = index("kind", "kind", "Kind", 2, "a,b", "say \"so\"\nagain");
    Recipe recipe = recipe("kind,\"x, really\"\n\"a,b\",1\n\"say \"\"so\"\"\nagain\",\"2.5\"\n\"a,b\",3\n\"a,b\",4\n",
        kind, scalar("x", "x, really"));
    assertThat(ints(load(recipe).train(), "kind", 0, 1)).containsExactly(0, 1);
    assertThat(reals(load(recipe).train(), "x", 0, 1)).containsExactly(1, 2.5f);
  }

  @Test
  void aTableWithoutHeaderNamesColumnsByPosition() throws IOException {
    write(folder, "plain.csv", "1;2;0\n3;4;1\n5;6;1\n7;8;1\n");
    Csv source = new Csv("plain.csv", new TableOptions(false, ';', 0, "", List.of()), Recipes.PLACE);
    Recipe recipe = Recipes.of(folder, source, List.of(real("x", 2, "0..1"), index("y", "2", "Class", 2)));
    assertThat(reals(load(recipe).train(), "x", 0, 3)).containsExactly(1, 2, 7, 8);
    assertThat(ints(load(recipe).train(), "y", 0, 3)).containsExactly(0, 1);
  }

  @Test
  void linesMayBeSkippedAndComments() throws IOException {
    write(folder, "plain.csv", "made by hand\nx\n1\n# two\n2\n\n3\n4\n");
    Csv source = new Csv("plain.csv", new TableOptions(true, ',', 1, "#", List.of()), Recipes.PLACE);
    SplitPart train = load(Recipes.of(folder, source, List.of(scalar("x", "x")))).train();
    assertThat(reals(train, "x", 0, 1, 2, 3)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void gzipIsToldByItsContentAndAByteOrderMarkIsLeftOut() throws IOException {
    Files.write(folder.resolve("points.csv"),
        Loaded.gzip(("\ufeff" + POINTS.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8)));
    SplitPart train = load(Recipes.of(folder, csv("points.csv"), List.of(scalar("x", "p0")))).train();
    assertThat(reals(train, "x", 0, 1, 2, 3)).containsExactly(16, 0, 1, 7);
  }

  @Test
  void missingValuesAreDroppedReplacedOrFilledByTheMean() throws IOException {
    String text = "a,b\n1,1\n,2\nNA,3\n5,\n9,5\n3,6\n";
    Field a = scalar("a", "a");
    SplitPart dropped = load(recipe(text, with(a, new Missing.Drop()), with(scalar("b", "b"), new Missing.Constant(0))))
        .train();
    assertThat(reals(dropped, "a", 0, 1, 2, 3)).containsExactly(1, 5, 9, 3);
    assertThat(reals(dropped, "b", 0, 1, 2, 3)).containsExactly(1, 0, 5, 6);
    SplitPart filled = load(recipe(text, with(with(a, new Missing.Mean()), divide(2)))).train();
    assertThat(reals(filled, "a", 0, 1, 2, 3)).containsExactly(0.5f, 2.25f, 2.25f, 2.5f);
  }

  @Test
  void functionsAndConstantsAreAppliedInOrder() throws IOException {
    Field field = scalar("x", "p0", new Transform.Arithmetic(Transform.Operator.SUBTRACT, 20, true),
        new Transform.Apply(Transform.Function.SQRT));
    assertThat(reals(load(recipe(POINTS, field)).train(), "x", 0)).containsExactly(2);
  }

  @Test
  void windowsReadRowsAndAfterReadsWhatFollows() throws IOException {
    Field history = with(real("history", 3, "x"), Field.Series.WINDOW);
    Field next = with(scalar("next", "x"), Field.Series.AFTER);
    Recipe recipe = recipe("t,x\n1,10\n2,20\n3,30\n4,40\n5,50\n6,60\n7,70\n", history, next, scalar("now", "t"));
    SplitPart train = load(recipe).train();
    assertThat(train.size()).isEqualTo(4);
    assertThat(reals(train, "history", 0, 3)).containsExactly(10, 20, 30, 40, 50, 60);
    assertThat(reals(train, "next", 0, 3)).containsExactly(40, 70);
    assertThat(reals(train, "now", 0, 3)).containsExactly(3, 6);
  }

  @Test
  void windowsMayHoldSeveralColumns() throws IOException {
    Field history = with(real("history", List.of(axis("T", 2), axis("C", 2)), new Selection.Columns(List.of("a", "b"))),
        Field.Series.WINDOW);
    Recipe recipe = recipe("a,b\n1,2\n3,4\n5,6\n7,8\n9,10\n", history);
    assertThat(reals(load(recipe).train(), "history", 1)).containsExactly(3, 4, 5, 6);
  }

  @Test
  void aNameOfDataIsReplacedByAPath() throws IOException {
    Path other = write(folder, "other.csv", "p0\n1\n2\n3\n4\n");
    Recipe recipe = recipe(POINTS, scalar("x", "p0"));
    Data data = Loading.load(recipe, Map.of("points", other.toString()), OptionalInt.empty(), Optional.empty());
    assertThat(reals(data.train(), "x", 0, 3)).containsExactly(1, 4);
  }

  @Test
  void aFolderOfDataIsReplacedByAPath() throws IOException {
    Files.createDirectories(folder.resolve("elsewhere"));
    write(folder, "elsewhere/points.csv", "p0\n1\n2\n3\n4\n");
    Recipe recipe = Recipes.of(folder, csv("set/points.csv"), List.of(scalar("x", "p0")));
    Data data = Loading.load(recipe, Map.of("set", folder.resolve("elsewhere").toString()), OptionalInt.empty(),
        Optional.empty());
    assertThat(data.train().size()).isEqualTo(4);
  }
}
