package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.Checkpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What every stored tensor of a program is called and how it lies in another program's file.
 *
 * <p>PyTorch's layout follows from the declaration: a linear map `[In -> Out]` lies there with what is right of the
 * arrow first, as one axis. Names are paths. Where a layer differs, the comment above it says so; where a whole model
 * does, the comment above the model or a map.
 */
public final class Correspondences {

  /** What an optimizer keeps, by the form of its paths: `m(linear.weight)`. */
  private static final Glob MOMENTS = new Glob("*(*)");

  private final List<Counterpart> counterparts = new ArrayList<>();
  private final Set<Glob> leftOut = new LinkedHashSet<>();
  private final List<Correspondence> map;
  private final Set<Correspondence> known = new LinkedHashSet<>();
  private final Set<Correspondence> used = new HashSet<>();

  private Correspondences(List<Correspondence> map) {
    this.map = map;
  }

  /**
   * A map that a user wrote.
   *
   * @param name of its file
   */
  public record Written(String name, String text) {}

  /**
   * As PyTorch has it.
   *
   * @throws UserProblem where a line can't be read or names nothing
   */
  public static Correspondences pytorch(List<DeclaredTensor> declared, Layout layout, Optional<Written> written) {
    Correspondences all = of(written);
    for (DeclaredTensor tensor : declared) {
      layout.slot(tensor.path()).ifPresent(slot -> all.add(tensor, slot));
    }
    all.requireUsed();
    return all;
  }

  /** As weights of ours have it: under other names only where a map says so. */
  static Correspondences ours(Layout layout, Optional<Written> written) {
    Correspondences all = of(written);
    all.leftOut.add(MOMENTS);
    for (Layout.Slot slot : layout.slots()) {
      if (Checkpoint.WEIGHTS.contains(slot.kind())) {
        DeclaredTensor tensor = new DeclaredTensor(slot.path(), names(slot.axes()), Optional.empty(), List.of());
        all.add(tensor, slot, all.rename(new Relative(slot.path(), List.of(slot.path()), Optional.empty()), all.map),
            slot.offset());
      }
    }
    all.requireUsed();
    return all;
  }

  private static Correspondences of(Optional<Written> written) {
    Correspondences all = new Correspondences(written.map(w -> Correspondence.ofMap(w.text(), w.name()))
        .orElse(List.of()));
    all.known.addAll(all.map);
    all.leaveOut(all.map).forEach(all.leftOut::add);
    return all;
  }

  List<Counterpart> counterparts() {
    return counterparts;
  }

  /** Whether a tensor there is known to have no counterpart. */
  boolean leavesOut(String name) {
    return leftOut.stream().anyMatch(glob -> glob.match(name).isPresent());
  }

  private static List<String> names(List<Axis> axes) {
    return axes.stream().map(Axis::name).collect(Collectors.toList());
  }

  // One tensor, and each of its copies

  private void add(DeclaredTensor tensor, Layout.Slot slot) {
    List<Long> repeats = slot.axes().stream().limit(slot.axes().size() - tensor.axes().size())
        .map(axis -> axis.size().constant()).collect(Collectors.toList());
    int copies = Math.toIntExact(repeats.stream().reduce(1L, Math::multiplyExact));
    for (int copy = 0; copy < copies; copy++) {
      List<Integer> place = place(copy, repeats);
      String own = within("", tensor.name(), place.subList(Math.min(tensor.owner().repeats(), place.size()),
          place.size()));
      Relative found = outwards(new Relative(own, List.of(own), Optional.empty()), tensor.around(), place);
      add(tensor, slot, found, slot.offset() + slot.count() / copies * copy);
      for (Correspondence line : comment(tensor.owner())) {
        if (line instanceof Correspondence.LeaveOut) {
          String name = ((Correspondence.LeaveOut) line).theirs().text();
          outwards(new Relative("", List.of(name), Optional.empty()), tensor.around(), place).names()
              .forEach(n -> leftOut.add(new Glob(n)));
        }
      }
    }
  }

  private static List<Integer> place(int copy, List<Long> repeats) {
    List<Integer> place = new ArrayList<>();
    long rest = copy;
    for (int axis = repeats.size() - 1; axis >= 0; axis--) {
      place.add(0, (int) (rest % repeats.get(axis)));
      rest /= repeats.get(axis);
    }
    return place;
  }

  private void add(DeclaredTensor tensor, Layout.Slot slot, Relative found, int offset) {
    int own = tensor.axes().size();
    List<Long> sizes = slot.axes().stream().skip(slot.axes().size() - own).map(axis -> axis.size().constant())
        .collect(Collectors.toList());
    boolean usual = found.layout().isEmpty();
    List<List<Integer>> groups = usual ? groups(own, tensor.arrow()) : groups(tensor.axes(), found.layout().get());
    long outer = usual && tensor.arrow().isPresent()
        ? sizes.stream().skip(tensor.arrow().get()).reduce(1L, Math::multiplyExact)
        : 1;
    counterparts.add(new Counterpart(found.path(), found.names(), sizes, tensor.axes(), outer, groups, offset));
  }

  /** What is right of an arrow first, as one axis; then what is left of it. */
  private static List<List<Integer>> groups(int axes, Optional<Integer> arrow) {
    List<List<Integer>> groups = new ArrayList<>();
    int left = arrow.orElse(axes);
    if (left < axes) {
      groups.add(IntStream.range(left, axes).boxed().collect(Collectors.toList()));
    }
    IntStream.range(0, left).forEach(axis -> groups.add(List.of(axis)));
    return groups;
  }

  private static List<List<Integer>> groups(List<String> axes, Correspondence.Same layout) {
    List<String> named = layout.groups().stream().flatMap(List::stream).collect(Collectors.toList());
    if (!named.stream().sorted().collect(Collectors.toList()).equals(axes.stream().sorted()
        .collect(Collectors.toList()))) {
      throw Correspondence.wrong(layout.shown() + " must name each axis once: " + String.join(", ", axes));
    }
    return layout.groups().stream().map(group -> group.stream().map(axes::indexOf).collect(Collectors.toList()))
        .collect(Collectors.toList());
  }

  // Names

  /**
   * A tensor's path and its names there, both as seen from an instance.
   *
   * @param layout the line that says its layout, if any does
   */
  private record Relative(String path, List<String> names, Optional<Correspondence.Same> layout) {}

  /** From its owner out through the instances around it to the program, renamed at each by what is said there. */
  private Relative outwards(Relative inner, List<DeclaredTensor.Instance> around, List<Integer> copy) {
    Relative at = inner;
    for (int level = around.size() - 1; level >= 0; level--) {
      DeclaredTensor.Instance instance = around.get(level);
      int before = level == 0 ? 0 : around.get(level - 1).repeats();
      List<Integer> own = copy.subList(Math.min(before, copy.size()), Math.min(instance.repeats(), copy.size()));
      Relative renamed = rename(at, comment(instance));
      at = new Relative(within(instance.name(), renamed.path(), own),
          renamed.names().stream().map(n -> within(instance.name(), n, own)).collect(Collectors.toList()),
          renamed.layout());
    }
    return rename(at, map);
  }

  /** `block` and `weight` are `block.weight`, the third copy's `block.2.weight`; of an own tensor it is `weight.2`. */
  private static String within(String instance, String name, List<Integer> copy) {
    String number = copy.stream().map(String::valueOf).collect(Collectors.joining("."));
    List<String> parts = instance.isEmpty() ? List.of(name, number) : List.of(instance, number, name);
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("."));
  }

  private List<Correspondence> comment(DeclaredTensor.Instance instance) {
    List<Correspondence> lines = Correspondence.ofComment(instance.doc(), instance.callable());
    known.addAll(lines);
    return lines;
  }

  private List<Glob> leaveOut(List<Correspondence> lines) {
    return lines.stream().filter(line -> line instanceof Correspondence.LeaveOut)
        .map(line -> ((Correspondence.LeaveOut) line).theirs()).collect(Collectors.toList());
  }

  /** A line names a tensor by what it was called there so far, or by its path here. */
  private Relative rename(Relative tensor, List<Correspondence> lines) {
    Optional<Correspondence.Same> layout = tensor.layout();
    List<String> names = new ArrayList<>();
    boolean found = false;
    for (String name : tensor.names()) {
      Optional<Correspondence.Same> line = line(name, lines);
      found |= line.isPresent();
      layout = line.filter(Correspondence.Same::laysOut).or(tensor::layout);
      names.addAll(line.map(l -> theirs(l, name)).orElse(List.of(name)));
    }
    Optional<Correspondence.Same> whole = found ? Optional.empty() : line(tensor.path(), lines);
    return whole.isPresent()
        ? new Relative(tensor.path(), theirs(whole.get(), tensor.path()), whole.filter(Correspondence.Same::laysOut)
            .or(tensor::layout))
        : new Relative(tensor.path(), names, layout);
  }

  private static Optional<Correspondence.Same> line(String name, List<Correspondence> lines) {
    return lines.stream().filter(line -> line instanceof Correspondence.Same)
        .map(line -> (Correspondence.Same) line).filter(line -> line.ours().match(name).isPresent()).findFirst();
  }

  private List<String> theirs(Correspondence.Same line, String name) {
    used.add(line);
    List<String> stars = line.ours().match(name).orElseThrow();
    return line.theirs().stream().map(glob -> glob.fill(stars)).collect(Collectors.toList());
  }

  /** Paths, and what is left of them inside of each instance. */
  private static List<String> within(List<String> paths) {
    List<String> all = new ArrayList<>(paths);
    for (String path : paths) {
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        all.add(path.substring(dot + 1));
      }
    }
    return all;
  }

  /** A line that names nothing is a mistake. */
  private void requireUsed() {
    List<String> paths = counterparts.stream().map(Counterpart::path).collect(Collectors.toList());
    List<String> wrong = known.stream().filter(line -> line instanceof Correspondence.Same && !used.contains(line))
        .map(line -> line.shown() + " names no tensor of the program"
            + Similar.nearest(((Correspondence.Same) line).ours().text(), within(paths))
                .map(near -> "; did you mean " + near + "?").orElse(""))
        .collect(Collectors.toList());
    if (!wrong.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.WEIGHT_NAMES, String.join("\n", wrong))
          .hint("names of the program's tensors: " + Words.some(paths));
    }
  }
}
