package adjoint.runtime.train;

import adjoint.runtime.weights.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The history of a run: `metrics.csv`, a row an epoch. */
record MetricsFile(Path path) {

  /**
   * Begins a history, or goes on with one: rows of epochs that are to be made again are taken out.
   *
   * @param epochs that are finished
   */
  static MetricsFile open(Path path, int epochs) {
    if (epochs == 0 || !Files.exists(path)) {
      AtomicFile.write(path, "");
      return new MetricsFile(path);
    }
    try {
      List<String> kept = new ArrayList<>();
      for (String line : Files.readAllLines(path)) {
        if (kept.isEmpty() || epoch(line) <= epochs) {
          kept.add(line);
        }
      }
      AtomicFile.write(path, String.join("\n", kept) + "\n");
      return new MetricsFile(path);
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
  }

  /** The epoch that a row is about; a torn row is about none that is kept. */
  private static int epoch(String line) {
    String first = line.substring(0, Math.max(0, line.indexOf(',')));
    return first.matches("[0-9]{1,9}") ? Integer.parseInt(first) : Integer.MAX_VALUE;
  }

  /** Appends a row; the first brings the header. */
  void append(Map<String, String> row) {
    try {
      String header = Files.size(path) == 0 ? String.join(",", row.keySet()) + "\n" : "";
      Files.writeString(path, header + String.join(",", row.values()) + "\n", StandardCharsets.UTF_8,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
  }
}
