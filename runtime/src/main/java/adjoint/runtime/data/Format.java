package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of files that examples are read from.
 *
 * @param name that a source of it begins with
 * @param example of a source, for messages
 * @param type of its sources
 * @param parse from what is written to a source
 * @param reader of its files
 */
public record Format<S extends Source>(String name, String example, Class<S> type, Function<SourceArguments, S> parse,
    Reader<S> reader) {

  /** Reads all of a source. Problems have a place. */
  @FunctionalInterface
  interface Reader<S extends Source> {
    Table read(S source, DataFiles files, List<Field> fields);
  }

  /** Reads a source of this format. */
  Table read(Source source, DataFiles files, List<Field> fields) {
    return reader.read(type.cast(source), files, fields);
  }
}
