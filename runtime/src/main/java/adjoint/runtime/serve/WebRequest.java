package adjoint.runtime.serve;

import java.util.Map;
import java.util.Optional;

/**
 * A request, as it came over a connection.
 *
 * @param path without a query
 * @param headers by their names in lower case
 * @param keepAlive whether the client may ask again over the same connection
 */
record WebRequest(String method, String path, Map<String, String> headers, byte[] body, boolean keepAlive) {

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
