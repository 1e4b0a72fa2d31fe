package adjoint.repl.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The first line of a CSV table, packed or not: what its columns are called. */
final class TableHeader {

  private TableHeader() {}

  /** The names of a table's columns; none where it can't be read. */
  static List<String> names(Path table) {
    if (!Files.isRegularFile(table)) {
      return List.of();
    }
    try (var stream = Files.newInputStream(table); var lines = reader(stream, table.toString().endsWith(".gz"))) {
      String first = Optional.ofNullable(lines.readLine()).orElse("");
      return Arrays.stream(first.split(first.contains(";") ? ";" : ",")).map(name -> name.strip().replace("\"", ""))
          .filter(name -> !name.isEmpty()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static BufferedReader reader(InputStream table, boolean packed) throws IOException {
    return new BufferedReader(
        new InputStreamReader(packed ? new GZIPInputStream(table) : table, StandardCharsets.UTF_8));
  }
}
