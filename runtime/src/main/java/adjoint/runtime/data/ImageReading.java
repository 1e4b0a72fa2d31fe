package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.picture.PictureFile;
import adjoint.runtime.picture.Pictures;
import adjoint.runtime.picture.Pixels;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Reads a picture as one example of numbers from 0 to 255, as the field's training read it; for a field that was trained on
 * arrays it has to have its size.
 */
final class ImageReading {

  private ImageReading() {}

  static NumberArray read(String name, InputStream stream, Field field) throws IOException {
    Optional<Transform.Picture> trained = MediaCells.picture(field);
    Optional<PictureAxes> axes = PictureAxes.of(field.axes());
    if (trained.isPresent()) {
      return array(name, Pictures.read(name, stream, trained.get().fit(), field), axes);
    }
    int channels = axes.isPresent() ? axes.get().channels() : 1;
    Pixels picture = PictureFile.read(name, stream, channels, (rows, columns) -> {
      boolean fits = axes.isPresent()
          ? rows == axes.get().rows() && columns == axes.get().columns()
          : field.count() == (long) columns * rows;
      if (!fits) {
        throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, name + " is an image of " + rows + " rows and " + columns
            + " columns, but " + field.name() + " is " + field.axes()).hint("resize the image first");
      }
    });
    return array(name, picture.values(), axes);
  }

  /** A picture as its field lays it out; one without rows and columns has the samples as they come. */
  private static NumberArray array(String name, byte[] samples, Optional<PictureAxes> axes) {
    byte[] values = samples.clone();
    for (int i = 0; axes.isPresent() && i < samples.length; i++) {
      values[axes.get().place(i)] = samples[i];
    }
    return new NumberArray(name, List.of(1, values.length), new NumberArray.Bytes(values));
  }
}
