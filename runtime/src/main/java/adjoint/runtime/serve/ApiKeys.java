package adjoint.runtime.serve;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that clients have to show, as `Authorization: Bearer KEY` or `X-Api-Key: KEY`.
 *
 * @param digests of the keys, so that comparing takes as long for a key that is nearly right; none lets everybody in
 */
public record ApiKeys(List<byte[]> digests) {

  public static final ApiKeys NONE = new ApiKeys(List.of());

  private static final String SCHEME = "Bearer ";

  /** The keys of a file: a line each; empty ones and those that begin with # don't count. */
  public static ApiKeys read(Path file) {
    try {
      List<byte[]> digests = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          digests.add(digest(line.strip()));
        }
      }
      if (digests.isEmpty()) {
        throw UserProblem.of(RuntimeProblem.KEYS_UNREADABLE, file + " holds no keys").hint("write one on each line");
      }
      return new ApiKeys(digests);
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.KEYS_UNREADABLE, "the keys in " + file + " can't be read: " + e.getMessage());
    }
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each Java has it
    }
  }

  /** Whether the request shows one, where one is needed. */
  boolean admit(WebRequest request) {
    byte[] digest = digest(shown(request));
    boolean known = digests.isEmpty();
    for (byte[] each : digests) {
      known |= MessageDigest.isEqual(each, digest);
    }
    return known;
  }

  void require(WebRequest request) throws Refused {
    if (!admit(request)) {
      throw Refused.of(401, shown(request).isEmpty()
          ? "a key is needed: Authorization: Bearer KEY"
          : "the key isn't one that is let in").with("WWW-Authenticate", "Bearer");
    }
  }

  private static String shown(WebRequest request) {
    String bearer = request.header("authorization").orElse("");
    return request.header("x-api-key").orElse(bearer.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? bearer.substring(SCHEME.length()).strip()
        : "");
  }
}
