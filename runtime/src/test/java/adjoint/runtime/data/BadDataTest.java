package adjoint.runtime.data;

import static adjoint.runtime.Recipes.bool;
import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.divide;
import static adjoint.runtime.Recipes.index;
import static adjoint.runtime.Recipes.part;
import static adjoint.runtime.Recipes.real;
import static adjoint.runtime.Recipes.scalar;
import static adjoint.runtime.Recipes.with;
import static adjoint.runtime.data.Loaded.load;
import static adjoint.runtime.data.Loaded.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which data can be wrong: what is said, and where. */
class BadDataTest {

  private static final Field X = scalar("x", "x");
  private static final Field LABEL = index("label", "label", "Digit", 10);

  @TempDir
  Path folder;

  private void expect(String text, String code, String message, Field... fields) throws IOException {
    write(folder, "a.csv", text);
    expect(Recipes.of(folder, csv("a.csv"), List.of(fields)), code, message);
  }

  private static UserProblem expect(Recipe recipe, String code, String message) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> load(recipe));
    assertThat(problem).as("a problem").isNotNull();
    String all = problem.code() + ": " + problem.getMessage() + problem.hint().map(h -> " | " + h).orElse("");
    assertThat(all).isEqualTo(code + ": " + message);
    assertThat(problem.place()).contains(Recipes.PLACE);
    return problem;
  }

  @Test
  void escapeSequencesOfAHeader() throws IOException {
    write(folder, "a.csv", "\u001b[31mred,\u001b]0;title\u0007b\n1,2\n");
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> load(Recipes.of(folder, csv("a.csv"), List.of(X))));
    assertThat(problem.getMessage() + problem.hint().orElse("")).contains("·[31mred").doesNotContain("\u001b",
        "\u0007");
  }

  @Test
  void aFileThatIsNotThere() throws IOException {
    write(folder, "iris.csv", "x\n");
    expect(Recipes.of(folder, csv("irsi.csv"), List.of(X)), "NN0401",
        "there is no file " + folder.resolve("irsi.csv") + " | did you mean iris.csv?");
  }

  @Test
  void aFolderThatIsNotThere() {
    expect(Recipes.of(folder, csv("mnist/a.gz"), List.of(X)), "NN0401",
        "there is no file " + folder.resolve("mnist/a.gz") + " | say where it is: --data mnist=DIRECTORY");
  }

  @Test
  void aFolderInPlaceOfAFile() throws IOException {
    Files.createDirectory(folder.resolve("data"));
    expect(Recipes.of(folder, csv("data"), List.of(X)), "NN0402", folder.resolve("data") + " is a folder, not a file");
  }

  @Test
  void anEmptyFile() throws IOException {
    expect("", "NN0403", "a.csv is empty", X);
  }

  @Test
  void aHeaderAlone() throws IOException {
    expect("x,label\n", "NN0403", "a.csv has a header and no rows", X);
  }

  @Test
  void aBinaryFile() throws IOException {
    expect("\0\1\2\3\0", "NN0402", "a.csv is a binary file, not comma-separated values", X);
  }

  @Test
  void aPackedFileCutOff() throws IOException {
    byte[] packed = Loaded.gzip("x\n1\n2\n3\n4\n5\n6\n7\n".repeat(50).getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("a.csv"), Arrays.copyOf(packed, packed.length - 12));
    expect(Recipes.of(folder, csv("a.csv"), List.of(X)), "NN0402", "a.csv is cut off");
  }

  @Test
  void anUnknownColumn() throws IOException {
    expect("sepal_length,sepal_width\n1,2\n", "NN0404",
        "a.csv has no column \"sepal_lenght\" | did you mean \"sepal_length\"?", scalar("x", "sepal_lenght"));
  }

  @Test
  void aPatternThatMatchesNothing() throws IOException {
    expect("a,b\n1,2\n", "NN0404", "no column of a.csv matches \"pixel*\" | its columns: a, b", real("x", 2, "pixel*"));
  }

  @Test
  void aHeaderThatIsMissing() throws IOException {
    expect("1,2\n3,4\n", "NN0404", "a.csv has no column \"label\" | its first line has only numbers: "
        + "if that is no header, write csv(\"a.csv\", header = false)", LABEL);
  }

  @Test
  void anotherSeparator() throws IOException {
    expect("a;label\n3;4\n", "NN0404", "a.csv has no column \"label\" | its cells are parted by semicolons: "
        + "csv(\"a.csv\", separator = \";\")", LABEL);
  }

  @Test
  void moreColumnsThanTheFieldTakes() throws IOException {
    expect("p0,p1,p2\n1,2,3\n", "NN0405", "x takes 2 numbers [In=2], but 3 columns of a.csv are selected: p0, p1, p2",
        real("x", 2, "p*"));
  }

  @Test
  void aRaggedRow() throws IOException {
    expect("x,label\n1,2\n3\n", "NN0406", "a.csv, line 3: 1 cell, but the header has 2", X);
  }

  @Test
  void aStrayCommaIsToldAsSuchEvenIfItShiftsWordsIntoNumbers() throws IOException {
    expect("name,x\na,1\nb,c,2\n", "NN0406", "a.csv, line 3: 3 cells, but the header has 2", X);
  }

  @Test
  void aCellThatIsNoNumber() throws IOException {
    expect("x,label\n1,2\n\"1,5\",3\n", "NN0407", "a.csv, line 3: x is \"1,5\", not a number", X);
  }

  @Test
  void numbersOnlyJavaKnows() throws IOException {
    expect("x\n1\n1f\n", "NN0407", "a.csv, line 3: x is \"1f\", not a number", X);
    expect("x\n1\n0x1p3\n", "NN0407", "a.csv, line 3: x is \"0x1p3\", not a number", X);
  }

  @Test
  void anInfiniteNumber() throws IOException {
    expect("x\n1\n1e999\n", "NN0407", "a.csv, line 3: x is \"1e999\", not a finite number", X);
  }

  @Test
  void aNumberBeyondThirtyTwoBits() throws IOException {
    expect("x\n1\n1e39\n", "NN0407", "a.csv, line 3: x becomes 1.0E39 in x, which is too large for 32 bits", X);
  }

  @Test
  void aLogarithmOfZero() throws IOException {
    expect("x\n1\n0\n", "NN0407", "a.csv, line 3: x becomes -Infinity in x",
        with(X, new Transform.Apply(Transform.Function.LOG)));
  }

  @Test
  void aLabelOutOfRange() throws IOException {
    expect("x,label\n1,2\n1,10\n", "NN0408", "a.csv, line 3: label is 10, but Digit has 10 positions: 0 to 9", LABEL);
    expect("x,label\n1,-1\n1,10\n", "NN0408", "a.csv, line 2: label is -1, but Digit has 10 positions: 0 to 9", LABEL);
  }

  @Test
  void aLabelThatIsNoWholeNumber() throws IOException {
    expect("label\n1\n1.5\n", "NN0407", "a.csv, line 3: label is 1.5, not a whole number", LABEL);
  }

  @Test
  void anUnknownMember() throws IOException {
    expect("kind\nsetosa\nversicolour\n", "NN0409",
        "a.csv, line 3: kind is \"versicolour\", but Species is {setosa, versicolor} | "
            + "did you mean versicolor?",
        index("kind", "kind", "Species", 2, "setosa", "versicolor"));
  }

  @Test
  void tooManyCategories() throws IOException {
    expect("kind\na\nb\nc\nd\n", "NN0409", "kind has 4 categories, but Kind has 2 positions: a, b, c, d",
        with(index("kind", "kind", "Kind", 2), new Transform.Categories()));
  }

  @Test
  void neitherTrueNorFalse() throws IOException {
    expect("ok\ntrue\nmaybe\n", "NN0407", "a.csv, line 3: ok is \"maybe\", which is neither true nor false | "
        + "a bool is 1, true or yes; 0, false or no", bool("ok", "ok"));
  }

  @Test
  void aMissingValue() throws IOException {
    expect("x,y\n1,2\n,3\n", "NN0410", "a.csv, line 3: x is missing | "
        + "say what to do with missing values: column(\"…\", missing = drop), missing = mean or missing = 0",
        with(X, divide(2)));
  }

  @Test
  void aReplacementThatIsNoPosition() throws IOException {
    Field kind = index("kind", "kind", "Species", 2, "setosa", "versicolor");
    expect("kind,x\nsetosa,1\n,2\n", "NN0408", "a.csv, line 3: kind is 7, but Species has 2 positions: 0 to 1",
        with(kind, new Missing.Constant(7)));
    expect("label,x\n1,1\n,2\n", "NN0408", "a.csv, line 3: label is -1, but Digit has 10 positions: 0 to 9",
        with(LABEL, new Missing.Constant(-1)));
  }

  @Test
  void aMeanOfPositions() throws IOException {
    expect("label,x\n1,1\n,2\n", "NN0410", "a.csv, line 3: label is missing, and label has no mean | "
        + "say what to do with missing values: column(\"…\", missing = drop), missing = mean or missing = 0",
        with(LABEL, new Missing.Mean()));
  }

  @Test
  void columnsOfOneName() throws IOException {
    expect("x,x\n1,2\n", "NN0404", "a.csv has several columns \"x\" | give them different names", X);
  }

  @Test
  void aBatchLargerThanTheData() throws IOException {
    expect("x\n1\n2\n3\n", "NN0413",
        "a batch of 4 examples is more than the 3 there are to train on | write batch Batch = 3, or less", X);
  }

  @Test
  void aSplitOfMoreThanThereIs() throws IOException {
    write(folder, "a.csv", "x\n1\n2\n3\n4\n5\n");
    expect(Recipes.of(folder, csv("a.csv"), List.of(X), part(Split.Name.TRAIN, new Split.Count(4)),
        part(Split.Name.VALIDATION, new Split.Count(2))), "NN0412",
        "the split takes 6 examples up to validation, but there are 5");
  }

  @Test
  void aPartWithoutExamples() throws IOException {
    write(folder, "a.csv", "x\n1\n2\n3\n4\n5\n");
    expect(Recipes.of(folder, csv("a.csv"), List.of(X), part(Split.Name.TRAIN, new Split.Share(0.95)),
        part(Split.Name.TEST, new Split.Share(0.05))), "NN0412", "no example is left for test out of 5");
  }

  @Test
  void aSeriesShorterThanItsWindow() throws IOException {
    expect("x\n1\n2\n3\n", "NN0415", "a.csv has 3 rows, too few for one window: 6 are needed",
        with(real("history", 5, "x"), Field.Series.WINDOW), with(scalar("next", "x"), Field.Series.AFTER));
  }

  @Test
  void anUnknownNameOfData() throws IOException {
    write(folder, "a.csv", "x\n1\n");
    UserProblem problem =
        catchThrowableOfType(UserProblem.class, () -> Loading.load(Recipes.of(folder, csv("digits.csv.gz"), List.of(X)),
            Map.of("digit", "b.csv"), OptionalInt.empty(), Optional.empty()));
    assertThat(problem.code()).isEqualTo("NN0414");
    assertThat(problem).hasMessage("no data are named digit");
    assertThat(problem.hint()).contains("did you mean digits?");
  }

  @Test
  void aQuoteThatIsNeverClosed() throws IOException {
    write(folder, "a.csv", "x\n1\n\"2\n3\n");
    UserProblem problem =
        catchThrowableOfType(UserProblem.class, () -> load(Recipes.of(folder, csv("a.csv"), List.of(X))));
    assertThat(problem.code()).isIn("NN0402", "NN0407");
  }
}
