package adjoint.runtime.model;

import adjoint.runtime.program.CompiledFunction;
import java.io.InputStream;

/** What a model's jar holds; implemented by a class that was generated for it. */
public interface Parts {

  Description description();

  /** The model in plain loops. */
  CompiledFunction scalar();

  /**
   * The model by the Vector API.
   *
   * @throws LinkageError where this Java hasn't the Vector API that it was written for
   */
  CompiledFunction vector();

  /** The file of weights in the jar, to be read once. */
  InputStream weights();

  /** The CRC-32C of that file. */
  long checksum();
}
