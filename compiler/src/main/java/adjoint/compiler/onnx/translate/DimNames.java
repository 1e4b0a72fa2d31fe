package adjoint.compiler.onnx.translate;

import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dims of a network: which there are, and in the end what they are called. One that is only made, by `Linear[64]`, stays
 * a number; one that is listed, reduced or part of an input or output is declared.
 */
final class DimNames {

  private static final Pattern PLACEHOLDER = Pattern.compile(DimName.BEFORE + "(\\d+)" + DimName.BEHIND);

  private static final DimName FLAT = new DimName(0, 0);

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param size empty where it is open
   * @param isGeneral whether other axes of the size may have the name, too
   */
  private record Entry(String wish, Optional<Size> size, boolean isGeneral) {
    Entry(String wish, long size, boolean isGeneral) {
      this(wish, Optional.of(Size.of(size)), isGeneral);
    }
  }

  private final Set<Integer> declared = new HashSet<>();

  DimNames() {
    entries.add(new Entry("Flat", Optional.of(Size.ZERO), false));
  }

  /** A dim whose size is known when data arrive. */
  DimName open(String wish) {
    entries.add(new Entry(wish, Optional.empty(), false));
    declared.add(entries.size() - 1);
    return new DimName(entries.size() - 1, 0);
  }

  /** What `Flatten` calls its result's dim; the file declares it nowhere. */
  DimName flat() {
    return FLAT;
  }

  /** A new dim. */
  DimName fixed(String wish, long size) {
    entries.add(new Entry(wish, size, false));
    return new DimName(entries.size() - 1, 0);
  }

  /** A dim for what a layer makes of its input: one of this size that others of its kind have, too, or a new one. */
  DimName feature(String wish, long size, Set<DimName> except) {
    for (int id = 1; id < entries.size(); id++) {
      var dim = new DimName(id, 0);
      if (entries.get(id).isGeneral && entries.get(id).size.equals(Optional.of(Size.of(size)))
          && !except.contains(dim)) {
        return dim;
      }
    }
    entries.add(new Entry(wish, size, true));
    return new DimName(entries.size() - 1, 0);
  }

  /** A dim that has a meaning: one of this size that was wished for the same, or a new one. */
  DimName meant(String wish, long size, Set<DimName> except) {
    for (int id = 1; id < entries.size(); id++) {
      var dim = new DimName(id, 0);
      if (entries.get(id).equals(new Entry(wish, size, false)) && !except.contains(dim)) {
        return dim;
      }
    }
    return fixed(wish, size);
  }

  /** A dim that has a size: an open one that is of it, else one for features. */
  DimName of(String wish, Size size, Set<DimName> except) {
    if (size.isConstant()) {
      return feature(wish, size.constant(), except);
    }
    for (int id = 1; id < entries.size(); id++) {
      var dim = new DimName(id, 0);
      if (size.equals(sizeOf(dim)) && !except.contains(dim)) {
        return dim;
      }
    }
    entries.add(new Entry(wish, Optional.of(size), true));
    declared.add(entries.size() - 1);
    return new DimName(entries.size() - 1, 0);
  }

  /** The size that its declaration gives it. */
  Size sizeOf(DimName dim) {
    var base = new DimName(dim.id(), 0);
    return entries.get(dim.id()).size.orElseGet(() -> Size.open(base.toString()));
  }

  DimName declare(DimName dim) {
    declared.add(dim.id());
    return dim;
  }

  /** Those that a file declares, in the order in which they were met. */
  List<String> declarations() {
    List<String> lines = new ArrayList<>();
    var names = names();
    for (int id = 1; id < entries.size(); id++) {
      if (declared.contains(id)) {
        lines.add("dim " + names.get(id) + entries.get(id).size.map(size -> " = " + shown(size)).orElse(""));
      }
    }
    return lines;
  }

  /** The text with names in the places of their placeholders. */
  String resolve(String text) {
    var names = names();
    Matcher found = PLACEHOLDER.matcher(text);
    return found.replaceAll(each -> names.get(Integer.parseInt(each.group(1))));
  }

  String shown(Size size) {
    return resolve(size.toString());
  }

  private Map<Integer, String> names() {
    Map<Integer, String> names = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    names.put(0, "Flat");
    counts.put("Flat", 1);
    for (int id = 1; id < entries.size(); id++) {
      Entry entry = entries.get(id);
      if (!declared.contains(id)) {
        names.put(id, entry.size.orElseThrow().toString());
      } else {
        int count = counts.merge(entry.wish, 1, Integer::sum);
        names.put(id, count == 1 ? entry.wish : entry.wish + count);
      }
    }
    return names;
  }
}
