package adjoint.repl.cli;

import adjoint.compiler.lower.program.Lowered;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.exchange.Correspondences;
import adjoint.runtime.exchange.PartImport;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model or layer of a program that gets weights alone: `nn import … --part Net.encoder`.
 *
 * @param slots of its tensors
 */
record ImportedPart(String path, Lowered lowered, List<Layout.Slot> slots) {

  static ImportedPart of(String path, Lowered lowered) {
    String own = own(path, lowered);
    List<Layout.Slot> slots = lowered.layout().slots().stream()
        .filter(slot -> slot.kind().isDeclared() && isBelow(slot.path(), own)).toList();
    if (slots.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.WEIGHT_NAMES, "no layer and no parameter is called " + path)
          .hint("names of the program's tensors: "
              + Words.some(lowered.layout().slots().stream().map(Layout.Slot::path).toList()));
    }
    return new ImportedPart(path, lowered, slots);
  }

  /** The name of a model begins paths only where several models have parameters. */
  private static String own(String path, Lowered lowered) {
    int dot = path.indexOf('.');
    String model = dot < 0 ? path : path.substring(0, dot);
    boolean written = lowered.layout().slots().stream().anyMatch(slot -> isBelow(slot.path(), model));
    return written || !lowered.models().containsKey(model) ? path : dot < 0 ? "" : path.substring(dot + 1);
  }

  private static boolean isBelow(String path, String of) {
    return of.isEmpty() || path.equals(of) || path.startsWith(of + ".");
  }

  /**
   * Writes the part's weights.
   *
   * @throws UserProblem where the file lacks some of them
   */
  PartImport write(Path weights, Optional<Correspondences.Written> map, Path out) {
    var found = PartImport.of(weights,
        new PartImport.Part(path, slots.stream().map(Layout.Slot::path).toList(), Optional.empty()),
        lowered.declared(), lowered.layout(), map);
    found.otherwise().or(() -> missing(found)).ifPresent(why -> {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, weights + " doesn't fit " + path + ": " + why)
          .hint("a map says what is called what: --map FILE, with lines such as linear1.* = fc1.*");
    });
    var store = Frames.store(lowered.layout());
    found.read(store);
    var layout = Layout.of(slots.stream().map(s -> new Layout.Unplaced(s.path(), s.kind(), s.axes())).toList());
    var own = Frames.store(layout);
    slots.forEach(slot -> System.arraycopy(store, slot.offset(), own,
        layout.slot(slot.path()).orElseThrow().offset(), slot.count()));
    Checkpoint.save(out, lowered.name(), layout, own, Checkpoint.WEIGHTS, Map.of());
    return found;
  }

  private static Optional<String> missing(PartImport found) {
    return found.missing().isEmpty()
        ? Optional.empty()
        : Optional.of("it has no " + Words.some(found.missing()) + "; it has "
            + Words.some(List.copyOf(found.unused())));
  }
}
