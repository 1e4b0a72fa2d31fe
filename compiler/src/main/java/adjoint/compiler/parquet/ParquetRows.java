package adjoint.compiler.parquet;

import adjoint.runtime.data.RowSource;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** The rows of a file, with cells as a table of text would have them. */
final class ParquetRows implements RowSource {

  private final Standstill standstill;
  private final RowReader reader;
  private final List<String> columns;
  private final int[] positions;
  private final Set<String> unsigned;

  /**
   * @param reading makes a reader, which waits for its first rows
   * @param unsigned columns of numbers without a sign, which come as the bits that these have
   * @param patience how long a row may take to come
   */
  ParquetRows(Callable<RowReader> reading, List<String> columns, Set<String> unsigned, Duration patience)
      throws IOException {
    this.standstill = new Standstill(patience);
    this.reader = standstill.within(reading);
    List<String> read = IntStream.range(0, reader.getFieldCount()).mapToObj(reader::getFieldName).toList();
    this.columns = columns;
    this.unsigned = unsigned;
    this.positions = columns.stream().mapToInt(read::indexOf).toArray();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Optional<List<String>> next() throws IOException {
    if (!standstill.within(reader::hasNext)) {
      return Optional.empty();
    }
    reader.next();
    List<String> row = new ArrayList<>();
    for (int i = 0; i < positions.length; i++) {
      row.add(reader.isNull(positions[i]) ? "" : text(columns.get(i), reader.getValue(positions[i])));
    }
    return Optional.of(row);
  }

  /** Moments are written in UTC without saying so, so that the order of these texts is theirs. */
  private String text(String column, Object value) throws IOException {
    return switch (value) {
      case Integer bits when unsigned.contains(column) -> Integer.toUnsignedString(bits);
      case Long bits when unsigned.contains(column) -> Long.toUnsignedString(bits);
      case Instant moment -> LocalDateTime.ofInstant(moment, ZoneOffset.UTC).toString();
      case byte[] bytes -> decoded(column, bytes);
      default -> value.toString();
    };
  }

  /** Older programs write texts as bytes. */
  private static String decoded(String column, byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new IOException("column " + column + " holds bytes that are no text");
    }
  }

  @Override
  public void close() {
    standstill.close();
    reader.close();
  }
}
