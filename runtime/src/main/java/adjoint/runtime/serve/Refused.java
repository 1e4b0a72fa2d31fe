package adjoint.runtime.serve;

import java.util.Map;
import java.util.Optional;

/** A request that isn't answered as it wished. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Optional<String> code;
  private final transient Map<String, String> headers;

  private Refused(int status, Optional<String> code, String message, Map<String, String> headers) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  static Refused of(int status, String message) {
    return new Refused(status, Optional.empty(), message, Map.of());
  }

  /** @param code of a message that has a page */
  static Refused of(int status, String code, String message) {
    return new Refused(status, Optional.of(code), message, Map.of());
  }

  /** For now: it may be asked again in a second. */
  static Refused busy(String message) {
    return of(503, message).with("Retry-After", "1");
  }

  Refused with(String header, String value) {
    return new Refused(status, code, getMessage(), Map.of(header, value));
  }

  int status() {
    return status;
  }

  Optional<String> code() {
    return code;
  }

  /** Headers of the answer. */
  Map<String, String> headers() {
    return headers;
  }
}
