package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Start;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.RunFiles;
import adjoint.runtime.weights.SafetensorsFile;
import adjoint.runtime.weights.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives parts of a store the weights that a recipe lets them start from. */
final class Starting {

  private static final int SHOWN = 8;

  private final Start.FromFile start;
  private final Path file;
  private final TensorFile tensors;
  private final Layout layout;
  /** Paths of ours, and what they are called in the file. */
  private final Map<String, String> found = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  private Starting(Start.FromFile start, Path file, Layout layout) {
    this.start = start;
    this.file = file;
    this.tensors = SafetensorsFile.open(file);
    this.layout = layout;
    for (Layout.Slot slot : layout.slots()) {
      List<String> names = start.names().getOrDefault(slot.path(), List.of());
      Optional<String> there = names.stream().filter(tensors.entries()::containsKey).findFirst();
      there.ifPresent(name -> found.put(slot.path(), name));
      if (!names.isEmpty() && there.isEmpty()) {
        missing.add(slot.path());
      }
    }
  }

  /**
   * Does what every `start` line says, in their order; each file is checked first.
   *
   * @throws UserProblem about a file that doesn't have what it is to give
   */
  static void load(Recipe recipe, Layout layout, float[] store, Progress progress) {
    for (Start start : recipe.starts()) {
      if (start instanceof Start.FromFile) {
        Start.FromFile from = (Start.FromFile) start;
        Path file = RunFiles.file(recipe.directory().resolve(from.file()));
        Starting starting = new Starting(from, file, layout);
        starting.check();
        starting.read(store);
        progress.say(starting.told());
      } else {
        Start.FromPart from = (Start.FromPart) start;
        copy(from, layout, store);
        progress.say(from.part() + " starts from " + from.other() + ": " + Words.count(from.names().size(), "tensor"));
      }
    }
  }

  private static void copy(Start.FromPart start, Layout layout, float[] store) {
    start.names().forEach((path, other) -> {
      Layout.Slot to = layout.slot(path).orElseThrow();
      System.arraycopy(store, layout.slot(other).orElseThrow().offset(), store, to.offset(), to.count());
    });
  }

  private void check() {
    Checkpoint.requireOurs(file, tensors);
    found.forEach((path, name) -> {
      List<Long> own = layout.slot(path).orElseThrow().axes().stream().map(a -> a.size().constant())
          .collect(Collectors.toList());
      List<Long> other = tensors.entries().get(name).shape();
      if (!own.equals(other)) {
        throw problem(name + " is " + other + " there, and " + path + " is " + own);
      }
    });
    if (found.isEmpty() || (!missing.isEmpty() && !start.partial())) {
      throw problem("it has no " + list(missing) + "; it has " + list(unused()))
          .hint(found.isEmpty()
              ? "say where the part lies there: start " + start.part() + " from " + Words.quoted(start.file())
                  + " at \"encoder\""
              : "what is missing may keep its own initial values: start … partial");
    }
    tensors.verify();
  }

  private UserProblem problem(String what) {
    return UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, start.part() + " can't start from " + file + ": " + what)
        .at(start.place());
  }

  private void read(float[] store) {
    found.forEach((path, name) -> {
      int offset = layout.slot(path).orElseThrow().offset();
      tensors.read(tensors.entries().get(name), (i, value) -> store[offset + i] = (float) value);
    });
  }

  private Set<String> unused() {
    Set<String> names = new LinkedHashSet<>(tensors.entries().keySet());
    names.removeIf(name -> found.containsValue(name) || name.endsWith(")"));
    return names;
  }

  private String told() {
    return start.part() + " starts from " + file + ": " + Words.count(found.size(), "tensor")
        + (missing.isEmpty() ? "" : "; not there, with values of their own: " + list(missing))
        + (unused().isEmpty() ? "" : "; not used: " + list(unused()));
  }

  private static String list(Iterable<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(all::add);
    return all.isEmpty()
        ? "nothing else"
        : String.join(", ", all.subList(0, Math.min(SHOWN, all.size())))
            + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
  }
}
