package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.TensorFile;
import adjoint.runtime.weights.TensorFile.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What differs between a program's tensors and a file's. */
final class Comparison {

  private final List<String> differences = new ArrayList<>();
  /** The differences that are shown, of each kind; a name is looked for in place of as many. */
  private static final int SHOWN = 20;

  private final Map<String, String> meant = new LinkedHashMap<>();
  private final Map<String, Entry> extra = new LinkedHashMap<>();
  private final Map<String, Entry> entries;
  private final List<String> leftOut;

  private Comparison(Correspondences known, Map<String, Entry> entries) {
    this.entries = entries;
    extra.putAll(entries);
    known.counterparts().forEach(each -> extra.keySet().removeAll(each.names()));
    leftOut = extra.keySet().stream().filter(known::leavesOut).collect(Collectors.toList());
    extra.keySet().removeAll(leftOut);
  }

  /**
   * The names of the file's tensors that have no counterpart and are known to have none.
   *
   * @throws UserProblem that names every other difference
   */
  static List<String> requireSame(Path file, String model, Correspondences known, TensorFile tensors) {
    Comparison comparison = new Comparison(known, tensors.entries());
    comparison.compare(known.counterparts());
    if (!comparison.differences.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, file + " doesn't fit the model " + model + ":\n  "
          + String.join("\n  ", comparison.differences)).hint(comparison.help());
    }
    return comparison.leftOut;
  }

  private void compare(List<Counterpart> counterparts) {
    List<Entry> pool = new ArrayList<>(extra.values());
    for (Counterpart each : counterparts) {
      each.names().forEach(name -> compare(each, name, pool));
    }
    cut(differences);
    List<String> placeless = new ArrayList<>();
    extra.values().forEach(e -> placeless.add(e.name() + " " + e.shape() + " has no place in the model"));
    cut(placeless);
    differences.addAll(placeless);
  }

  private static void cut(List<String> differences) {
    int more = differences.size() - SHOWN;
    if (more > 1) {
      differences.subList(SHOWN, differences.size()).clear();
      differences.add("and " + Words.count(more) + " more such");
    }
  }

  private void compare(Counterpart counterpart, String name, List<Entry> pool) {
    Entry entry = entries.get(name);
    String whose = name.equals(counterpart.path()) ? "" : " (" + counterpart.path() + " in the model)";
    if (entry == null) {
      Optional<Entry> near = differences.size() < SHOWN ? near(counterpart, name, pool) : Optional.empty();
      near.ifPresent(e -> meant.put(name, e.name()));
      near.ifPresent(pool::remove);
      differences.add(name + " " + counterpart.shape() + whose + " is missing"
          + near.map(e -> "; did you mean " + e.name() + " " + e.shape() + "?").orElse(""));
    } else if (!counterpart.fits(entry.shape())) {
      boolean turned = entry.shape().equals(counterpart.sizes());
      differences.add(name + " is " + entry.shape() + " in the file, and must be " + counterpart.shape() + ", that is "
          + counterpart.layout() + whose
          + (turned ? "; as it lies it is " + counterpart.path() + counterpart.axes() : ""));
    }
  }

  /** Of those without a place the first that fits by shape and last name, else by shape, else the nearest name. */
  private static Optional<Entry> near(Counterpart counterpart, String name, List<Entry> pool) {
    Optional<String> similar = Similar.nearest(name, pool.stream().map(Entry::name).collect(Collectors.toList()));
    return pool.stream().filter(e -> last(e.name()).equals(last(name)) && counterpart.fits(e.shape())).findFirst()
        .or(() -> pool.stream().filter(e -> counterpart.shape().equals(e.shape())).findFirst())
        .or(() -> pool.stream().filter(e -> similar.equals(Optional.of(e.name()))).findFirst());
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private String help() {
    return "a map says what is called what: --map FILE, with lines such as " + meant.entrySet().stream().findFirst()
        .map(e -> example(e.getKey(), e.getValue())).orElse("linear1.* = fc1.*");
  }

  /** `linear1.* = fc1.*` where only what stands before the last name differs. */
  private static String example(String ours, String theirs) {
    boolean same = last(ours).equals(last(theirs)) && ours.contains(".") && theirs.contains(".");
    return same
        ? ours.substring(0, ours.lastIndexOf('.')) + ".* = " + theirs.substring(0, theirs.lastIndexOf('.')) + ".*"
        : ours + " = " + theirs;
  }
}
