package adjoint.compiler.plan;

import adjoint.runtime.tensor.Size;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The slots of one space, by their sizes, each size's apart into those in use and those that were left: so that a program of
 * many values isn't walked for each of them.
 */
final class Slots {

  private final Map<Size, OfSize> bySize = new LinkedHashMap<>();

  private static final class OfSize {
    private final NavigableSet<Slot> left = new TreeSet<>(Comparator.comparingInt(Slot::number));
    private final NavigableSet<Slot> used =
        new TreeSet<>(Comparator.comparingInt(Slot::until).thenComparingInt(Slot::number));

    /** The first slot that was left before a position, or whose last use is there, among those that suit. */
    private Optional<Slot> first(int from, Predicate<Slot> suits) {
      while (!used.isEmpty() && used.first().until() < from) {
        left.add(used.pollFirst());
      }
      Stream<Slot> ending = used.stream().takeWhile(s -> s.until() == from).filter(suits);
      return Stream.concat(left.stream().filter(suits).limit(1), ending).min(Comparator.comparingInt(Slot::number));
    }
  }

  void add(Slot slot) {
    bySize.computeIfAbsent(slot.size(), size -> new OfSize()).used.add(slot);
  }

  void remove(Slot slot) {
    OfSize alike = bySize.get(slot.size());
    alike.left.remove(slot);
    alike.used.remove(slot);
  }

  /**
   * The first slot that suits: of this size, else of one that is large enough, else of one that can grow.
   *
   * @param from the position from which on it is needed
   */
  Optional<Slot> first(Size count, int from, Predicate<Slot> suits) {
    return first(size -> size.equals(count), from, suits)
        .or(() -> first(size -> size.isAtLeast(count), from, suits))
        .or(() -> first(count::isAtLeast, from, suits));
  }

  private Optional<Slot> first(Predicate<Size> sizes, int from, Predicate<Slot> suits) {
    return bySize.entrySet().stream().filter(e -> sizes.test(e.getKey()))
        .flatMap(e -> e.getValue().first(from, suits).stream()).min(Comparator.comparingInt(Slot::number));
  }
}
