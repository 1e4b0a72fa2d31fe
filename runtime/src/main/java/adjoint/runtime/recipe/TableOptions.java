package adjoint.runtime.recipe;

/**
 * How a table is written.
 *
 * @param header whether the first line names the columns; without, they are named by position, from 0
 * @param skip lines to leave out before the header
 * @param comment lines that begin with this are left out; empty for none
 */
public record TableOptions(boolean header, char separator, int skip, String comment) {
  public static final TableOptions DEFAULT = new TableOptions(true, ',', 0, "");
}
