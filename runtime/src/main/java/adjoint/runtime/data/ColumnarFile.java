package adjoint.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file in which the columns of a table lie apart, so that those that nobody asks for aren't read. */
public interface ColumnarFile extends AutoCloseable {

  /**
   * A column.
   *
   * @param nested what its cells hold, where that is no single value: `lists`
   */
  record Column(String name, Optional<String> nested) {}

  /** Its columns, in their order. */
  List<Column> columns();

  /** Its rows, of some of the columns. */
  RowSource rows(List<String> columns) throws Exception;

  @Override
  void close() throws Exception;

  /**
   * Opens files of one format: a service, found by {@link java.util.ServiceLoader}, since what reads them needs more than what a
   * model's jar holds and runs on.
   */
  interface Opener {

    /** The word that sources of the format begin with. */
    String format();

    ColumnarFile open(Path file) throws Exception;
  }
}
