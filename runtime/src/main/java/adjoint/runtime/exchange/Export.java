package adjoint.runtime.exchange;

import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.Checkpoint;
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

  /**
   * Writes weights under their names and in their layouts there, atomically; by the file's name as safetensors or .npz.
   *
   * @param notes kept in a safetensors file beside the tensors
   * @return how many tensors were written
   * @throws UserProblem where two would have one name, or the file can't be written
   */
  public static int write(Path file, Correspondences correspondences, float[] store,
      Map<String, String> notes) {
    List<Safetensors.Tensor> sources = new ArrayList<>();
    correspondences.counterparts().forEach(each -> sources.addAll(each.sources(store)));
    requireNames(correspondences.counterparts());
    switch (WeightFormat.of(file)) {
      case SAFETENSORS -> {
        Map<String, String> metadata = new LinkedHashMap<>(notes);
        metadata.put(Checkpoint.FORMAT, PYTORCH);
        Safetensors.write(file, metadata, sources);
      }
      case NPZ -> NpzWriting.write(file, sources);
    }
    return sources.size();
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
