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

  /** `images`: an array of a source that has such. */
  record Array(String name) implements Selection {}
}
