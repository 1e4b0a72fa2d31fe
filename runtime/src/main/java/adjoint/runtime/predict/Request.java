package adjoint.runtime.predict;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be predicted.
 *
 * @param input a table, array or image; empty for standard input
 * @param seed of what the model draws
 */
public record Request(Optional<Path> input, Output format, int threads, int seed) {

  /** How predictions are written. */
  public enum Output {
    CSV, JSON
  }
}
