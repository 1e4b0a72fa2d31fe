package adjoint.runtime.exchange;

import adjoint.runtime.weights.Safetensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * A tensor of ours and what it is in the other program's file. Of a tensor that `repeat` stacks, each copy has its own.
 *
 * @param path of ours, with a copy's number behind the name of what is repeated
 * @param names theirs, whose sum ours is
 * @param sizes of our axes
 * @param axes the names of our axes
 * @param outer of a linear map in its usual order there, the size of all that stands right of its arrow; else 1
 * @param groups our axes in their order there, those of one group merged
 * @param offset of its first element in the store
 */
record Counterpart(String path, List<String> names, List<Long> sizes, List<String> axes, long outer,
    List<List<Integer>> groups, int offset) {

  /** The same under other names. */
  Counterpart called(List<String> others) {
    return new Counterpart(path, others, sizes, axes, outer, groups, offset);
  }

  int count() {
    return Math.toIntExact(product(sizes));
  }

  /** As it is written there. */
  List<Long> shape() {
    return groups.stream().map(group -> product(group.stream().map(sizes::get).collect(Collectors.toList())))
        .collect(Collectors.toList());
  }

  /** Our axes in their order there, as in `[Out, In]`. */
  String layout() {
    return groups.stream()
        .map(group -> group.stream().map(axes::get).collect(Collectors.joining(", ")))
        .map(group -> group.contains(", ") ? "(" + group + ")" : group).collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * Whether a tensor there can be this one: its shape is the one above, but for axes of size 1, and for neighbours on
   * one side of the arrow that are merged or not. The order of its elements is the same in all of these.
   */
  boolean fits(List<Long> other) {
    if (count(other) != product(sizes)) {
      return false;
    }
    Set<Long> cuts = cuts(other);
    return cuts(order().stream().map(sizes::get).collect(Collectors.toList())).containsAll(cuts)
        && (outer == 1 || cuts.contains(outer));
  }

  /** -1 where they are too many. */
  private static long count(List<Long> shape) {
    try {
      return product(shape);
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static long product(List<Long> sizes) {
    return sizes.stream().reduce(1L, Math::multiplyExact);
  }

  /** Where axes meet, as the number of places on the outer side; axes of size 1 leave no trace. */
  private static Set<Long> cuts(List<Long> shape) {
    Set<Long> cuts = new HashSet<>();
    long at = 1;
    for (long size : shape) {
      at *= size;
      cuts.add(at);
    }
    cuts.remove(1L);
    return cuts;
  }

  private List<Integer> order() {
    return groups.stream().flatMap(List::stream).collect(Collectors.toList());
  }

  /** Maps a place there to one here, from the tensor's first on. */
  IntUnaryOperator places() {
    return Strides.places(sizes, order());
  }

  /** What is written of it: the first of the sum is the whole, the others are zero. */
  List<Safetensors.Tensor> sources(float[] store) {
    IntUnaryOperator places = places();
    List<Safetensors.Tensor> sources = new ArrayList<>();
    for (String name : names) {
      boolean first = sources.isEmpty();
      sources.add(new Safetensors.Tensor(name, shape(), count(), (from, to) -> {
        for (int i = from; to.hasRemaining(); i++) {
          to.put(first ? store[offset + places.applyAsInt(i)] : 0);
        }
      }));
    }
    return sources;
  }
}
