package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.ElementType;
import adjoint.runtime.weights.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights of ours into files of other programs. */
public final class Export {

  /** As PyTorch's own tools mark theirs. */
  private static final String PYTORCH = "pt";

  private Export() {}

  /** Writes weights as 32-bit floats. */
  public static int write(Path file, Correspondences correspondences, float[] store,
      Map<String, String> notes) {
    return write(file, correspondences, store, notes, ElementType.F32);
  }

  /**
   * Writes weights under their names and in their layouts there, atomically; by the file's name as safetensors or .npz.
   *
   * @param type of the numbers: F32, F16 or BF16
   * @param notes kept in a safetensors file beside the tensors
   * @return how many tensors were written
   * @throws UserProblem where two would have one name, or the file can't be written
   */
  public static int write(Path file, Correspondences correspondences, float[] store,
      Map<String, String> notes, ElementType type) {
    List<Safetensors.Tensor> sources = new ArrayList<>();
    correspondences.counterparts().forEach(each -> each.sources(store).forEach(tensor -> sources.add(tensor.as(type))));
    requireNames(correspondences.counterparts());
    switch (WeightFormat.of(file)) {
      case SAFETENSORS -> {
        Map<String, String> metadata = new LinkedHashMap<>(notes);
        metadata.put(Checkpoint.FORMAT, PYTORCH);
        Safetensors.write(file, metadata, sources);
      }
      case NPZ -> NpzWriting.write(file, requireNumPy(file, type, sources));
    }
    return sources.size();
  }

  private static List<Safetensors.Tensor> requireNumPy(Path file, ElementType type, List<Safetensors.Tensor> tensors) {
    if (type == ElementType.BF16) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN, file + " can't hold bf16, which NumPy doesn't have")
          .hint("end it in .safetensors, or ask for f16");
    }
    return tensors;
  }

  private static void requireNames(List<Counterpart> counterparts) {
    Map<String, String> paths = new HashMap<>();
    for (Counterpart each : counterparts) {
      for (String name : each.names()) {
        String other = paths.put(name, each.path());
        if (other != null) {
          throw Correspondence.wrong(other + " and " + each.path() + " would both be called " + name);
        }
      }
    }
  }
}
