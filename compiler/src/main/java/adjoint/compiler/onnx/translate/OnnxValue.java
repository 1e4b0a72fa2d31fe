package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is known of a value of an ONNX graph. */
sealed interface OnnxValue {

  /** The size at each position. */
  List<Size> shape();

  /** A constant; its numbers are decoded when they are asked for. */
  record Known(Family family, List<Long> dims, Supplier<double[]> numbers) implements OnnxValue {

    static Known of(Family family, List<Long> dims, double... numbers) {
      return new Known(family, List.copyOf(dims), () -> numbers);
    }

    @Override
    public List<Size> shape() {
      return dims.stream().map(Size::of).toList();
    }

    int count() {
      return (int) dims.stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b);
    }

    /** The number that all of its elements are. */
    Optional<Double> single() {
      double[] all = count() == 0 || count() > 1 << 20 ? new double[0] : numbers.get();
      return all.length > 0 && Arrays.stream(all).allMatch(each -> each == all[0])
          ? Optional.of(all[0])
          : Optional.empty();
    }
  }

  /** Whole numbers that are made of the sizes of dims. */
  record Sizes(List<Size> elements, boolean isScalar) implements OnnxValue {
    @Override
    public List<Size> shape() {
      return isScalar ? List.of() : List.of(Size.of(elements.size()));
    }
  }

  /**
   * What an expression computes.
   *
   * @param family what its elements are in the language, where arithmetic of whole numbers gives reals
   * @param order its dims as the expression lays them out; empty where that isn't known
   * @param index the dim that its elements are positions of
   * @param isWhole whether its elements are whole numbers, whatever the language takes them for
   */
  record Written(Family family, List<Place> places, Optional<List<DimName>> order, Code code, Optional<DimName> index,
      boolean isWhole) implements OnnxValue {

    Written(Family family, List<Place> places, Optional<List<DimName>> order, Code code, Optional<DimName> index) {
      this(family, places, order, code, index, family == Family.WHOLE || family == Family.TRUTH);
    }

    @Override
    public List<Size> shape() {
      return places.stream().map(Place::size).toList();
    }

    List<DimName> dims() {
      return places.stream().flatMap(each -> each.dim().stream()).toList();
    }

    Set<DimName> dimSet() {
      return places.stream().flatMap(each -> each.dim().stream()).collect(Collectors.toSet());
    }

    Size size(DimName dim) {
      return places.stream().filter(each -> each.dim().equals(Optional.of(dim))).findFirst().orElseThrow().size();
    }

    Written code(Code other) {
      return new Written(family, places, order, other, Optional.empty(), isWhole);
    }

    Written family(Family other) {
      return new Written(other, places, order, code, index);
    }

    /** As what arithmetic gives: reals that may be whole numbers. */
    Written computed(boolean whole) {
      return new Written(Family.REAL, places, order, code, Optional.empty(), whole);
    }

    /** The same expression, seen with other positions. */
    Written places(List<Place> other) {
      return new Written(family, List.copyOf(other), order, code, index, isWhole);
    }

    /** One of the places is another. */
    Written place(int at, Place other) {
      List<Place> all = new ArrayList<>(places);
      all.set(at, other);
      return places(all);
    }

    Written order(List<DimName> other) {
      return new Written(family, places, Optional.of(List.copyOf(other)), code, index, isWhole);
    }
  }

  /** What an operator would have made that there is no counterpart of. */
  record Refused() implements OnnxValue {
    @Override
    public List<Size> shape() {
      return List.of();
    }
  }

  /**
   * A position.
   *
   * @param dim empty where the value is the same all along it, so that the expression has no such dim
   */
  record Place(Optional<DimName> dim, Size size) {

    static Place of(DimName dim, Size size) {
      return new Place(Optional.of(dim), size);
    }

    static Place same(Size size) {
      return new Place(Optional.empty(), size);
    }
  }
}
