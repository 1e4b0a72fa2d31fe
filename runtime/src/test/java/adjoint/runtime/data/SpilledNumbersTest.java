package adjoint.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Transform;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers in a file give the same bits as numbers in memory. */
class SpilledNumbersTest {

  private static final int ROWS = 500;
  private static final int WIDTH = 3;
  private static final Table TABLE = new Table(List.of(), ROWS, row -> "row " + row);

  private static Raw raw(boolean doubles, long most, double scale) {
    SpilledNumbers numbers = new SpilledNumbers(doubles, most);
    Random random = new Random(4);
    for (int row = 0; row < ROWS; row++) {
      numbers.append(new double[]{random.nextGaussian() * scale, row, row % 7 == 0 && doubles ? Double.NaN : 1});
    }
    return numbers.raw(WIDTH);
  }

  private static float[] gathered(ColumnValues column, int rows) {
    int[] order = {499, 0, 17, 333};
    float[] batch = new float[4 * rows * WIDTH];
    column.gather(order, 0, 4, 1, 1 - rows, rows * WIDTH, batch, new int[0]);
    return batch;
  }

  private static Field field(Transform... transforms) {
    return Recipes.with(Recipes.real("x", WIDTH, "*", transforms), new Missing.Mean());
  }

  @Test
  void asTheyAre() {
    ColumnValues memory = ((Raw.Ready) raw(false, Long.MAX_VALUE, 1)).column();
    ColumnValues file = ((Raw.Ready) raw(false, 100, 1)).column();
    assertThat(memory).isInstanceOf(ColumnValues.Reals.class);
    assertThat(file).isInstanceOf(ColumnValues.Filed.class);
    assertThat(file.rows()).isEqualTo(memory.rows()).isEqualTo(ROWS);
    assertThat(gathered(file, 1)).isEqualTo(gathered(memory, 1));
  }

  @Test
  void withStatistics() {
    BitSet training = new BitSet();
    training.set(20, 480);
    for (Field field : List.of(field(new Transform.Standardize()), field(new Transform.Scale()),
        field(new Transform.Arithmetic(Transform.Operator.MULTIPLY, 3, false), new Transform.Standardize(),
            new Transform.Apply(Transform.Function.ABS), new Transform.Scale()))) {
      Fitting.Result memory = raw(true, Long.MAX_VALUE, 5).fit(field, TABLE, training);
      Fitting.Result file = raw(true, 100, 5).fit(field, TABLE, training);
      assertThat(file.column()).isInstanceOf(ColumnValues.Treated.class);
      assertThat(file.fitted().numbers()).usingRecursiveComparison().isEqualTo(memory.fitted().numbers());
      assertThat(gathered(file.column(), 1)).isEqualTo(gathered(memory.column(), 1));
      ColumnValues again = raw(true, 100, 5).apply(field, TABLE, memory.fitted());
      assertThat(gathered(again, 1)).isEqualTo(gathered(memory.column(), 1));
    }
  }

  @Test
  void whatIsNotFiniteIsTold() {
    Field field = field(new Transform.Arithmetic(Transform.Operator.MULTIPLY, 1e30, false));
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> raw(true, 100, 1e30).apply(field, TABLE, new Fitted("x", List.of(new double[WIDTH]), List.of())));
    assertThat(problem.getMessage()).startsWith("row 0 becomes ").endsWith(" in x, which is too large for 32 bits");
  }
}
