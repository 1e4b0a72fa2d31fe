package adjoint.runtime.data;

import static adjoint.runtime.Recipes.PLACE;
import static adjoint.runtime.Recipes.scalar;
import static adjoint.runtime.data.Loaded.reals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Examples out of programs: classes of one's own, and databases. */
class RowSourceTest {

  /** Counts. */
  public static final class Counting implements RowSource {
    private final int most;
    private int number;

    public Counting(Map<String, String> settings) {
      this.most = Integer.parseInt(settings.getOrDefault("most", "3"));
    }

    @Override
    public List<String> columns() {
      return List.of("x");
    }

    @Override
    public Optional<List<String>> next() {
      if (number == 5) {
        return Optional.of(List.of("6", "7"));
      }
      return number == most ? Optional.empty() : Optional.of(List.of(Integer.toString(++number)));
    }
  }

  /** Can't be told anything. */
  public static final class Deaf implements RowSource {
    @Override
    public List<String> columns() {
      return List.of("x");
    }

    @Override
    public Optional<List<String>> next() {
      return Optional.empty();
    }
  }

  private static Data load(Source source) {
    return Loading.load(
        Recipes.of(Path.of("."), source, List.of(Recipes.with(scalar("x", "x"), new Missing.Constant(9)))),
        Map.of(), OptionalInt.of(100), Optional.empty());
  }

  private static Source java(Class<?> type, String... most) {
    return new JavaRows(type.getName(), "", List.of(most).stream().map(m -> new Source.NamedFile("most", m)).toList(),
        PLACE);
  }

  private static void refused(Source source, String message) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> load(source));
    assertThat(problem.code() + ": " + problem.getMessage()).isEqualTo(message);
    assertThat(problem.place()).contains(PLACE);
  }

  @Test
  void aClassGivesRows() {
    assertThat(reals(load(java(Counting.class)).train(), "x", 0, 1, 2)).containsExactly(1, 2, 3);
    assertThat(load(java(Counting.class, "4")).train().size()).isEqualTo(4);
  }

  @Test
  void aQueryGivesRows() {
    assertThat(reals(load(new Jdbc("jdbc:fake:a", "select", "", PLACE)).train(), "x", 0, 1, 2)).containsExactly(1.5f, 9,
        -2);
  }

  @Test
  void whatIsWrongIsTold() {
    String name = RowSourceTest.class.getName();
    refused(new JavaRows("com.acme.Nothing", "", List.of(), PLACE),
        "NN0422: there is no class com.acme.Nothing on the class path");
    refused(java(String.class), "NN0422: java.lang.String doesn't implement adjoint.runtime.data.RowSource");
    refused(java(Deaf.class, "4"), "NN0422: " + name + "$Deaf has no public constructor that takes a Map");
    refused(java(Deaf.class), "NN0403: " + name + "$Deaf gives no rows");
    refused(java(Counting.class, "7"), "NN0406: " + name + "$Counting, row 6: 2 cells, but it has 1 column");
    refused(java(Counting.class, "x"), "NN0402: " + name + "$Counting can't be read: For input string: \"x\"");
    refused(new Jdbc("jdbc:other:a", "select", "", PLACE), "NN0422: no driver here knows jdbc:other:a");
    refused(new Jdbc("jdbc:fake:a", "nonsense", "", PLACE), "NN0402: the query can't be read: there is no table");
    refused(new Jdbc("jdbc:fake:a", "select", "none.jar", PLACE),
        "NN0401: there are no classes at " + Path.of("none.jar"));
  }
}
