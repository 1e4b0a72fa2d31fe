package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/** Reads files that may be packed. */
final class Unpacking {

  private static final int BUFFER = 1 << 16;

  private Unpacking() {}

  static UserProblem unreadable(String file, IOException e) {
    boolean cut = e instanceof EOFException;
    return UserProblem.of(RuntimeProblem.DATA_UNREADABLE,
        cut ? file + " is cut off" : file + " can't be read: " + (e.getMessage() == null ? e : e.getMessage()));
  }

  /** What gzip packed is told by its first two bytes, not by its name. */
  static InputStream unpacked(InputStream raw) throws IOException {
    PushbackInputStream stream = new PushbackInputStream(new BufferedInputStream(raw, BUFFER), 2);
    byte[] start = stream.readNBytes(2);
    stream.unread(start);
    boolean gzip = start.length == 2 && (start[0] & 255) == 0x1f && (start[1] & 255) == 0x8b;
    return gzip ? new BufferedInputStream(new GZIPInputStream(stream, BUFFER), BUFFER) : stream;
  }
}
