package adjoint.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the last build was made of and what it wrote: where both are as they were, nothing has to be done. Kept as a text: the
 * digest of all inputs, then a written file a line.
 */
final class Snapshot {

  private final Path file;

  Snapshot(Path file) {
    this.file = file;
  }

  /**
   * The digest of a folder's files and of what else counts.
   *
   * @param more settings, the plugin's own jars
   */
  static String digest(Path folder, List<String> more) throws IOException {
    MessageDigest digest = sha256();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path each : tree.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(folder.relativize(each).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(sha256().digest(Files.readAllBytes(each)));
      }
    }
    more.forEach(text -> digest.update((text + "\n").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isCurrent(String digest) throws IOException {
    List<String> lines = lines();
    return !lines.isEmpty() && lines.get(0).equals(digest)
        && lines.stream().skip(1).allMatch(written -> Files.exists(Path.of(written)));
  }

  /** Forgets the last build and removes what it wrote: a model may have gone. */
  void clear() throws IOException {
    for (String written : lines().stream().skip(1).toList()) {
      Files.deleteIfExists(Path.of(written));
    }
    Files.deleteIfExists(file);
  }

  void keep(String digest, List<String> written) throws IOException {
    List<String> lines = new ArrayList<>(List.of(digest));
    lines.addAll(written);
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
