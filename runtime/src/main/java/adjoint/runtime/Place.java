package adjoint.runtime;

/** A place in a text file, counted from 1. */
public record Place(String file, int line, int column) {

  @Override
  public String toString() {
    return column > 0 ? file + ":" + line + ":" + column : file + ":" + line;
  }
}
