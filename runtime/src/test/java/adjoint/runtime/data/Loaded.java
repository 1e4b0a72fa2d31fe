package adjoint.runtime.data;

import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Element;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;

/** Loads in tests. */
final class Loaded {

  private Loaded() {}

  static Data load(Recipe recipe) {
    return Loading.load(recipe, Map.of(), OptionalInt.empty(), Optional.empty());
  }

  static float[] reals(SplitPart part, String field, int... examples) {
    int at = part.dataset().field(field);
    float[] values = new float[examples.length * part.dataset().fields().get(at).count()];
    part.dataset().copy(at, examples, 0, examples.length, 0, values, new int[0]);
    return values;
  }

  static int[] ints(SplitPart part, String field, int... examples) {
    int at = part.dataset().field(field);
    assert part.dataset().fields().get(at).element() != Element.REAL;
    int[] values = new int[examples.length * part.dataset().fields().get(at).count()];
    part.dataset().copy(at, examples, 0, examples.length, 0, new float[0], values);
    return values;
  }

  static Path write(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
      stream.write(bytes);
    }
    return packed.toByteArray();
  }
}
