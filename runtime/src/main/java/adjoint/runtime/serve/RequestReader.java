package adjoint.runtime.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes requests out of the bytes of a connection, in whatever pieces they come; what follows a request belongs to the next.
 * Nothing is kept that is longer than it may be.
 *
 * <p><i>Source</i>: RFC 9112 (HTTP/1.1): request lines, headers, bodies with a length or in chunks.
 */
final class RequestReader {

  private static final int LONGEST_HEAD = 1 << 14;
  private static final int USUAL = 1 << 10;

  private final int longestBody;
  private byte[] bytes = new byte[USUAL];
  private int count;
  private Optional<WebRequest> head = Optional.empty();
  private long length;
  private boolean chunked;
  private int scanned;
  private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

  RequestReader(int longestBody) {
    this.longestBody = longestBody;
  }

  /** Takes what came. */
  void take(ByteBuffer from) {
    int more = from.remaining();
    if (count + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, count + more));
    }
    from.get(bytes, count, more);
    count += more;
  }

  /** Whether a request has begun. */
  boolean hasBegun() {
    return count > 0 || head.isPresent();
  }

  /** The bytes that the body of the request at hand may have; empty before its headers are complete. */
  Optional<Integer> announced() {
    return head.map(h -> chunked ? longestBody : (int) length);
  }

  /** Whether the client waits to be told that it may send the body. */
  boolean awaitsLeave() {
    return head.isPresent() && count == 0 && chunks.size() == 0
        && head.get().header("expect").map(e -> e.equalsIgnoreCase("100-continue")).orElse(false);
  }

  /**
   * Reads the headers of a request, where they are complete and haven't been read.
   *
   * @throws Refused where they aren't those of a request that may be asked
   */
  void readHead() throws Refused {
    while (head.isEmpty() && count > 0 && (bytes[0] == '\r' || bytes[0] == '\n')) {
      drop(1); // empty lines between requests
    }
    if (head.isPresent() || count == 0) {
      return;
    }
    int end = endOfHead();
    if (end < 0 && count > LONGEST_HEAD || end > LONGEST_HEAD) {
      throw Refused.of(431, "the headers are longer than " + LONGEST_HEAD + " bytes");
    }
    if (end >= 0) {
      String text = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
      drop(end);
      head = Optional.of(parsed(text.split("\r?\n")));
    }
  }

  /** Where the body begins; -1 where the empty line before it hasn't come. */
  private int endOfHead() {
    for (int i = Math.max(0, scanned - 3); i + 1 < count; i++) {
      if (bytes[i] == '\n' && (bytes[i + 1] == '\n' || bytes[i + 1] == '\r' && i + 2 < count && bytes[i + 2] == '\n')) {
        scanned = 0;
        return bytes[i + 1] == '\n' ? i + 2 : i + 3;
      }
    }
    scanned = count;
    return -1;
  }

  private WebRequest parsed(String[] lines) throws Refused {
    String[] first = lines[0].split(" ");
    if (first.length != 3 || !first[2].matches("HTTP/1\\.[0-9]")) {
      throw Refused.of(400, "this is no request of HTTP/1.1");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      String name = colon < 0 ? "" : lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      if (!name.matches("[!#$%&'*+.^_`|~0-9a-z-]+")) {
        throw Refused.of(400, "a header is malformed");
      }
      String value = lines[i].substring(colon + 1).strip();
      String before = headers.put(name, value);
      if (before != null && (name.equals("content-length") || name.equals("transfer-encoding"))) {
        throw Refused.of(400, name + " stands twice");
      }
    }
    readLength(headers);
    String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    boolean keepAlive = first[2].equals("HTTP/1.0") ? connection.contains("keep-alive") : !connection.contains("close");
    return new WebRequest(first[0], path(first[1]), headers, new byte[0], keepAlive);
  }

  /** The length twice, or in two ways, is how requests are smuggled past a proxy. */
  private void readLength(Map<String, String> headers) throws Refused {
    chunked = headers.containsKey("transfer-encoding");
    String text = headers.getOrDefault("content-length", "0");
    if (chunked && (headers.containsKey("content-length")
        || !headers.get("transfer-encoding").equalsIgnoreCase("chunked"))) {
      throw Refused.of(400, "the body has a length or is chunked, not both, and isn't encoded otherwise");
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw Refused.of(400, "content-length is no number");
    }
    length = Long.parseLong(text);
    if (length > longestBody) {
      throw tooLong();
    }
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return path.startsWith("http://") ? path.replaceFirst("http://[^/]*", "") : path;
  }

  /**
   * The request, where all of it has come.
   *
   * @throws Refused where its body is too long, or malformed
   */
  Optional<WebRequest> next() throws Refused {
    if (head.isEmpty() || !(chunked ? unchunk() : count >= length)) {
      return Optional.empty();
    }
    WebRequest h = head.get();
    byte[] body = chunked ? chunks.toByteArray() : Arrays.copyOf(bytes, (int) length);
    if (!chunked) {
      drop((int) length);
    }
    head = Optional.empty();
    chunks.reset();
    return Optional.of(new WebRequest(h.method(), h.path(), h.headers(), body, h.keepAlive()));
  }

  /** Takes chunks that are complete out of what came; whether the last of them, which is empty, was among them. */
  private boolean unchunk() throws Refused {
    for (int line = lineEnd(0); line >= 0; line = lineEnd(0)) {
      String size = new String(bytes, 0, line, StandardCharsets.ISO_8859_1).split(";")[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        throw Refused.of(400, "a chunk of the body has no size");
      }
      int some = Integer.parseInt(size, 16);
      if (chunks.size() + some > longestBody) {
        throw tooLong();
      }
      int start = line + 1;
      int end = some == 0 ? trailersEnd(start) : start + some;
      int after = some == 0 ? end : end < count && bytes[end] == '\n' ? end + 1 : end + 2;
      if (end < 0 || after > count) {
        return false;
      }
      chunks.write(bytes, start, some);
      drop(after);
      if (some == 0) {
        return true;
      }
    }
    if (count > LONGEST_HEAD + longestBody) {
      throw tooLong();
    }
    return false;
  }

  /** Behind the empty line that ends what follows the last chunk; -1 where it hasn't come. */
  private int trailersEnd(int from) {
    int start = from;
    for (int line = lineEnd(start); line >= 0; line = lineEnd(start)) {
      boolean empty = line == start || line == start + 1 && bytes[start] == '\r';
      if (empty) {
        return line + 1;
      }
      start = line + 1;
    }
    return -1;
  }

  private int lineEnd(int from) {
    for (int i = from; i < count; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void drop(int some) {
    System.arraycopy(bytes, some, bytes, 0, count - some);
    count -= some;
    if (count == 0 && bytes.length > LONGEST_HEAD) {
      bytes = new byte[USUAL]; // of a long body, on a connection that may stay
    }
  }

  private Refused tooLong() {
    return Refused.of(413, "the body is longer than " + longestBody + " bytes");
  }
}
