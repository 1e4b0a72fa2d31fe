package adjoint.runtime.data;

import static adjoint.runtime.Recipes.PLACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Element;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splits that look at a column: groups stay whole, kinds have their shares, the earliest train. */
class SplitOrderTest {

  private static final List<Split.Part> SHARES = List.of(new Split.Part(Split.Name.TRAIN, new Split.Share(0.6)),
      new Split.Part(Split.Name.VALIDATION, new Split.Share(0.4)));

  @TempDir
  Path folder;

  private static Field key(String word) {
    return new Field(word, Element.INT, List.of(), Optional.of(new Field.IndexDim("", Integer.MAX_VALUE, List.of())),
        new Selection.Column("key"), Field.Series.ROW, List.of(new Transform.Categories()), new Missing.Error(), PLACE);
  }

  private Data load(Split split, List<String> keys, int seed) throws IOException {
    Files.writeString(folder.resolve("a.csv"),
        "key,x\n" + keys.stream().map(key -> key + ",1\n").collect(Collectors.joining()));
    Recipe recipe = new Recipe("Line", folder, Optional.of(Recipes.csv("a.csv")),
        List.of(Recipes.scalar("x", "x")), Optional.of(split), Optional.of(new Batch("Batch", 4, false, false, PLACE)),
        3, 0,
        seed, true, Map.of(), Optional.empty(), 1, Optional.empty(), List.of(), PLACE);
    return Loading.load(recipe, Map.of(), OptionalInt.of(1000), Optional.empty());
  }

  private static Split split(Split.Rule rule, List<Split.Part> parts, int folds) {
    return new Split(false, parts, folds == 0 ? Optional.empty() : Optional.of(new Split.Folds(folds, 0)),
        Optional.of(new Split.Key(rule, key(rule.word()))), PLACE);
  }

  private static List<String> keys(Data data, Split.Name part, List<String> all) {
    return Arrays.stream(data.part(part).orElseThrow().examples()).mapToObj(all::get).toList();
  }

  @Test
  void groupsStayWhole() throws IOException {
    List<String> keys = List.of("ann", "bob", "ann", "eve", "bob", "ann", "ivo", "ivo", "eve", "ann");
    Set<Set<String>> trained = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      Data data = load(split(Split.Rule.GROUP, SHARES, 0), keys, seed);
      Set<String> train = new TreeSet<>(keys(data, Split.Name.TRAIN, keys));
      assertThat(keys(data, Split.Name.VALIDATION, keys)).isNotEmpty().doesNotContainAnyElementsOf(train);
      assertThat(data.train().size()).isBetween(4, 8);
      trained.add(train);
    }
    assertThat(trained).as("groups are drawn by the seed").hasSizeGreaterThan(2);
  }

  @Test
  void groupsStayWholeInFolds() throws IOException {
    List<String> keys = List.of("a", "b", "a", "c", "b", "a", "d", "d", "c", "b");
    Set<String> validated = new TreeSet<>();
    for (int fold = 0; fold < 3; fold++) {
      Data data = load(split(Split.Rule.GROUP, List.of(), 3).withFold(fold), keys, 1);
      List<String> own = keys(data, Split.Name.VALIDATION, keys);
      assertThat(keys(data, Split.Name.TRAIN, keys)).doesNotContainAnyElementsOf(own);
      validated.addAll(own);
    }
    assertThat(validated).containsExactly("a", "b", "c", "d");
  }

  @Test
  void eachPartHasItsShareOfEveryKind() throws IOException {
    List<String> keys = Arrays.asList(new String[100]);
    keys.replaceAll(key -> "often");
    for (int i = 0; i < 10; i++) {
      keys.set(i * 7, "rare");
    }
    for (int seed = 0; seed < 5; seed++) {
      Data data = load(split(Split.Rule.STRATIFY, SHARES, 0), keys, seed);
      assertThat(keys(data, Split.Name.TRAIN, keys)).hasSize(60).filteredOn("rare"::equals).hasSize(6);
    }
  }

  @Test
  void theEarliestTrain() throws IOException {
    List<String> dates = List.of("2026-02-01", "2024-12-31", "2025-06-30", "2026-01-15", "2023-01-01");
    Data data = load(split(Split.Rule.SORT, SHARES, 0), dates, 3);
    assertThat(keys(data, Split.Name.TRAIN, dates)).containsExactly("2023-01-01", "2024-12-31", "2025-06-30");
    List<String> numbers = List.of("10", "9", "100", "8", "7.5");
    assertThat(keys(load(split(Split.Rule.SORT, SHARES, 0), numbers, 3), Split.Name.VALIDATION, numbers))
        .containsExactly("10", "100");
  }

  @Test
  void tooFewGroupsAreTold() {
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> load(split(Split.Rule.GROUP, SHARES, 0), List.of("a", "a", "a"), 1));
    assertThat(problem.code() + ": " + problem.getMessage())
        .isEqualTo("NN0412: no group of examples is left for validation out of 3");
    problem = catchThrowableOfType(UserProblem.class,
        () -> load(split(Split.Rule.GROUP, List.of(), 3), List.of("a", "a", "a", "b"), 1));
    assertThat(problem.code() + ": " + problem.getMessage()).isEqualTo("NN0412: 3 folds can't be made of 2 groups");
  }
}
