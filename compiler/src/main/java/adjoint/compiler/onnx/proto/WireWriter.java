package adjoint.compiler.onnx.proto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes the fields of one message as pieces, so that the length before a nested one is known without a copy of it. */
final class WireWriter {

  private final List<ByteBuffer> pieces = new ArrayList<>();
  private ByteBuffer current = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
  private long length;

  /** Numbers that are 0 are left out, which is what a reader takes them for. */
  void whole(int field, long value) {
    if (value != 0) {
      always(field, value);
    }
  }

  void always(int field, long value) {
    varint((long) field << 3);
    varint(value);
  }

  void real(int field, float value) {
    varint((long) field << 3 | 5);
    room(4).putFloat(value);
    length += 4;
  }

  void text(int field, String value) {
    if (!value.isEmpty()) {
      element(field, value);
    }
  }

  /** A text of a list, where an empty one counts. */
  void element(int field, String value) {
    bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  void wholes(int field, List<Long> values) {
    if (!values.isEmpty()) {
      message(field, of -> values.forEach(of::varint));
    }
  }

  /** The bytes aren't copied, and have to stay until the message is written. */
  void bytes(int field, ByteBuffer value) {
    varint((long) field << 3 | 2);
    varint(value.remaining());
    append(value.slice());
  }

  void message(int field, Consumer<WireWriter> content) {
    var nested = new WireWriter();
    content.accept(nested);
    nested.close();
    varint((long) field << 3 | 2);
    varint(nested.length);
    nested.copyTo(this);
  }

  /** Appends all fields of this message to another one. */
  void copyTo(WireWriter other) {
    close();
    other.close();
    other.pieces.addAll(pieces);
    other.length += length;
  }

  void writeTo(WritableByteChannel out) throws IOException {
    close();
    for (ByteBuffer piece : pieces) {
      ByteBuffer rest = piece.duplicate();
      while (rest.hasRemaining()) {
        out.write(rest);
      }
    }
  }

  private void append(ByteBuffer value) {
    close();
    pieces.add(value);
    length += value.remaining();
  }

  private void close() {
    if (current.position() > 0) {
      pieces.add(current.flip());
      current = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private ByteBuffer room(int count) {
    if (current.remaining() < count) {
      close();
    }
    return current;
  }

  private void varint(long value) {
    ByteBuffer to = room(10);
    int before = to.position();
    long rest = value;
    for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
      to.put((byte) (rest | 0x80));
    }
    to.put((byte) rest);
    length += to.position() - before;
  }
}
