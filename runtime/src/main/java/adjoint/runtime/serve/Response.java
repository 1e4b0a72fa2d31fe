package adjoint.runtime.serve;

import adjoint.runtime.text.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An answer in JSON.
 *
 * @param headers besides those that every answer has
 */
record Response(int status, Json body, Map<String, String> headers) {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private static final Map<Integer, String> REASONS = Map.of(200, "OK", 400, "Bad Request", 404, "Not Found", 405,
      "Method Not Allowed", 408, "Request Timeout", 413, "Content Too Large", 422, "Unprocessable Content", 431,
      "Request Header Fields Too Large", 500, "Internal Server Error", 503, "Service Unavailable");

  static Response of(Json body) {
    return new Response(200, body, Map.of());
  }

  static Response of(Refused refused) {
    Map<String, Json> members = new LinkedHashMap<>();
    refused.code().ifPresent(code -> members.put("code", new Json.Text(code)));
    members.put("message", new Json.Text(refused.getMessage()));
    return new Response(refused.status(), new Json.Members(Map.of("error", new Json.Members(members))),
        refused.headers());
  }

  private static StringBuilder head(int status, String type) {
    return new StringBuilder("HTTP/1.1 " + status + " " + REASONS.getOrDefault(status, "") + "\r\nDate: "
        + DATE.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\nContent-Type: " + type + "\r\n");
  }

  /** The headers of a text that follows in chunks. */
  static byte[] told(boolean last) {
    return head(200, "text/plain; charset=utf-8").append("Transfer-Encoding: chunked\r\n")
        .append(last ? "Connection: close\r\n\r\n" : "\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * As it goes over a connection.
   *
   * @param withBody whether the body was asked for, too
   * @param last whether the connection ends after it
   */
  ByteBuffer bytes(boolean withBody, boolean last) {
    byte[] text = body.write().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = head(status, "application/json");
    head.append("Content-Length: ").append(text.length).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    byte[] start = head.append(last ? "Connection: close\r\n\r\n" : "\r\n").toString()
        .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer all = ByteBuffer.allocate(start.length + (withBody ? text.length : 0)).put(start);
    return (withBody ? all.put(text) : all).flip();
  }
}
