package adjoint.runtime.serve;

import adjoint.runtime.text.Json;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Who may ask a server, how they reach it, and who hears of it.
 *
 * @param tls by which connections are encrypted; empty where they aren't
 * @param log is told of each answer
 * @param drain how long a server that is to stop says so at `/ready` before it does; <i>Units</i>: seconds
 */
public record Access(ApiKeys keys, Optional<SSLContext> tls, Consumer<Json> log, int drain) {

  public static final Access OPEN = new Access(ApiKeys.NONE, Optional.empty(), line -> {}, 0);
}
