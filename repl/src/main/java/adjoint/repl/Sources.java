package adjoint.repl;

import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.runtime.text.Similar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the `.nn` files that the command line names. */
public final class Sources {

  private Sources() {}

  /** The file that the command line names. */
  public static Source named(Path file) {
    return SourceFiles.read(file).orElseThrow(() -> missing(file));
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
