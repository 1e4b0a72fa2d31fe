package adjoint.repl.problem;

import adjoint.runtime.CliProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is told where a file that was named can't be read, with the nearest name beside it. */
public final class MissingFile {

  private MissingFile() {}

  public static CommandFailure of(Path file) {
    var what = Files.isDirectory(file)
        ? file + " is a folder, not a .nn file"
        : Files.exists(file) ? file + " can't be read" : "there is no file " + file;
    return new CommandFailure(CliProblem.NO_SUCH_FILE, what, NearestWord.of(file.getFileName().toString(),
        neighbours(file), near -> file.resolveSibling(near).toString()));
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
