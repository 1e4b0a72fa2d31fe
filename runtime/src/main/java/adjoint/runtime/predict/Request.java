package adjoint.runtime.predict;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be predicted.
 *
 * @param model empty for the one that the file trains, else the only one
 * @param weights a weight file or a run's folder
 * @param input a table, array or image; empty for standard input
 */
public record Request(Optional<String> model, Path weights, Optional<Path> input, Format format, int threads) {

  /** How predictions are written. */
  public enum Format {
    CSV, JSON
  }
}
