package adjoint.runtime;

/** A place in a text file, counted from 1; something else by its name, where the line is 0. */
public record Place(String file, int line, int column) {

  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "");
  }
}
