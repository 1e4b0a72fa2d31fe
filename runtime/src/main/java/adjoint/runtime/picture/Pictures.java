package adjoint.runtime.picture;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.io.IOException;
import java.io.InputStream;

/** Reads pictures as a field wants them. */
public final class Pictures {

  private Pictures() {}

  /**
   * The samples of a picture at the size of its field, as {@link Pixels} lays them out.
   *
   * @param field of axes for a picture
   */
  public static byte[] read(String name, InputStream stream, Transform.Fit fit, Field field) throws IOException {
    PictureAxes axes = PictureAxes.of(field.axes()).orElseThrow();
    String wanted = field.name() + " is " + field.axes();
    Pixels picture = PictureFile.read(name, stream, axes.channels(),
        (rows, columns) -> Resizing.check(name, rows, columns, fit, axes, wanted));
    return Resizing.fitted(picture, fit, axes).values();
  }
}
