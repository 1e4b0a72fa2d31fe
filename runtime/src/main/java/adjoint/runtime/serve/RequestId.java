package adjoint.runtime.serve;

import java.util.concurrent.ThreadLocalRandom;

/** The names of requests, by which one is found again in the logs of all who took part in it. */
final class RequestId {

  static final String HEADER = "X-Request-Id";

  private RequestId() {}

  /** The name that a client gave it, else one of our own. */
  static String of(WebRequest request) {
    return request.header("x-request-id").filter(id -> id.matches("[\\w.:/+=-]{1,128}")).orElseGet(RequestId::fresh);
  }

  static String fresh() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
  }
}
