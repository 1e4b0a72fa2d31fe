package adjoint.runtime.data;

import adjoint.runtime.Problem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads NumPy's .npy format, versions 1 to 3. Arrays in Fortran's order are turned around.
 *
 * <p><i>Source</i>: NumPy Enhancement Proposal 1, numpy.lib.format.
 */
final class NpyReading {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 20;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z]\\d+)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

  private static final Map<String, Binary.Form> FORMS = Map.ofEntries(Map.entry("f4", Binary.Form.F4),
      Map.entry("f8", Binary.Form.F8), Map.entry("i1", Binary.Form.I1), Map.entry("i2", Binary.Form.I2),
      Map.entry("i4", Binary.Form.I4), Map.entry("i8", Binary.Form.I8), Map.entry("u1", Binary.Form.U1),
      Map.entry("u2", Binary.Form.U2), Map.entry("u4", Binary.Form.U4), Map.entry("b1", Binary.Form.U1));

  private NpyReading() {}

  static NumberArray read(String file, InputStream stream) throws IOException {
    String header = header(file, stream);
    Matcher descr = DESCR.matcher(header);
    Matcher fortran = FORTRAN.matcher(header);
    Matcher shapes = SHAPE.matcher(header);
    if (!descr.find() || !fortran.find() || !shapes.find()) {
      throw UserProblem.of(Problem.DATA_UNREADABLE, file + " has a header that isn't understood: "
          + Words.quoted(header.strip()))
          .hint("save a plain array of numbers: numpy.save(file, array)");
    }
    if (!FORMS.containsKey(descr.group(2))) {
      throw UserProblem.of(Problem.DATA_UNREADABLE, file + " holds elements of type " + descr.group(2))
          .hint("types that are read: f4, f8, i1, i2, i4, i8, u1, u2, u4 and bool");
    }
    List<Integer> shape = shape(file, shapes.group(1));
    ByteOrder order = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    NumberArray.Elements elements = Binary.read(file, stream, FORMS.get(descr.group(2)), shape, order);
    return new NumberArray(file, shape, fortran.group(1).equals("True") ? turned(elements, shape) : elements);
  }

  private static String header(String file, InputStream stream) throws IOException {
    byte[] start = stream.readNBytes(8);
    if (start.length == 0) {
      throw UserProblem.of(Problem.DATA_EMPTY, file + " is empty");
    }
    boolean archive = start.length > 1 && start[0] == 'P' && start[1] == 'K';
    if (start.length < 8 || !Arrays.equals(Arrays.copyOf(start, 6), MAGIC)) {
      throw UserProblem.of(Problem.DATA_UNREADABLE,
          file + (archive
              ? " is an archive (.npz): unpack it, its .npy files are read"
              : " isn't a .npy file: it doesn't begin as one"));
    }
    byte[] size = stream.readNBytes(start[6] == 1 ? 2 : 4);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | (size[i] & 255);
    }
    if (length > LONGEST_HEADER) {
      throw UserProblem.of(Problem.DATA_UNREADABLE, file + " is damaged: its header claims "
          + Words.count(length, "byte"));
    }
    return new String(stream.readNBytes((int) length), start[6] == 3
        ? StandardCharsets.UTF_8
        : StandardCharsets.ISO_8859_1);
  }

  private static List<Integer> shape(String file, String text) {
    List<Integer> shape = new ArrayList<>();
    for (String size : text.split(",")) {
      if (!size.isBlank()) {
        shape.add(size.strip().length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(size.strip()));
      }
    }
    if (shape.isEmpty()) {
      throw UserProblem.of(Problem.ARRAY_SHAPE, file + " holds a single number; an array's first axis counts examples");
    }
    return List.copyOf(shape);
  }

  /** From the first axis fastest to the last axis fastest. */
  private static NumberArray.Elements turned(NumberArray.Elements elements, List<Integer> shape) {
    int count = shape.stream().reduce(1, (a, b) -> a * b);
    double[] values = new double[count];
    List<Integer> places = new ArrayList<>(Collections.nCopies(shape.size(), 0));
    for (int i = 0; i < count; i++) {
      int from = 0;
      for (int axis = shape.size() - 1; axis >= 0; axis--) {
        from = from * shape.get(axis) + places.get(axis);
      }
      values[i] = elements.at(from);
      advance(places, shape);
    }
    return new NumberArray.Doubles(values);
  }

  private static void advance(List<Integer> places, List<Integer> shape) {
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      places.set(axis, (places.get(axis) + 1) % shape.get(axis));
      if (places.get(axis) != 0) {
        return;
      }
    }
  }
}
