package adjoint.runtime.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives for tests, right and wrong ones. */
final class NpzFixture {

  private NpzFixture() {}

  static byte[] array(String descr, boolean fortran, String shape, ByteBuffer data) {
    String header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
        + shape + ", }\n";
    return withHeader(header, data);
  }

  static byte[] withHeader(String header, ByteBuffer data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + data.remaining()).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93)
        .put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) text.length).put(text)
        .put(data.duplicate()).array();
  }

  static byte[] floats(String shape, float... values) {
    return array("<f4", false, shape, data(ByteOrder.LITTLE_ENDIAN, values));
  }

  static ByteBuffer data(ByteOrder order, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(order);
    data.asFloatBuffer().put(values);
    return data;
  }

  /** Packed, by names with their endings. */
  static byte[] archive(Map<String, byte[]> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
