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
 * An answer.
 *
 * @param type of what the text is
 * @param headers besides those that every answer has
 */
record Response(int status, String type, String text, Map<String, String> headers) {

  private static final String JSON = "application/json";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private static final Map<Integer, String> REASONS = Map.ofEntries(Map.entry(200, "OK"), Map.entry(400, "Bad Request"),
      Map.entry(401, "Unauthorized"), Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"),
      Map.entry(408, "Request Timeout"), Map.entry(413, "Content Too Large"), Map.entry(422, "Unprocessable Content"),
      Map.entry(431, "Request Header Fields Too Large"), Map.entry(500, "Internal Server Error"),
      Map.entry(503, "Service Unavailable"));

  static Response of(Json body) {
    return json(body.write());
  }

  static Response json(String text) {
    return new Response(200, JSON, text, Map.of());
  }

  static Response of(Refused refused) {
    Map<String, Json> members = new LinkedHashMap<>();
    refused.code().ifPresent(code -> members.put("code", new Json.Text(code)));
    members.put("message", new Json.Text(refused.getMessage()));
    return new Response(refused.status(), JSON,
        new Json.Members(Map.of("error", new Json.Members(members))).write(), refused.headers());
  }

  /** The same with a further header. */
  Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, type, text, more);
  }

  private static StringBuilder head(int status, String type) {
    return new StringBuilder("HTTP/1.1 " + status + " " + REASONS.getOrDefault(status, "") + "\r\nDate: "
        + DATE.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\nContent-Type: " + type + "\r\n");
  }

  /** The headers of a text that follows in chunks. */
  static byte[] told(String id, boolean last) {
    return head(200, "text/plain; charset=utf-8").append("Transfer-Encoding: chunked\r\n")
        .append(RequestId.HEADER).append(": ").append(id).append("\r\n")
        .append(last ? "Connection: close\r\n\r\n" : "\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * As it goes over a connection.
   *
   * @param withBody whether the body was asked for, too
   * @param last whether the connection ends after it
   */
  ByteBuffer bytes(boolean withBody, boolean last) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = head(status, type);
    head.append("Content-Length: ").append(body.length).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    byte[] start = head.append(last ? "Connection: close\r\n\r\n" : "\r\n").toString()
        .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer all = ByteBuffer.allocate(start.length + (withBody ? body.length : 0)).put(start);
    return (withBody ? all.put(body) : all).flip();
  }
}
