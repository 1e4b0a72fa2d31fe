package adjoint.repl.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** The first lines of tables. */
final class Headers {

  private Headers() {}

  static BufferedReader reader(InputStream table, boolean packed) throws IOException {
    return new BufferedReader(
        new InputStreamReader(packed ? new GZIPInputStream(table) : table, StandardCharsets.UTF_8));
  }
}
