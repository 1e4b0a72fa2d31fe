package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Layout;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.TensorFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Weights out of files of other programs into a store of ours. */
public final class Import {

  private Import() {}

  /**
   * What was read.
   *
   * @param leftOut the names of tensors that are known to have no counterpart here
   * @param notes of the file
   */
  public record Read(int tensors, List<String> leftOut, Map<String, String> notes) {}

  /**
   * Reads a safetensors or .npz file into a store, after all of it has been compared with the program. Weights of ours
   * keep their layouts: only names may be changed.
   *
   * @throws UserProblem that names all that is missing, too much or of another shape, the store untouched then; or what
   *     is damaged
   */
  public static Read read(Path file, String model, List<DeclaredTensor> declared, Layout layout,
      Optional<Correspondences.Written> map, float[] store) {
    TensorFile tensors = WeightFormat.open(file);
    Correspondences known = Checkpoint.OURS.equals(tensors.metadata().get(Checkpoint.FORMAT))
        ? Correspondences.ours(layout, map)
        : Correspondences.pytorch(declared, layout, map);
    List<String> leftOut = Comparison.requireSame(file, model, known, tensors);
    tensors.verify();
    known.counterparts().forEach(each -> read(file, each, tensors, store));
    return new Read(tensors.entries().size() - leftOut.size(), leftOut, tensors.metadata());
  }

  /** A sum is made in double precision. */
  static void read(Path file, Counterpart counterpart, TensorFile tensors, float[] store) {
    IntUnaryOperator places = counterpart.places();
    double[] sum = new double[counterpart.names().size() > 1 ? counterpart.count() : 0];
    int last = counterpart.names().size() - 1;
    for (int term = 0; term <= last; term++) {
      String name = counterpart.names().get(term);
      boolean whole = term == last;
      tensors.read(tensors.entries().get(name), (i, value) -> {
        double all = last > 0 ? sum[i] += value : value;
        if (whole) {
          store[counterpart.offset() + places.applyAsInt(i)] = narrow(file, name, all);
        }
      });
    }
  }

  private static float narrow(Path file, String name, double value) {
    float narrow = (float) value;
    if (Float.isInfinite(narrow) && Double.isFinite(value)) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN, file + ": " + Words.quoted(name) + " holds " + value
          + ", more than a 32-bit float can");
    }
    return narrow;
  }
}
