package adjoint.runtime.picture;

import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a field lays a picture out.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param first whether the channels are the first axis, rather than the last
 */
public record PictureAxes(int rows, int columns, int channels, boolean first) {

  /** Of the axes of an example; empty where they aren't those of a picture. */
  public static Optional<PictureAxes> of(List<Axis> axes) {
    List<Integer> sizes = new ArrayList<>();
    for (Axis axis : axes) {
      if (!axis.size().isConstant()) {
        return Optional.empty();
      }
      sizes.add((int) Math.min(Integer.MAX_VALUE, axis.size().constant()));
    }
    if (sizes.size() == 2) {
      return Optional.of(new PictureAxes(sizes.get(0), sizes.get(1), 1, false));
    }
    return sizes.size() == 3 ? channels(sizes, 3).or(() -> channels(sizes, 1)) : Optional.empty();
  }

  private static Optional<PictureAxes> channels(List<Integer> sizes, int count) {
    if (sizes.get(0) == count) {
      return Optional.of(new PictureAxes(sizes.get(1), sizes.get(2), count, true));
    }
    return sizes.get(2) == count
        ? Optional.of(new PictureAxes(sizes.get(0), sizes.get(1), count, false))
        : Optional.empty();
  }

  /** The samples of a picture. */
  public int count() {
    return rows * columns * channels;
  }

  /** How many neighbouring numbers of an example are of one channel. */
  public int run() {
    return first ? rows * columns : 1;
  }

  /** Where a sample lies in an example, by its place among {@link Pixels#values}. */
  public int place(int sample) {
    return first ? sample % channels * (rows * columns) + sample / channels : sample;
  }
}
