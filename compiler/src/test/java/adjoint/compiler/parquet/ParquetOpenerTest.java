package adjoint.compiler.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Place;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.ColumnarFile;
import adjoint.runtime.data.FileFacts;
import adjoint.runtime.data.Parquet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tables as other programs write them, and what is none. */
class ParquetOpenerTest {

  private static final Path TABLES = Path.of("src/test/fixtures/parquet");
  private static final Place PLACE = new Place("model.nn", 7, 3);

  @TempDir
  private Path folder;

  private static List<String> cells(String column) throws Exception {
    try (ColumnarFile file = new ParquetOpener().open(TABLES.resolve("kinds.parquet"));
        var rows = file.rows(List.of(column))) {
      var cells = new ArrayList<String>();
      for (Optional<List<String>> row = rows.next(); row.isPresent(); row = rows.next()) {
        cells.addAll(row.get());
      }
      return cells;
    }
  }

  private static long count(Path folder, String path, String... columns) {
    return new FileFacts(folder, Map.of(), Map.of()).count(new Parquet(path, PLACE), List.of(columns));
  }

  private static void refused(Path folder, String path, String column, String message) {
    var problem = catchThrowableOfType(UserProblem.class, () -> count(folder, path, column));
    assertThat(problem.code() + ": " + problem.getMessage()).startsWith(message);
    assertThat(problem.place()).contains(PLACE);
  }

  @Test
  void eachKindOfColumnIsReadAsText() throws Exception {
    var expected = Map.ofEntries(
        Map.entry("double", List.of("1.5", "", "NaN")),
        Map.entry("float", List.of("0.1", "2.0", "")),
        Map.entry("half", List.of("1.5", "2.5", "")),
        Map.entry("int", List.of("1", "-2", "")),
        Map.entry("byte", List.of("255", "0", "")),
        Map.entry("long", List.of("9007199254740993", "-9223372036854775808", "")),
        Map.entry("unsigned", List.of("18446744073709551615", "4294967296", "")),
        Map.entry("word", List.of("4294967295", "1", "")),
        Map.entry("decimal", List.of("1.25", "-3.00", "")),
        Map.entry("truth", List.of("true", "false", "")),
        Map.entry("text", List.of("ä, b", "", "")),
        Map.entry("kind", List.of("a", "b", "a")),
        Map.entry("old", List.of("ab", "ä", "")),
        Map.entry("date", List.of("2026-11-30", "1969-12-31", "")),
        Map.entry("moment", List.of("2026-11-30T01:02:03.400", "2026-11-30T01:02:03", "")),
        Map.entry("local", List.of("2026-11-30T01:02:03.400", "2026-11-30T01:02:03", "")),
        Map.entry("time", List.of("01:02:03.400", "01:02", "")),
        Map.entry("nothing", List.of("", "", "")),
        Map.entry("a.b", List.of("1", "2", "3")));

    try (var file = new ParquetOpener().open(TABLES.resolve("kinds.parquet"))) {
      assertThat(file.columns()).extracting(ColumnarFile.Column::name).containsExactlyInAnyOrderElementsOf(
          expected.keySet());
    }
    for (var column : expected.entrySet()) {
      assertThat(cells(column.getKey())).as(column.getKey()).isEqualTo(column.getValue());
    }
  }

  @Test
  void rowsAndValuesOfSeveralFilesAreCounted() {
    assertThat(count(TABLES, "part-*.parquet")).isEqualTo(40);
    assertThat(count(TABLES, "part-*.parquet", "colour")).isEqualTo(2);
    assertThat(count(TABLES, "nested.parquet", "x")).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsTold() throws Exception {
    refused(TABLES, "nested.parquet", "list", "NN0402: nested.parquet: column \"list\" holds lists, not single values");
    refused(TABLES, "nested.parquet", "record", "NN0402: nested.parquet: column \"record\" holds records");
    refused(TABLES, "nested.parquet", "map", "NN0402: nested.parquet: column \"map\" holds maps");
    refused(TABLES, "nested.parquet", "bytes",
        "NN0402: nested.parquet can't be read as Parquet: column bytes holds bytes");
    refused(TABLES, "nested.parquet", "y", "NN0404: nested.parquet has no column \"y\"");
    refused(TABLES, "packed.parquet", "x", "NN0402: packed.parquet, column \"x\" is packed by ZSTD");
    refused(TABLES, "empty.parquet", "x", "NN0403: empty.parquet has no rows");
    refused(TABLES, "none.parquet", "x", "NN0401: there is no file");
    refused(TABLES, "make_tables.py", "x", "NN0402: make_tables.py can't be read as Parquet: Not a Parquet file");
    Files.createFile(folder.resolve("nothing.parquet"));
    refused(folder, "nothing.parquet", "x", "NN0402: nothing.parquet can't be read as Parquet: ");
  }

  /** Of some pages hardwood-core 1.0.1 makes no rows, and says nothing. */
  @Test
  @Timeout(30)
  void rowsThatNeverComeAreWaitedForInVainOnlyForAWhile() throws Exception {
    byte[] bytes = Files.readAllBytes(TABLES.resolve("part-0.parquet"));
    bytes[83] = 21;
    var file = Files.write(folder.resolve("stands.parquet"), bytes);

    try (ColumnarFile table = new ParquetOpener(Duration.ofMillis(300)).open(file)) {
      assertThatThrownBy(() -> {
        try (var rows = table.rows(List.of("x"))) {
          while (rows.next().isPresent()) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
          }
        }
      }).isInstanceOf(IOException.class).hasMessageContaining("so that a page of it may be damaged");
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** What stands behind the pages. */
  @Test
  @Timeout(60)
  void aDamagedFileIsToldOrReadButNeverABug() throws Exception {
    byte[] whole = Files.readAllBytes(TABLES.resolve("part-0.parquet"));
    int footer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 8);
    for (int at = whole.length - 8 - footer; at < whole.length; at += 7) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0x5a;
      attempt(changed);
    }
    for (int length = 0; length < whole.length; length += 101) {
      attempt(Arrays.copyOf(whole, length));
    }
  }

  private void attempt(byte[] bytes) throws Exception {
    Files.write(folder.resolve("damaged.parquet"), bytes);
    assertThatCode(() -> {
      try {
        count(folder, "damaged.parquet", "x");
      } catch (UserProblem told) {
        assertThat(told.place()).contains(PLACE);
      }
    }).doesNotThrowAnyException();
  }
}
