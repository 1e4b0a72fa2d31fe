package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import java.util.List;
import java.util.Optional;

/**
 * One field of an example: `image: [Pixel] = columns("p*") / 16`.
 *
 * @param axes of one example, without the batch's; sizes are constant, but for the one axis of a text
 * @param index the dim that an INT field's values are positions of; empty for counts, REAL and BOOL
 * @param selection the cells it reads
 * @param series whether it reads along the rows
 * @param transforms what happens to each number, in this order; windows commute with them, so it doesn't matter on
 *     which side of `window(…)` they were written
 */
public record Field(String name, Element element, List<Axis> axes, Optional<IndexDim> index, Selection selection,
    Series series, List<Transform> transforms, Missing missing, Place place) {

  public Field {
    axes = List.copyOf(axes);
    transforms = List.copyOf(transforms);
  }

  /**
   * A dim that values are positions of.
   *
   * @param members its names, in order, where it was declared with names; else empty
   */
  public record IndexDim(String dim, long size, List<String> members) {
    public IndexDim {
      members = List.copyOf(members);
    }
  }

  /** How a field reads a series of rows. */
  public enum Series {
    /** From the example's own row. */
    ROW,
    /** `window(…)`: as many rows as its first axis is long. */
    WINDOW,
    /** `next(…)`: for each row of a window the one that follows it. */
    NEXT,
    /** `after(…)`: the row, or rows, that follow the windows. */
    AFTER
  }

  /** The open dim along which examples have lengths of their own; empty where all are alike. */
  public Optional<String> open() {
    for (Axis axis : axes) {
      if (!axis.size().isConstant()) {
        return Optional.of(axis.name());
      }
    }
    return Optional.empty();
  }

  /** How many numbers an example has in it; of a field without an open dim. */
  public int count() {
    long count = 1;
    for (Axis axis : axes) {
      count = Math.multiplyExact(count, axis.size().constant());
    }
    return Math.toIntExact(count);
  }
}
