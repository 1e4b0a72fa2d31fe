package adjoint.compiler.pack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a zip file behind a prefix, such as a script that starts it; places are counted from the beginning of the prefix, so
 * that every reader finds its way. All entries are of one time: the same entries give the same bytes.
 *
 * <p><i>Source</i>: PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16.
 */
final class Archive {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final short VERSION = 20;
  /** Names are in UTF-8. */
  private static final short UTF8 = 1 << 11;
  /** The first of January 1980, as early as the format knows. */
  private static final int TIME = (1 << 5 | 1) << 16;
  private static final short DEFLATED = 8;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int entries;

  Archive(String prefix) {
    file.writeBytes(prefix.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file, packed. */
  void deflate(String name, byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    add(name, content, packed.toByteArray(), DEFLATED);
  }

  /** Adds a file as it is. */
  void store(String name, byte[] content) {
    add(name, content, content, (short) 0);
  }

  private void add(String name, byte[] content, byte[] data, short method) {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(content);
    ByteBuffer common = buffer(26).putShort(VERSION).putShort(UTF8).putShort(method).putInt(TIME)
        .putInt((int) crc.getValue()).putInt(data.length).putInt(content.length).putShort((short) path.length)
        .putShort((short) 0);
    directory.writeBytes(buffer(6).putInt(CENTRAL).putShort(VERSION).array());
    directory.writeBytes(common.array());
    directory.writeBytes(buffer(14).putInt(10, file.size()).array()); // no comment, disk 0, no attributes; its place
    directory.writeBytes(path);
    file.writeBytes(buffer(4).putInt(LOCAL).array());
    file.writeBytes(common.array());
    file.writeBytes(path);
    file.writeBytes(data);
    entries++;
  }

  /** The whole file. */
  byte[] bytes() {
    int start = file.size();
    file.writeBytes(directory.toByteArray());
    file.writeBytes(buffer(22).putInt(END).putInt(0).putShort((short) entries).putShort((short) entries)
        .putInt(directory.size()).putInt(start).array());
    return file.toByteArray();
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
