package adjoint.runtime.data;

import java.util.List;

/**
 * What was read from a source.
 *
 * @param raws a field's values each, in the order of the recipe's fields
 * @param places where a row came from, for messages
 */
record Table(List<Raw> raws, int rows, Places places) {

  /** Says where a row stands: `iris.csv, line 12` or `labels.gz, element 11`. */
  interface Places {
    String of(int row);
  }
}
