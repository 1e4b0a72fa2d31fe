package adjoint.repl;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which program, and what of it is set from outside. */
final class ProgramOptions {

  @Parameters(index = "0", paramLabel = "FILE", description = "A .nn file.")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Give a constant of the file another value; can be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  Path file() {
    return file;
  }

  Map<String, String> settings() {
    return settings;
  }
}
