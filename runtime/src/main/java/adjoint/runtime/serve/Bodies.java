package adjoint.runtime.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Reads bodies of requests: none too long, none too slowly, and not too many at once. */
final class Bodies {

  private static final int CHUNK = 1 << 13;
  /** Of the memory that Java may use, the part that bodies may take. */
  private static final int SHARE = 16;

  private final Limits limits;
  /** The bytes that bodies may still take; what a client announces counts before it is read. */
  private final Semaphore room;

  Bodies(Limits limits) {
    this.limits = limits;
    this.room = new Semaphore((int) Math.min(Integer.MAX_VALUE,
        Math.max(limits.body(), Runtime.getRuntime().maxMemory() / SHARE)));
  }

  /** What becomes of a body. */
  @FunctionalInterface
  interface Reader<T> {
    T read(String body) throws Refused;
  }

  <T> T read(HttpExchange exchange, Reader<T> reader) throws IOException, Refused {
    int length = announced(exchange);
    if (!room.tryAcquire(length)) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      throw Refused.of(503, "too many requests are being read");
    }
    try {
      return reader.read(text(exchange.getRequestBody()));
    } finally {
      room.release(length);
    }
  }

  private int announced(HttpExchange exchange) throws Refused {
    Optional<String> header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Length"));
    if (header.isEmpty()) {
      return limits.body();
    }
    long length = Long.parseLong(header.get()); // the JDK's server has refused what isn't a number
    if (length > limits.body()) {
      throw tooLong();
    }
    return (int) length;
  }

  private String text(InputStream body) throws IOException, Refused {
    long end = System.nanoTime() + limits.seconds() * 1_000_000_000L;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
      bytes.write(chunk, 0, count);
      if (bytes.size() > limits.body()) {
        throw tooLong();
      }
      if (System.nanoTime() > end) {
        throw Refused.of(408, "the body came too slowly: " + limits.seconds() + " seconds are allowed");
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private Refused tooLong() {
    return Refused.of(413, "the body is longer than " + limits.body() + " bytes");
  }
}
