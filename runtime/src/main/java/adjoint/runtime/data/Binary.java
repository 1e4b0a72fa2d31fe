package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Reads the elements of binary array files. */
final class Binary {

  /** How an element stands in a file. */
  enum Form {
    U1(1), I1(1), U2(2), I2(2), U4(4), I4(4), I8(8), F2(2), F4(4), F8(8);

    private final int bytes;

    Form(int bytes) {
      this.bytes = bytes;
    }
  }

  private Binary() {}

  /**
   * The elements of a whole array. Memory grows with what is really there, so that a damaged header allocates nothing
   * large.
   *
   * @throws UserProblem where the file is shorter or longer than its shape
   */
  static NumberArray.Elements read(String file, InputStream stream, Form form, List<Integer> shape, ByteOrder order)
      throws IOException {
    long count = 1;
    for (int size : shape) {
      count = size < 0 || count * size > Integer.MAX_VALUE ? Long.MAX_VALUE / 8 / Integer.MAX_VALUE : count * size;
    }
    long length = count * form.bytes;
    if (length > Integer.MAX_VALUE - 8) {
      throw UserProblem.of(RuntimeProblem.TOO_LARGE, file + " says that it holds an array of " + shape
          + ", more than fits 2 GB");
    }
    byte[] bytes = stream.readNBytes((int) length);
    if (bytes.length < length || stream.read() >= 0) {
      String but = bytes.length < length
          ? "is cut off: " + bytes.length + " of " + length + " bytes are there"
          : "holds more than the " + length + " bytes of its shape " + shape;
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file + " " + but);
    }
    return elements(bytes, form, (int) count, order);
  }

  private static NumberArray.Elements elements(byte[] bytes, Form form, int count, ByteOrder order) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    if (form == Form.U1) {
      return new NumberArray.Bytes(bytes);
    }
    if (form == Form.F4) {
      float[] values = new float[count];
      buffer.asFloatBuffer().get(values);
      return new NumberArray.Floats(values);
    }
    if (form == Form.F8) {
      double[] values = new double[count];
      buffer.asDoubleBuffer().get(values);
      return new NumberArray.Doubles(values);
    }
    if (form == Form.F2) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) ElementType.F16.read(buffer);
      }
      return new NumberArray.Floats(values);
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = integer(buffer, form);
    }
    return new NumberArray.Longs(values);
  }

  private static long integer(ByteBuffer buffer, Form form) {
    return switch (form) {
      case I1 -> buffer.get();
      case U2 -> buffer.getShort() & 0xffff;
      case I2 -> buffer.getShort();
      case U4 -> buffer.getInt() & 0xffffffffL;
      case I4 -> buffer.getInt();
      case I8 -> buffer.getLong();
      case U1, F2, F4, F8 -> throw new IllegalArgumentException(form.name());
    };
  }
}
