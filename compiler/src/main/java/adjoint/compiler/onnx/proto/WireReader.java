package adjoint.compiler.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the fields of one message: `while (in.next()) switch (in.field()) …`. A field that isn't read is skipped.
 *
 * <p><i>Errors</i>: {@link DamagedFile}.
 */
final class WireReader {

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int SIZED = 2;
  private static final int FOUR_BYTES = 5;
  private static final int MAX_DEPTH = 64;

  private final ByteBuffer bytes;
  private final int depth;
  private int tag;
  private boolean pending;

  WireReader(ByteBuffer bytes) {
    this(bytes, 0);
  }

  private WireReader(ByteBuffer bytes, int depth) {
    if (depth > MAX_DEPTH) {
      throw new DamagedFile("its messages are nested more than " + MAX_DEPTH + " deep");
    }
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.depth = depth;
  }

  /** Goes to the next field; false at the end of the message. */
  boolean next() {
    if (pending) {
      skip();
    }
    if (!bytes.hasRemaining()) {
      return false;
    }
    long read = varint();
    if (read >>> 3 == 0 || read >>> 32 != 0) {
      throw new DamagedFile("there is no field " + (read >>> 3));
    }
    tag = (int) read;
    pending = true;
    return true;
  }

  int field() {
    return tag >>> 3;
  }

  /** Whether several numbers stand in one field. */
  boolean packed() {
    return (tag & 7) == SIZED;
  }

  long whole() {
    expect(VARINT);
    return varint();
  }

  float real() {
    expect(FOUR_BYTES);
    require(4);
    return bytes.getFloat();
  }

  double doubled() {
    expect(EIGHT_BYTES);
    require(8);
    return bytes.getDouble();
  }

  String text() {
    ByteBuffer of = bytes();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(of).toString();
    } catch (CharacterCodingException e) {
      throw new DamagedFile("a text in it is no UTF-8");
    }
  }

  WireReader message() {
    return new WireReader(bytes(), depth + 1);
  }

  /** The bytes of a field, not copied. */
  ByteBuffer bytes() {
    expect(SIZED);
    long length = varint();
    require(length);
    ByteBuffer slice = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) length);
    return slice;
  }

  /** Adds whole numbers, one or packed. */
  void wholes(GrowingLongs to) {
    if (packed()) {
      var of = new WireReader(bytes(), depth);
      while (of.bytes.hasRemaining()) {
        to.add(of.varint());
      }
    } else {
      to.add(whole());
    }
  }

  private void expect(int kind) {
    if ((tag & 7) != kind) {
      throw new DamagedFile("field " + field() + " is of wire type " + (tag & 7) + " rather than " + kind);
    }
    pending = false;
  }

  private void skip() {
    switch (tag & 7) {
      case VARINT -> whole();
      case EIGHT_BYTES -> doubled();
      case SIZED -> bytes();
      case FOUR_BYTES -> real();
      default -> throw new DamagedFile("field " + field() + " is of wire type " + (tag & 7) + ", which there isn't");
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      require(1);
      byte next = bytes.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new DamagedFile("a number in it has more than ten bytes");
  }

  private void require(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw new DamagedFile("it ends " + (count < 0 ? "long" : count - bytes.remaining() + " bytes") + " too early");
    }
  }
}
