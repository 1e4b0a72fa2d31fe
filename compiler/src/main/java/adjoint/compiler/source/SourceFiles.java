package adjoint.compiler.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads `.nn` files. What isn't UTF-8 is read all the same: the parser tells what is wrong with it. */
public final class SourceFiles {

  private SourceFiles() {}

  /** Empty where there is no readable file. */
  public static Optional<Source> read(Path file) {
    try {
      return Optional.of(new Source(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** How the files that a file uses are found: beside it. */
  public static Function<String, Optional<Source>> beside(Path file) {
    return path -> read(file.resolveSibling(path));
  }
}
