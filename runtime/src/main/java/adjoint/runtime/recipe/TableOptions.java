package adjoint.runtime.recipe;

import java.util.List;

/**
 * How a table is written.
 *
 * @param header whether the first line names the columns; without, they are named by position, from 0
 * @param skip lines to leave out before the header
 * @param comment lines that begin with this are left out; empty for none
 * @param missing what stands in cells without a value, besides what usually does
 */
public record TableOptions(boolean header, char separator, int skip, String comment, List<String> missing) {
  public static final TableOptions DEFAULT = new TableOptions(true, ',', 0, "", List.of());

  public TableOptions {
    missing = List.copyOf(missing);
  }
}
