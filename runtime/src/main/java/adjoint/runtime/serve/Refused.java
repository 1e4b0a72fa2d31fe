package adjoint.runtime.serve;

import java.util.Optional;

/** A request that isn't answered as it wished. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Optional<String> code;

  private Refused(int status, Optional<String> code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static Refused of(int status, String message) {
    return new Refused(status, Optional.empty(), message);
  }

  /** @param code of a message that has a page */
  static Refused of(int status, String code, String message) {
    return new Refused(status, Optional.of(code), message);
  }

  int status() {
    return status;
  }

  Optional<String> code() {
    return code;
  }
}
