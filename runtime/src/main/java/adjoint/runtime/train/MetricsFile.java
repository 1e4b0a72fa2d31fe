package adjoint.runtime.train;

import adjoint.runtime.weights.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The history of a run: `metrics.csv`, a row an epoch. Rows of short epochs are written together, since opening a file
 * takes longer than an epoch of a tiny net; but always before the checkpoint that comes after them, so that a run that
 * goes on from one has all of them.
 */
final class MetricsFile {

  static final String EPOCH = "epoch";
  static final String STEP = "step";
  static final String SECONDS = "seconds";

  private static final long WRITE_EVERY = 500_000_000L;

  private final Path path;
  private final double secondsBefore;
  private final StringBuilder waiting = new StringBuilder();
  private long written = System.nanoTime();
  private boolean begun;

  private MetricsFile(Path path, List<String> kept) {
    this.path = path;
    this.begun = !kept.isEmpty();
    this.secondsBefore = seconds(kept);
  }

  /**
   * Begins a history, or goes on with one: rows of epochs that are to be made again are taken out.
   *
   * @param epochs that are finished
   */
  static MetricsFile open(Path path, int epochs) {
    if (epochs == 0 || !Files.exists(path)) {
      AtomicFile.write(path, "");
      return new MetricsFile(path, List.of());
    }
    try {
      List<String> kept = new ArrayList<>();
      for (String line : Files.readAllLines(path)) {
        if (kept.isEmpty() || epoch(line) <= epochs) {
          kept.add(line);
        }
      }
      AtomicFile.write(path, String.join("\n", kept) + "\n");
      return new MetricsFile(path, kept);
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
  }

  /** The epoch that a row is about; a torn row is about none that is kept. */
  private static int epoch(String line) {
    String first = line.substring(0, Math.max(0, line.indexOf(',')));
    return first.matches("[0-9]{1,9}") ? Integer.parseInt(first) : Integer.MAX_VALUE;
  }

  /** What the last row says about the time that the run has taken. */
  private static double seconds(List<String> lines) {
    if (lines.size() < 2) {
      return 0;
    }
    int column = List.of(lines.get(0).split(",")).indexOf(SECONDS);
    String[] cells = lines.get(lines.size() - 1).split(",");
    return column >= 0 && column < cells.length && cells[column].matches("[0-9]{1,15}(\\.[0-9]+)?")
        ? Double.parseDouble(cells[column])
        : 0;
  }

  /** The time that the finished epochs took, before this one went on. */
  double secondsBefore() {
    return secondsBefore;
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
    written = System.nanoTime();
    if (waiting.length() == 0) {
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(waiting.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
    waiting.setLength(0);
  }

  /** Writes them so that they survive a loss of power, too. */
  void force() {
    write();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
  }
}
