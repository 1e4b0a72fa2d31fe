package adjoint.runtime.weights;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What the elements of a file's tensors are, under the names of the safetensors format. */
public enum ElementType {
  F64(8), F32(4), F16(2), BF16(2), F8_E5M2(1), F8_E4M3(1), //
  I64(8), I32(4), I16(2), I8(1), U64(8), U32(4), U16(2), U8(1), BOOL(1);

  private static final List<ElementType> ALL = List.of(values());

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The type of a name; a loop, since files have many. */
  public static Optional<ElementType> named(String name) {
    for (ElementType type : ALL) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Of one element. */
  public int bytes() {
    return bytes;
  }

  /** Those of a whole tensor; -1 where they are too many to count. */
  public long bytes(List<Long> shape) {
    try {
      return shape.stream().reduce((long) bytes, Math::multiplyExact);
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  /** The next element, in the buffer's order of bytes. */
  public double read(ByteBuffer buffer) {
    return switch (this) {
      case F64 -> buffer.getDouble();
      case F32 -> buffer.getFloat();
      case F16 -> small(buffer.getShort() & 0xffff, 5, 10);
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      case F8_E5M2 -> small(buffer.get() & 0xff, 5, 2);
      case F8_E4M3 -> withoutInfinities(buffer.get() & 0xff);
      case I64 -> buffer.getLong();
      case I32 -> buffer.getInt();
      case I16 -> buffer.getShort();
      case I8 -> buffer.get();
      case U64 -> unsigned(buffer.getLong());
      case U32 -> buffer.getInt() & 0xffffffffL;
      case U16 -> buffer.getShort() & 0xffff;
      case U8, BOOL -> buffer.get() & 0xff;
    };
  }

  /** Writes a number as the nearest one of a type that weights are written in; of two as near, that which ends in 0. */
  void write(ByteBuffer buffer, float value) {
    switch (this) {
      case F32 -> buffer.putFloat(value);
      case BF16 -> buffer.putShort((short) brain(value));
      case F16 -> buffer.putShort((short) half(value));
      case I8 -> buffer.put((byte) Math.rint(value));
      default -> throw new IllegalArgumentException("weights aren't written as " + this);
    }
  }

  private static int brain(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.isNaN(value) ? 0x7FC0 : bits + 0x7FFF + (bits >>> 16 & 1) >>> 16;
  }

  private static int half(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    float size = Math.abs(value);
    if (!(size < 65_520)) { // what rounds to more than 65,504 is infinite
      return sign | (Float.isNaN(value) ? 0x7E00 : 0x7C00);
    }
    int exponent = Math.max(Math.getExponent(size), -14);
    int fraction = (int) Math.rint(Math.scalb((double) size, 10 - exponent));
    return sign | (exponent + 14 << 10) + fraction;
  }

  /** A float of sign, exponent and fraction as IEEE 754 lays them out. */
  private static double small(int bits, int exponentBits, int fractionBits) {
    int largest = (1 << exponentBits) - 1;
    int exponent = bits >> fractionBits & largest;
    int fraction = bits & (1 << fractionBits) - 1;
    double size = exponent < largest
        ? finite(exponent, fraction, exponentBits, fractionBits)
        : fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    return bits >> exponentBits + fractionBits == 0 ? size : -size;
  }

  private static double finite(int exponent, int fraction, int exponentBits, int fractionBits) {
    int bias = (1 << exponentBits - 1) - 1;
    int mantissa = exponent == 0 ? fraction : fraction + (1 << fractionBits);
    return Math.scalb((double) mantissa, Math.max(exponent, 1) - bias - fractionBits);
  }

  /**
   * All exponents are numbers'; only all ones is none.
   *
   * <p><i>Source</i>: Micikevicius et al. 2022, FP8 formats for deep learning.
   */
  private static double withoutInfinities(int bits) {
    double size = (bits & 0x7f) == 0x7f ? Double.NaN : finite(bits >> 3 & 15, bits & 7, 4, 3);
    return bits < 0x80 ? size : -size;
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
