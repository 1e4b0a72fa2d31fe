package adjoint.runtime.data;

import java.util.List;
import java.util.Optional;

/**
 * Examples out of a program of one's own: `data java("com.acme.Sales", year = "2026") { … }`. A class has a public constructor
 * without parameters, or one that takes what stands behind its name as a `Map` of texts. It is asked once a run, from one thread.
 */
public interface RowSource extends AutoCloseable {

  /** What its columns are called. */
  List<String> columns();

  /**
   * The next row; empty behind the last.
   *
   * @return a cell for each column, as a table of text has it; nothing in it where a value is missing
   */
  Optional<List<String>> next() throws Exception;

  @Override
  default void close() throws Exception {}
}
