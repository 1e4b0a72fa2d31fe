package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads text in UTF-8, without the mark of the byte order that may stand before it.
 *
 * <p><i>Errors</i>: a {@link UserProblem} that names the line where bytes are no UTF-8, rather than signs for what can't be
 * read.
 */
final class Utf8Reader extends Reader {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String name;
  private final InputStream stream;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 14).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(1 << 14).limit(0);
  private boolean ended;
  private boolean begun;
  private long line = 1;

  /** @param name of the file, for messages */
  Utf8Reader(String name, InputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  @Override
  public int read(char[] to, int offset, int length) throws IOException {
    while (!chars.hasRemaining() && !ended) {
      fill();
    }
    if (!chars.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, chars.remaining());
    chars.get(to, offset, count);
    return count;
  }

  private void fill() throws IOException {
    bytes.compact();
    int count = stream.read(bytes.array(), bytes.position(), bytes.remaining());
    bytes.position(bytes.position() + Math.max(0, count)).flip();
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, count < 0);
    chars.flip();
    for (int i = 0; i < chars.length(); i++) {
      line += chars.charAt(i) == '\n' ? 1 : 0;
    }
    if (result.isError()) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + ", line " + line + ": bytes that are no UTF-8")
          .hint("convert it: iconv -f ISO-8859-1 -t UTF-8 " + name + ", or from whatever it is written in");
    }
    ended = count < 0;
    if (!begun && chars.hasRemaining()) {
      begun = true;
      chars.position(chars.get(chars.position()) == BYTE_ORDER_MARK ? chars.position() + 1 : chars.position());
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
