package adjoint.compiler.pack;

import adjoint.runtime.model.Description;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.util.ArrayList;
import java.util.List;

/** Writes how programs give a model pictures and sounds as they lie on the disk. */
final class MediaMethods {

  private MediaMethods() {}

  /**
   * A method for each such argument, and one that predicts from it where there is no other.
   *
   * @param returned what the documentation says of the result
   * @param result its type
   */
  static String source(Description model, List<InterfacePart> inputs, String returned, String result) {
    List<String> methods = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (isMedia(model.inputs().get(i))) {
        methods.add(reading(inputs.get(i).name(), i, what(model.inputs().get(i))));
      }
    }
    if (inputs.size() == 1 && !methods.isEmpty()) {
      methods.add(predicting(inputs.getFirst().name(), what(model.inputs().getFirst()), returned, result));
    }
    return String.join("\n", methods);
  }

  private static boolean isMedia(Field field) {
    return field.transforms().stream().anyMatch(t -> t instanceof Transform.Picture || t instanceof Transform.Sound);
  }

  private static String what(Field field) {
    return field.transforms().getFirst() instanceof Transform.Picture
        ? "a picture, PNG or JPEG"
        : "a sound, a WAV file";
  }

  private static String reading(String name, int number, String what) {
    return """
          /**
           * What {@code predict} takes for %1$s, out of a file.
           *
           * @param file %3$s; it is read, and stays open
           * @throws IllegalArgumentException where it isn't one, or not such as the training read
           */
          public float[] %1$s(java.io.InputStream file) {
            return model.read(%2$d, file);
          }
        """.formatted(name, number, what);
  }

  private static String predicting(String name, String what, String returned, String result) {
    return """
          /**
           * Runs the model on a file.
           *
           * @param file %2$s; it is read, and stays open
           * @return %3$s
           * @throws IllegalArgumentException where it isn't one, or not such as the training read
           */
          public %4$s predict(java.io.InputStream file) {
            return predict(%1$s(file));
          }
        """.formatted(name, what, returned, result);
  }
}
