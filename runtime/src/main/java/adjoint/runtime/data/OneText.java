package adjoint.runtime.data;

/** A text as the only row. */
final class OneText implements Rows, FieldCells.Where {

  private final String text;
  private final FieldCells cells;
  private final String name;
  private boolean read;

  OneText(String text, FieldCells cells, String name) {
    this.text = text;
    this.cells = cells;
    this.name = name;
  }

  @Override
  public boolean next() {
    if (read) {
      return false;
    }
    read = true;
    cells.name(0, text.strip(), this);
    cells.endRow(!cells.dropped(), this);
    return true;
  }

  @Override
  public String words(int at) {
    return "the text for " + name;
  }

  @Override
  public void close() {}
}
