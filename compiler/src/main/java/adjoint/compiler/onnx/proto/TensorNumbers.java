package adjoint.compiler.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of a constant, widened or rounded to 32-bit floats, or as whole numbers. */
public final class TensorNumbers {

  private TensorNumbers() {}

  public static float[] floats(TensorProto of) {
    float[] values = new float[of.count()];
    switch (of.data()) {
      case TensorProto.Data.Reals(var given) -> System.arraycopy(given, 0, values, 0, values.length);
      case TensorProto.Data.Doubles(var given) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) given[i];
        }
      }
      case TensorProto.Data.Wholes(var given) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) ofBits(of.element(), given[i]);
        }
      }
      case TensorProto.Data.Raw(var bytes) -> {
        ByteBuffer from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) ofBits(of.element(), bits(from, of.element().bits(), i));
        }
      }
      case TensorProto.Data.Texts(var given) -> throw new IllegalArgumentException("texts are no numbers");
    }
    return values;
  }

  /** Truths are 0 and 1; unsigned 64-bit numbers beyond 2⁶³ come out negative. */
  public static long[] wholes(TensorProto of) {
    long[] values = new long[of.count()];
    switch (of.data()) {
      case TensorProto.Data.Wholes(var given) -> System.arraycopy(given, 0, values, 0, values.length);
      case TensorProto.Data.Raw(var bytes) -> {
        ByteBuffer from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
          values[i] = signed(of.element(), bits(from, of.element().bits(), i));
        }
      }
      case TensorProto.Data.Reals(var given) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (long) given[i];
        }
      }
      case TensorProto.Data.Doubles(var given) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (long) given[i];
        }
      }
      case TensorProto.Data.Texts(var given) -> throw new IllegalArgumentException("texts are no numbers");
    }
    return values;
  }

  private static long bits(ByteBuffer from, int bits, int at) {
    return switch (bits) {
      case 4 -> from.get(at / 2) >> 4 * (at % 2) & 0xF;
      case 8 -> from.get(at) & 0xFF;
      case 16 -> from.getShort(2 * at) & 0xFFFF;
      case 32 -> from.getInt(4 * at) & 0xFFFF_FFFFL;
      default -> from.getLong(8 * at);
    };
  }

  private static double ofBits(ElementType element, long bits) {
    return switch (element) {
      case FLOAT -> Float.intBitsToFloat((int) bits);
      case DOUBLE -> Double.longBitsToDouble(bits);
      case FLOAT16 -> Float.float16ToFloat((short) bits);
      case BFLOAT16 -> Float.intBitsToFloat((int) bits << 16);
      default -> signed(element, bits);
    };
  }

  private static long signed(ElementType element, long bits) {
    return switch (element) {
      case INT4 -> (bits & 0xF) << 60 >> 60;
      case INT8 -> (byte) bits;
      case INT16 -> (short) bits;
      case INT32 -> (int) bits;
      default -> bits;
    };
  }
}
