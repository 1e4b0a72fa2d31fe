package adjoint.compiler.diagnostic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The page of each code: its title, the cause, an example that is wrong, the fix, and the example put right, as Markdown.
 * A test holds that the wrong example makes a message of this code and the right one makes none.
 */
public final class Explain {

  private Explain() {}

  /** The page of a code such as `NN0104`; empty where there is no such code. */
  public static Optional<String> page(String code) {
    String resource = "/adjoint/compiler/explain/" + code + ".md";
    try (var in = Explain.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
