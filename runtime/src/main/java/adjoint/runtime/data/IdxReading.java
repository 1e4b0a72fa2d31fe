package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the IDX format of MNIST: two zero bytes, a type, the number of axes, their sizes, then elements, big-endian.
 */
final class IdxReading {

  private IdxReading() {}

  static NumberArray read(String file, InputStream stream) throws IOException {
    Header header = header(file, stream);
    return new NumberArray(file, header.shape(),
        Binary.read(file, stream, header.form(), header.shape(), ByteOrder.BIG_ENDIAN));
  }

  static List<Long> shape(String file, InputStream stream) throws IOException {
    return header(file, stream).shape().stream().map(Integer::longValue).collect(Collectors.toList());
  }

  private record Header(Binary.Form form, List<Integer> shape) {}

  private static Header header(String file, InputStream stream) throws IOException {
    byte[] magic = stream.readNBytes(4);
    if (magic.length == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, file + " is empty");
    }
    if (magic.length < 4 || magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || form(magic[2]).isEmpty()) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file + " isn't an IDX file: it doesn't begin as one");
    }
    DataInputStream data = new DataInputStream(stream);
    List<Integer> shape = new ArrayList<>();
    for (int i = 0; i < magic[3]; i++) {
      shape.add(data.readInt());
    }
    return new Header(form(magic[2]).orElseThrow(), List.copyOf(shape));
  }

  private static Optional<Binary.Form> form(byte type) {
    return switch (type) {
      case 0x08 -> Optional.of(Binary.Form.U1);
      case 0x09 -> Optional.of(Binary.Form.I1);
      case 0x0b -> Optional.of(Binary.Form.I2);
      case 0x0c -> Optional.of(Binary.Form.I4);
      case 0x0d -> Optional.of(Binary.Form.F4);
      case 0x0e -> Optional.of(Binary.Form.F8);
      default -> Optional.empty();
    };
  }
}
