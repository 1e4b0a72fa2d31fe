package adjoint.runtime.data;

import adjoint.runtime.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of NumPy's .npy format, versions 1 to 3.
 *
 * <p><i>Source</i>: NumPy Enhancement Proposal 1, numpy.lib.format.
 *
 * @param type of an element, without its order of bytes: `f4`
 * @param fortran whether the first axis is the fastest
 * @param length of the whole header in bytes
 */
public record NpyHeader(String type, ByteOrder order, boolean fortran, List<Long> shape, int length) {

  /** The bytes that say whether it is one, and of what version. */
  public static final int START = 8;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 20;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z]\\d+)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

  /** Bytes that are no such header. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private Malformed(String message) {
      super(message);
    }
  }

  /** Whether a file begins as the format does. */
  public static boolean begins(byte[] start) {
    return start.length >= START && Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC);
  }

  /**
   * Reads a header up to the first element.
   *
   * @param start the first 8 bytes, which the stream has given
   */
  public static NpyHeader read(byte[] start, InputStream stream) throws IOException, Malformed {
    byte[] size = stream.readNBytes(start[6] == 1 ? 2 : 4);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | (size[i] & 255);
    }
    if (length > LONGEST) {
      throw new Malformed("is damaged: its header claims " + Words.count(length, "byte"));
    }
    String text = new String(stream.readNBytes((int) length), start[6] == 3
        ? StandardCharsets.UTF_8
        : StandardCharsets.ISO_8859_1);
    return parsed(text, START + size.length + (int) length);
  }

  private static NpyHeader parsed(String text, int length) throws Malformed {
    Matcher descr = DESCR.matcher(text);
    Matcher fortran = FORTRAN.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!descr.find() || !fortran.find() || !shape.find()) {
      throw new Malformed("has a header that isn't understood: " + Words.quoted(text.strip()));
    }
    return new NpyHeader(descr.group(2),
        descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        fortran.group(1).equals("True"), sizes(shape.group(1)), length);
  }

  private static List<Long> sizes(String text) throws Malformed {
    List<Long> sizes = new ArrayList<>();
    for (String size : text.split(",")) {
      if (!size.strip().matches("[0-9]{0,18}")) {
        throw new Malformed("is damaged: its shape is " + Words.quoted(text.strip()));
      }
      if (!size.isBlank()) {
        sizes.add(Long.parseLong(size.strip()));
      }
    }
    return List.copyOf(sizes);
  }
}
