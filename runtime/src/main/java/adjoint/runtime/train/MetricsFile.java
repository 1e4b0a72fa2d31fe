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

/**
 * The history of a run: `metrics.csv`, a row an epoch. Rows of short epochs are written together, since opening a file
 * takes longer than an epoch of a tiny net.
 */
final class MetricsFile {

  private static final long WRITE_EVERY = 500_000_000L;

  private final Path path;
  private final StringBuilder waiting = new StringBuilder();
  private long written = System.nanoTime();
  private boolean begun;

  private MetricsFile(Path path, boolean begun) {
    this.path = path;
    this.begun = begun;
  }

  /**
   * Begins a history, or goes on with one: rows of epochs that are to be made again are taken out.
   *
   * @param epochs that are finished
   */
  static MetricsFile open(Path path, int epochs) {
    if (epochs == 0 || !Files.exists(path)) {
      AtomicFile.write(path, "");
      return new MetricsFile(path, false);
    }
    try {
      List<String> kept = new ArrayList<>();
      for (String line : Files.readAllLines(path)) {
        if (kept.isEmpty() || epoch(line) <= epochs) {
          kept.add(line);
        }
      }
      AtomicFile.write(path, String.join("\n", kept) + "\n");
      return new MetricsFile(path, !kept.isEmpty());
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
    if (!begun) {
      waiting.append(String.join(",", row.keySet())).append('\n');
      begun = true;
    }
    waiting.append(String.join(",", row.values())).append('\n');
    if (System.nanoTime() - written > WRITE_EVERY) {
      write();
    }
  }

  /** Writes the rows that wait. */
  void write() {
    try {
      Files.writeString(path, waiting, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
    waiting.setLength(0);
    written = System.nanoTime();
  }
}
