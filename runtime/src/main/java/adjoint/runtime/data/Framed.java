package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.Arrays;

/** Sounds whose fields have a size: they are filled up with silence. */
final class Framed {

  private Framed() {}

  /**
   * A sound's numbers, as many as its field has; as they are where it has an open dim.
   *
   * @throws UserProblem where they are more
   */
  static double[] filled(Field field, double[] values, String name) {
    if (field.open().isPresent()) {
      return values;
    }
    int width = MediaCells.width(field);
    if (values.length > field.count()) {
      String row = width == 1 ? "sample" : "window";
      throw UserProblem.of(RuntimeProblem.SOUND_TOO_LONG, name + " has " + Words.count(values.length / width, row)
          + ", but " + field.axes() + " has room for " + Words.count(field.count() / width)).at(field.place())
          .hint("keep its first second: cut(sound, 1); or let each be as long as it is, along an open dim");
    }
    return Arrays.copyOf(values, field.count());
  }
}
