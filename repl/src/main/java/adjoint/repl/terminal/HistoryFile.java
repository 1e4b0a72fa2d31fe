package adjoint.repl.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where entries are remembered across sessions, as freedesktop.org's base directories say. */
final class HistoryFile {

  private HistoryFile() {}

  /** The file, where it can be written; a session without history is no worse otherwise. */
  static Optional<Path> find() {
    return find(System.getenv());
  }

  static Optional<Path> find(Map<String, String> environment) {
    try {
      Path state = Optional.ofNullable(environment.get("XDG_STATE_HOME")).filter(home -> !home.isEmpty()).map(Path::of)
          .orElseGet(() -> Path.of(environment.getOrDefault("HOME", "."), ".local", "state"));
      Path folder = Files.createDirectories(state.resolve("adjoint"));
      Path file = folder.resolve("history");
      boolean writable = Files.exists(file) ? Files.isWritable(file) : Files.isWritable(folder);
      return writable ? Optional.of(file) : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
