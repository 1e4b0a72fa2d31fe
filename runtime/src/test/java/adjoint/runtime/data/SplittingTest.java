package adjoint.runtime.data;

import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.part;
import static adjoint.runtime.Recipes.scalar;
import static adjoint.runtime.data.Loaded.load;
import static adjoint.runtime.data.Loaded.write;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.Recipes;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplittingTest {

  private static final Split.Part[] SHARES = {part(Split.Name.TRAIN, new Split.Share(0.8)),
    part(Split.Name.VALIDATION, new Split.Share(0.1)), part(Split.Name.TEST, new Split.Share(0.1))};

  @TempDir
  Path folder;

  private Recipe recipe(int rows, Split.Part... parts) throws IOException {
    write(folder, "a.csv", "x\n" + IntStream.range(0, rows).mapToObj(i -> i + "\n").collect(Collectors.joining()));
    return Recipes.of(folder, csv("a.csv"), List.of(scalar("x", "x")), parts);
  }

  @Test
  void sharesMeetWithoutGapOrOverlap() throws IOException {
    for (int rows : new int[]{11, 57, 1797}) {
      Data data = load(recipe(rows, SHARES));
      List<Integer> all = new ArrayList<>();
      data.parts().values().forEach(p -> IntStream.of(p.examples()).forEach(all::add));
      assertThat(all).hasSize(rows).doesNotHaveDuplicates();
    }
  }

  @Test
  void aSplitIsAFunctionOfTheSeed() throws IOException {
    Recipe recipe = recipe(100, SHARES);
    assertThat(load(recipe).train().examples()).isEqualTo(load(recipe).train().examples());
    assertThat(load(recipe).train().examples()).isNotEqualTo(load(recipe.withSeed(2)).train().examples());
  }

  @Test
  void withoutASplitAllTrains() throws IOException {
    Data data = load(recipe(9));
    assertThat(data.parts()).containsOnlyKeys(Split.Name.TRAIN);
    assertThat(data.train().size()).isEqualTo(9);
  }

  @Test
  void countsMayLeaveSomeOutAndAFileMayBeAPart() throws IOException {
    write(folder, "b.csv", "x\n7\n8\n");
    Data data = load(recipe(20, part(Split.Name.TRAIN, new Split.Count(12)),
        part(Split.Name.VALIDATION, new Split.Count(3)), part(Split.Name.TEST, new Split.Own(csv("b.csv")))));
    assertThat(data.train().size()).isEqualTo(12);
    assertThat(data.part(Split.Name.VALIDATION).orElseThrow().size()).isEqualTo(3);
    assertThat(Loaded.reals(data.part(Split.Name.TEST).orElseThrow(), "x", 0, 1)).containsExactly(7, 8);
  }

  @Test
  void aLimitTakesTheFirstExamplesAndLeavesNoPartWithout() throws IOException {
    Split.Part[] counts = {part(Split.Name.TRAIN, new Split.Count(80)),
      part(Split.Name.VALIDATION, new Split.Count(15)), part(Split.Name.TEST, new Split.Count(5))};
    for (Split.Part[] parts : List.of(SHARES, counts)) {
      for (int limit : new int[]{3, 4, 7, 20, 50, 99, 100, 1000}) {
        Data data = Loading.load(recipe(100, parts), Map.of(), OptionalInt.of(limit), Optional.empty());
        List<Integer> all = new ArrayList<>();
        data.parts().values().forEach(p -> IntStream.of(p.examples()).forEach(all::add));
        assertThat(all).as("%d", limit).containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, Math.min(100, limit)).boxed().collect(Collectors.toList()));
        assertThat(data.parts().values()).allMatch(p -> p.size() > 0);
      }
    }
  }

  @Test
  void aLimitHoldsForPartsWithAFileOfTheirOwn() throws IOException {
    write(folder, "b.csv", "x\n7\n8\n9\n");
    Data data = Loading.load(recipe(20, part(Split.Name.TRAIN, new Split.Share(1)),
        part(Split.Name.TEST, new Split.Own(csv("b.csv")))), Map.of(), OptionalInt.of(2), Optional.empty());
    assertThat(data.parts().values()).extracting(SplitPart::size).containsExactly(2, 2);
    assertThat(Loaded.reals(data.part(Split.Name.TEST).orElseThrow(), "x", 0, 1)).containsExactly(7, 8);
  }

  @Test
  void eachEpochHasItsOrder() throws IOException {
    SplitPart train = load(recipe(50)).train();
    assertThat(train.order(1, 0, true, 4)).isNotEqualTo(train.order(1, 1, true, 4))
        .containsExactlyInAnyOrder(train.examples());
    assertThat(train.order(1, 4, true, 4)).isEqualTo(train.order(1, 4, true, 4));
    assertThat(train.order(1, 4, false, 4)).isEqualTo(train.examples());
  }

  @Test
  void shufflesPutEveryExampleEverywhere() {
    int[][] seen = new int[5][5];
    for (int epoch = 0; epoch < 2000; epoch++) {
      int[] order = {0, 1, 2, 3, 4};
      Shuffle.shuffle(order, 3, epoch, Shuffle.EPOCH);
      for (int i = 0; i < 5; i++) {
        seen[order[i]][i]++;
      }
    }
    for (int[] places : seen) {
      assertThat(IntStream.of(places).boxed().collect(Collectors.toList()))
          .allSatisfy(n -> assertThat(n).isBetween(320, 480));
    }
  }
}
