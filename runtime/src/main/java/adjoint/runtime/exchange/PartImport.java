package adjoint.runtime.exchange;

import adjoint.runtime.program.Layout;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tensors of a part of a program in a file of ours or of PyTorch's, which may hold more, and in which the part may lie
 * elsewhere.
 */
public final class PartImport {

  private final Path file;
  private final TensorFile tensors;
  private final Correspondences known;
  private final Part part;
  private final List<Counterpart> found = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * @param path of the part, as it is written: `Net.encoder`
   * @param stored the paths of its tensors
   * @param at its path in the file, where that is known
   */
  public record Part(String path, Collection<String> stored, Optional<String> at) {

    /** Its path without the model's name. */
    private String alone() {
      return path.substring(path.indexOf('.') + 1);
    }

    /** What a tensor may be called: as in the whole program, as if the part were the whole, or as if it were a model's. */
    private List<String> called(String name) {
      String rest = Stream.of(path, alone()).filter(start -> name.startsWith(start + ".")).findFirst()
          .map(start -> name.substring(start.length() + 1)).orElse(name);
      return at.map(there -> List.of(there.isEmpty() ? rest : there + "." + rest))
          .orElse(Stream.of(name, rest, path + "." + rest, alone() + "." + rest).distinct()
              .collect(Collectors.toList()));
    }
  }

  private PartImport(Path file, TensorFile tensors, Correspondences known, Part part) {
    this.file = file;
    this.tensors = tensors;
    this.known = known;
    this.part = part;
  }

  /** Opens a file and looks for the part's tensors. */
  public static PartImport of(Path file, Part part, List<DeclaredTensor> declared, Layout layout,
      Optional<Correspondences.Written> map) {
    TensorFile tensors = WeightFormat.open(file);
    Correspondences known = Checkpoint.OURS.equals(tensors.metadata().get(Checkpoint.FORMAT))
        ? Correspondences.ours(layout, map)
        : Correspondences.pytorch(declared, layout, map);
    PartImport own = new PartImport(file, tensors, known, part);
    List<Layout.Slot> slots = layout.slots().stream().filter(slot -> part.stored().contains(slot.path()))
        .collect(Collectors.toList());
    known.counterparts().stream().filter(each -> slots.stream()
        .anyMatch(slot -> each.offset() >= slot.offset() && each.offset() < slot.offset() + slot.count()))
        .forEach(own::look);
    return own;
  }

  private void look(Counterpart each) {
    List<List<String>> called = each.names().stream().map(part::called).collect(Collectors.toList());
    int ways = called.stream().mapToInt(List::size).min().orElse(0);
    for (int way = 0; way < ways; way++) {
      int chosen = way;
      List<String> names = called.stream().map(all -> all.get(chosen)).collect(Collectors.toList());
      if (tensors.entries().keySet().containsAll(names)) {
        found.add(each.called(names));
        return;
      }
    }
    missing.add(each.path());
  }

  /** How many of the part's tensors the file holds. */
  public int count() {
    return found.size();
  }

  /** The paths of those that it doesn't. */
  public List<String> missing() {
    return missing;
  }

  /** What of the file isn't for the part. */
  public Set<String> unused() {
    Set<String> names = new LinkedHashSet<>(tensors.entries().keySet());
    found.forEach(each -> each.names().forEach(names::remove));
    names.removeIf(known::leavesOut);
    return names;
  }

  /** What has another shape there, in words. */
  public Optional<String> otherwise() {
    return found.stream().flatMap(each -> each.names().stream()
        .filter(name -> !each.fits(tensors.entries().get(name).shape()))
        .map(name -> name + " is " + tensors.entries().get(name).shape() + " there, and " + each.path() + " is "
            + each.shape() + (each.sizes().equals(each.shape()) ? "" : ", that is " + each.layout())))
        .findFirst();
  }

  /** Reads what was found into a store. */
  public void read(float[] store) {
    tensors.verify();
    found.forEach(each -> Import.read(file, each, tensors, store));
  }
}
