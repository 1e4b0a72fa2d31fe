package adjoint.compiler.pack;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The texts of a class file: names, descriptors and strings all stand in its constant pool and nowhere else.
 *
 * <p><i>Source</i>: The Java Virtual Machine Specification, section 4.4.
 */
final class ConstantPool {

  private static final int UTF8 = 1;

  private ConstantPool() {}

  /** All texts of a class. */
  static List<String> texts(byte[] classFile) {
    List<String> texts = new ArrayList<>();
    rewrite(classFile, text -> {
      texts.add(text);
      return text;
    });
    return texts;
  }

  /** A class with other texts in the places of its own. */
  static byte[] rewrite(byte[] classFile, UnaryOperator<String> text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(in.readNBytes(8)); // magic and version
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == UTF8) {
          out.writeUTF(text.apply(in.readUTF()));
        } else {
          out.write(in.readNBytes(length(tag)));
        }
        i += tag == 5 || tag == 6 ? 1 : 0; // long and double take two places
      }
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static int length(int tag) {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 2; // class, string, method type, module, package
      case 15 -> 3; // method handle
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // numbers, members, name and type, dynamic
      case 5, 6 -> 8; // long, double
      default -> throw new IllegalArgumentException("no such constant: " + tag);
    };
  }
}
