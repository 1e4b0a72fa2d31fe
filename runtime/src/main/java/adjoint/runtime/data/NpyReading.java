package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads NumPy's .npy format. Arrays in Fortran's order are turned around. */
final class NpyReading {

  private static final Map<String, Binary.Form> FORMS =
      Map.ofEntries(Map.entry("f2", Binary.Form.F2), Map.entry("f4", Binary.Form.F4),
          Map.entry("f8", Binary.Form.F8), Map.entry("i1", Binary.Form.I1), Map.entry("i2", Binary.Form.I2),
          Map.entry("i4", Binary.Form.I4), Map.entry("i8", Binary.Form.I8), Map.entry("u1", Binary.Form.U1),
          Map.entry("u2", Binary.Form.U2), Map.entry("u4", Binary.Form.U4), Map.entry("b1", Binary.Form.U1));

  private NpyReading() {}

  static NumberArray read(String file, InputStream stream) throws IOException {
    NpyHeader header = header(file, stream);
    if (!FORMS.containsKey(header.type())) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file + " holds elements of type " + header.type())
          .hint("types that are read: f2, f4, f8, i1, i2, i4, i8, u1, u2, u4 and bool");
    }
    List<Integer> shape = header.shape().stream().map(size -> (int) Math.min(size, Integer.MAX_VALUE)).toList();
    if (shape.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE,
          file + " holds a single number; an array's first axis counts examples");
    }
    NumberArray.Elements elements = Binary.read(file, stream, FORMS.get(header.type()), shape, header.order());
    return new NumberArray(file, shape, header.fortran() ? turned(elements, shape) : elements);
  }

  static List<Long> shape(String file, InputStream stream) throws IOException {
    return header(file, stream).shape();
  }

  private static NpyHeader header(String file, InputStream stream) throws IOException {
    byte[] start = stream.readNBytes(NpyHeader.START);
    if (start.length == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, file + " is empty");
    }
    if (!NpyHeader.begins(start)) {
      boolean archive = start.length > 1 && start[0] == 'P' && start[1] == 'K';
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE,
          file + (archive
              ? " is an archive (.npz): write npz(\"a.npz\", x = \"x\")"
              : " isn't a .npy file: it doesn't begin as one"));
    }
    try {
      return NpyHeader.read(start, stream);
    } catch (NpyHeader.Malformed e) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file + " " + e.getMessage())
          .hint("save a plain array of numbers: numpy.save(file, array)");
    }
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
