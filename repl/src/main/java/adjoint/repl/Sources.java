package adjoint.repl;

import adjoint.compiler.source.Source;
import adjoint.runtime.text.Similar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads `.nn` files. What isn't UTF-8 is read all the same: the parser tells what is wrong with it. */
public final class Sources {

  private Sources() {}

  /** The file that the command line names. */
  public static Source named(Path file) {
    return read(file).orElseThrow(() -> missing(file));
  }

  /** How the files that a file uses are found: beside it. */
  public static Function<String, Optional<Source>> beside(Path file) {
    return path -> read(file.resolveSibling(path));
  }

  private static Optional<Source> read(Path file) {
    try {
      return Optional.of(new Source(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static CommandFailure missing(Path file) {
    var what = Files.isDirectory(file)
        ? file + " is a folder, not a .nn file"
        : Files.exists(file) ? file + " can't be read" : "there is no file " + file;
    var near = Similar.nearest(file.getFileName().toString(), neighbours(file));
    return new CommandFailure(Trouble.NO_SUCH_FILE, what,
        near.map(name -> "help: did you mean " + file.resolveSibling(name) + "?"));
  }

  private static List<String> neighbours(Path file) {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).filter(name -> name.endsWith(".nn")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
