package adjoint.compiler.lower.scope;

import adjoint.compiler.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The standard library: one `.nn` file for each name, found beside the compiler at run time. */
public final class Library {

  private static final String FOLDER = "/adjoint/stdlib/";

  private Library() {}

  /** The file that declares a name. */
  public static Optional<Source> find(String name) {
    boolean plausible = !name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    return plausible ? text(name + ".nn").map(text -> new Source("stdlib/" + name + ".nn", text)) : Optional.empty();
  }

  /** All names that it declares. */
  public static List<String> names() {
    return text("index.txt").map(t -> t.lines().filter(l -> !l.isBlank()).toList()).orElse(List.of());
  }

  private static Optional<String> text(String file) {
    try (InputStream stream = Library.class.getResourceAsStream(FOLDER + file)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
