package adjoint.runtime.weights;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Weights in a file: the stored tensors by their paths, and notes as text. The notes of Adjoint are `adjoint` (its
 * version), `model`, and what {@link adjoint.runtime.train} adds.
 */
public final class Checkpoint {

  public static final String VERSION = "0.1.0";

  /** What predicting needs. */
  public static final Set<Layout.Kind> WEIGHTS =
      Set.of(Layout.Kind.PARAMETER, Layout.Kind.STATE, Layout.Kind.CONSTANT);

  /** What going on with training needs. */
  public static final Set<Layout.Kind> EVERYTHING =
      Set.of(Layout.Kind.PARAMETER, Layout.Kind.STATE, Layout.Kind.CONSTANT, Layout.Kind.MOMENT);

  /** Among the notes: whose layouts a file's tensors have. */
  public static final String FORMAT = "format";

  /** The format of files whose tensors lie as ours do. */
  public static final String OURS = "adjoint";

  private static final int SHOWN = 5;

  private Checkpoint() {}

  /** Writes tensors of some kinds, atomically. */
  public static void save(Path file, String model, Layout layout, float[] store, Set<Layout.Kind> kinds,
      Map<String, String> notes) {
    save(file, model, layout, store, kinds, notes, ElementType.F32);
  }

  /**
   * Writes tensors of some kinds, atomically, as numbers of a type.
   *
   * @param type of I8, tensors of one axis stay as they are, and others have a scale for each place of the last axis beside
   *     them
   */
  public static void save(Path file, String model, Layout layout, float[] store, Set<Layout.Kind> kinds,
      Map<String, String> notes, ElementType type) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, OURS);
    metadata.put("adjoint", VERSION);
    metadata.put("model", model);
    metadata.putAll(notes);
    List<Safetensors.Tensor> tensors = layout.slots().stream().filter(s -> kinds.contains(s.kind()))
        .flatMap(s -> (type == ElementType.I8 && s.axes().size() > 1
            ? Scaled.of(s.path(), shape(s), Arrays.copyOfRange(store, s.offset(), s.offset() + s.count())).tensors()
            : List.of(tensor(s, store).as(type == ElementType.I8 ? ElementType.F32 : type))).stream())
        .collect(Collectors.toList());
    Safetensors.write(file, metadata, tensors);
  }

  private static Safetensors.Tensor tensor(Layout.Slot slot, float[] store) {
    return new Safetensors.Tensor(slot.path(), shape(slot), slot.count(),
        (from, to) -> to.put(store, slot.offset() + from, to.remaining()));
  }

  /**
   * Reads tensors of some kinds into a store, after the whole file has been checked.
   *
   * @return the file's notes
   * @throws UserProblem that names what differs; the store is untouched then
   */
  public static Map<String, String> load(Path file, String model, Layout layout, float[] store,
      Set<Layout.Kind> kinds) {
    TensorFile tensors = SafetensorsFile.open(file);
    requireOurs(file, tensors);
    checkSame(file, model, layout, kinds, tensors);
    tensors.verify();
    for (Layout.Slot slot : layout.slots()) {
      if (kinds.contains(slot.kind())) {
        read(tensors, slot, store);
      }
    }
    return tensors.metadata();
  }

  private static void read(TensorFile tensors, Layout.Slot slot, float[] store) {
    float[] scales = {1};
    TensorFile.Entry scaled = tensors.entries().get(scalesOf(slot.path()));
    if (scaled != null) {
      float[] read = new float[Math.toIntExact(scaled.shape().get(0))];
      tensors.read(scaled, (i, value) -> read[i] = (float) value);
      scales = read;
    }
    float[] all = scales;
    tensors.read(tensors.entries().get(slot.path()),
        (i, value) -> store[slot.offset() + i] = (float) value * all[i % all.length]);
  }

  /** The name of the scales of a tensor of whole numbers. */
  public static String scalesOf(String path) {
    return "scale(" + path + ")";
  }

  /**
   * Refuses a file whose tensors aren't those of a layout.
   *
   * @throws UserProblem that names what differs
   */
  public static void requireSame(Path file, String model, Layout layout, Set<Layout.Kind> kinds) {
    checkSame(file, model, layout, kinds, SafetensorsFile.open(file));
  }

  /** The notes of a file. */
  public static Map<String, String> notes(Path file) {
    return SafetensorsFile.open(file).metadata();
  }

  /** A tensor of the right name and shape may still lie otherwise: PyTorch's square matrices are ours transposed. */
  public static void requireOurs(Path file, TensorFile tensors) {
    if (!OURS.equals(tensors.metadata().get(FORMAT))) {
      throw UserProblem
          .of(RuntimeProblem.CHECKPOINT_FOREIGN, file + " wasn't written by Adjoint: its tensors may lie otherwise")
          .hint("nn import FILE " + file + " -o OUT.safetensors makes weights of ours from PyTorch's");
    }
  }

  /** The names of a file's tensors. */
  public static Set<String> names(Path file) {
    return SafetensorsFile.open(file).entries().keySet();
  }

  private static void checkSame(Path file, String model, Layout layout, Set<Layout.Kind> kinds, TensorFile tensors) {
    List<String> differences = new ArrayList<>();
    for (Layout.Slot slot : layout.slots()) {
      if (kinds.contains(slot.kind())) {
        difference(slot, tensors).ifPresent(differences::add);
      }
    }
    Set<String> paths = layout.slots().stream().map(Layout.Slot::path).collect(Collectors.toSet());
    for (String name : tensors.entries().keySet()) {
      if (!paths.contains(name) && !isMoment(name, paths)) {
        differences.add("the model has no " + name);
      }
    }
    if (differences.isEmpty()) {
      return;
    }
    String whose = tensors.metadata().getOrDefault("model", model).equals(model)
        ? ""
        : "; it was written by the model " + tensors.metadata().get("model");
    String more = differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more differences" : "";
    throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, file + " doesn't fit the model " + model + ": "
        + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size()))) + more + whose);
  }

  /** Whether it is an optimizer's, as `m(linear1.weight)`: a model that isn't trained has no place for it. */
  private static boolean isMoment(String name, Set<String> paths) {
    int open = name.indexOf('(');
    return open > 0 && name.endsWith(")") && paths.contains(name.substring(open + 1, name.length() - 1));
  }

  private static Optional<String> difference(Layout.Slot slot, TensorFile tensors) {
    TensorFile.Entry entry = tensors.entries().get(slot.path());
    if (entry == null) {
      return Optional.of("it has no " + slot.path());
    }
    return entry.shape().equals(shape(slot))
        ? Optional.empty()
        : Optional.of(slot.path() + " is " + entry.shape() + " in the file and " + shape(slot) + " in the model ("
            + slot.axes().stream().map(a -> a.name()).collect(Collectors.joining(", ")) + ")");
  }

  private static List<Long> shape(Layout.Slot slot) {
    return slot.axes().stream().map(a -> a.size().constant()).collect(Collectors.toList());
  }
}
