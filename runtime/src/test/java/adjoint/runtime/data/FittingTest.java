package adjoint.runtime.data;

import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.divide;
import static adjoint.runtime.Recipes.part;
import static adjoint.runtime.Recipes.real;
import static adjoint.runtime.Recipes.with;
import static adjoint.runtime.data.Loaded.load;
import static adjoint.runtime.data.Loaded.reals;
import static adjoint.runtime.data.Loaded.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics come from the training examples only, and go with the weights. */
class FittingTest {

  private static final Field STANDARD = real("x", 2, "?", new Transform.Standardize());

  @TempDir
  Path folder;

  private Recipe inOrder(String text, Field field) throws IOException {
    write(folder, "a.csv", text);
    Recipe recipe = Recipes.of(folder, csv("a.csv"), List.of(field), part(Split.Name.TRAIN, new Split.Count(4)),
        part(Split.Name.TEST, new Split.Count(1)));
    Split split = new Split(true, recipe.split().orElseThrow().parts(), Recipes.PLACE);
    return new Recipe(recipe.model(), folder, recipe.data(), recipe.fields(), Optional.of(split), recipe.batch(), 1, 0,
        1, true, recipe.settings(), Optional.empty(), 1, Optional.empty(), List.of(), Recipes.PLACE);
  }

  @Test
  void standardizingLooksAtTrainingRowsOnly() throws IOException {
    Data data = load(inOrder("a,b\n1,5\n3,5\n5,5\n7,5\n1000,6\n", STANDARD));
    double deviation = Math.sqrt(5);
    assertThat(reals(data.train(), "x", 0, 3))
        .containsExactly(new float[]{(float) (-3 / deviation), 0, (float) (3 / deviation), 0}, within(1e-6f));
    assertThat(reals(data.part(Split.Name.TEST).orElseThrow(), "x", 4))
        .containsExactly(new float[]{(float) (996 / deviation), 1}, within(1e-3f));
    assertThat(data.fitted().get(0).numbers().get(0)).containsExactly(4, 5);
  }

  @Test
  void scalingLooksAtTrainingRowsOnly() throws IOException {
    Data data = load(inOrder("a,b\n1,5\n3,5\n5,5\n7,5\n1000,6\n", with(STANDARD, new Transform.Scale(), divide(2))));
    assertThat(reals(data.train(), "x", 0, 1, 3)).containsExactly(0, 0, (float) (1 / 6.0), 0, 0.5f, 0);
    assertThat(reals(data.part(Split.Name.TEST).orElseThrow(), "x", 4)).containsExactly((float) (999 / 12.0), 0.5f);
  }

  @Test
  void meansOfTrainingRowsFillWhatIsMissingBeforeStandardizing() throws IOException {
    Data data = load(inOrder("a,b\n1,2\n,2\n5,2\n3,2\n,\n", with(STANDARD, new Missing.Mean())));
    assertThat(reals(data.train(), "x", 1)).containsExactly(0, 0);
    assertThat(reals(data.part(Split.Name.TEST).orElseThrow(), "x", 4)).containsExactly(0, 0);
  }

  @Test
  void largeOffsetsKeepTheirPrecision() throws IOException {
    Data data = load(inOrder("a,b\n1600000001,0\n1600000003,0\n1600000005,0\n1600000007,0\n1,1\n", STANDARD));
    assertThat(reals(data.train(), "x", 0, 1))
        .containsExactly(new float[]{-1.3416408f, 0, -0.4472136f, 0}, within(1e-6f));
  }

  @Test
  void whatWasLearntIsUsedForOtherData() throws IOException {
    Data first = load(inOrder("a,b\n1,5\n3,5\n5,5\n7,5\n1000,6\n", STANDARD));
    Recipe other = inOrder("a,b\n4,5\n4,5\n4,5\n4,5\n4,5\n", STANDARD);
    Data second = Loading.load(other, Map.of(), OptionalInt.empty(), Optional.of(first.fitted()));
    assertThat(reals(second.train(), "x", 0)).containsExactly(0, 0);
    assertThat(second.fitted()).isEqualTo(first.fitted());
  }

  @Test
  void aCategoryThatTrainingDataLackIsToldWithItsLine() throws IOException {
    Field kind = with(Recipes.index("kind", "kind", "Kind", 3), new Transform.Categories());
    write(folder, "b.csv", "kind\ncat\ndgo\n");
    write(folder, "a.csv", "kind\ncat\ndog\ncat\ndog\n");
    Recipe recipe = Recipes.of(folder, csv("a.csv"), List.of(kind), part(Split.Name.TRAIN, new Split.Share(1)),
        part(Split.Name.TEST, new Split.Own(csv("b.csv"))));
    Assertions.assertThatThrownBy(() -> load(recipe)).isInstanceOf(UserProblem.class)
        .hasMessage("b.csv, line 3: kind is \"dgo\", which the training data don't have");
  }
}
