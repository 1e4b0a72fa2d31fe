package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.util.Optional;

/** What fields say about pictures and sounds, whether they read any or not. */
final class MediaCells {

  private MediaCells() {}

  static Optional<Transform.Picture> picture(Field field) {
    return first(field) instanceof Transform.Picture picture ? Optional.of(picture) : Optional.empty();
  }

  static Optional<Transform.Sound> sound(Field field) {
    return first(field) instanceof Transform.Sound sound ? Optional.of(sound) : Optional.empty();
  }

  /** Whether a field's cells are the paths of files that it reads. */
  static boolean readsFiles(Field field) {
    return isMedia(first(field));
  }

  /** Whether it says how a file is read, rather than what becomes of a number. */
  static boolean isMedia(Transform transform) {
    return transform instanceof Transform.Picture || transform instanceof Transform.Sound;
  }

  private static Transform first(Field field) {
    return field.transforms().isEmpty() ? new Transform.Categories() : field.transforms().get(0);
  }

  /** The numbers of one window of a sound, or 1 of its samples; the axis of windows comes first. */
  static int width(Field field) {
    int width = 1;
    for (int i = 1; i < field.axes().size(); i++) {
      width = Math.multiplyExact(width, (int) field.axes().get(i).size().constant());
    }
    return width;
  }
}
