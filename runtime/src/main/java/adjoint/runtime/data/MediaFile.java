package adjoint.runtime.data;

import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.sound.Sounds;
import java.io.IOException;
import java.io.InputStream;

/** A picture or a sound as the numbers that a field's treatment begins with. */
public final class MediaFile {

  private MediaFile() {}

  /**
   * Reads one, as training did.
   *
   * @param name for messages
   * @throws UserProblem where it can't be read so
   */
  public static float[] read(Field field, String name, InputStream stream) {
    try {
      NumberArray array = array(field, name, stream);
      float[] values = new float[array.width()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) array.elements().at(i);
      }
      return values;
    } catch (IOException e) {
      throw Unpacking.unreadable(name, e);
    }
  }

  private static NumberArray array(Field field, String name, InputStream stream) throws IOException {
    return MediaCells.sound(field).isPresent() ? sound(field, name, stream) : ImageReading.read(name, stream, field);
  }

  /** Of a field that was trained on sounds. */
  static NumberArray sound(Field field, String name, InputStream stream) throws IOException {
    Transform.Sound sound = MediaCells.sound(field).orElseThrow();
    return NumberArray.single(name,
        Framed.filled(field, Sounds.read(name, stream, sound, MediaCells.width(field)), name));
  }
}
