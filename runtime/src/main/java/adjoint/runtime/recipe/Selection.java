package adjoint.runtime.recipe;

import java.util.List;

/** The cells that a field reads. */
public sealed interface Selection {

  /**
   * `columns("p*", "alcohol..proline", 3)`, in the order of the patterns and, within a pattern, of the file: a name, a
   * name with `*` and `?`, two names around `..` (both included) or, in a file without header, positions from 0.
   */
  record Columns(List<String> patterns) implements Selection {
    public Columns {
      patterns = List.copyOf(patterns);
    }
  }

  /** `column("label")`: exactly one; the name is taken as it stands. */
  record Column(String name) implements Selection {}

  /**
   * The columns of a model's argument that no recipe tells of: `image`, or those that begin with it and end in a place,
   * `image_0`, `image_Pixel_0`, in the order of the file.
   *
   * @param alone whether the model has no other: then all columns are its own where none is called so
   */
  record Argument(String name, boolean alone) implements Selection {}

  /** `images`: an array of a source that has such. */
  record Array(String name) implements Selection {}

  /** `length(sentence)`: the tokens that another field has. */
  record Length(String field) implements Selection {}
}
