package adjoint.compiler.type;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The type of a value. */
public sealed interface Type {

  /**
   * @param arrow for a linear map, how many axes stand left of its arrow
   */
  record Tensor(Kind kind, List<TypedAxis> axes, Optional<Integer> arrow) implements Type {

    public static Tensor real(List<TypedAxis> axes) {
      return new Tensor(new Kind.Real(), List.copyOf(axes), Optional.empty());
    }

    public static Tensor of(Kind kind, List<TypedAxis> axes) {
      return new Tensor(kind, List.copyOf(axes), Optional.empty());
    }

    public Optional<TypedAxis> axis(Dim dim) {
      return axes.stream().filter(a -> a.dim().equals(dim)).findFirst();
    }

    public boolean has(Dim dim) {
      return axis(dim).isPresent();
    }

    public List<Dim> dims() {
      return axes.stream().map(TypedAxis::dim).toList();
    }

    public List<Axis> graphAxes() {
      return axes.stream().map(TypedAxis::axis).toList();
    }

    public boolean isScalar() {
      return axes.isEmpty();
    }

    @Override
    public String toString() {
      return kind.prefix(axes.isEmpty()) + (axes.isEmpty() ? "" : list());
    }

    private String list() {
      int left = arrow.orElse(0);
      String before = axes.stream().limit(left).map(TypedAxis::toString).collect(Collectors.joining(", "));
      String after = axes.stream().skip(left).map(TypedAxis::toString).collect(Collectors.joining(", "));
      return "[" + (arrow.isPresent() ? before + " -> " : "") + after + "]";
    }
  }

  /** Several named results, in the order of their declaration. */
  record Fields(Map<String, Type> fields) implements Type {
    @Override
    public String toString() {
      return fields.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue())
          .collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /** What the elements are. */
  sealed interface Kind {

    record Real() implements Kind {}

    record Int() implements Kind {}

    record Bool() implements Kind {}

    /** Positions of a dim: labels, tokens. */
    record IndexOf(Dim dim, Size size) implements Kind {}

    default Element element() {
      return switch (this) {
        case Real r -> Element.REAL;
        case Int i -> Element.INT;
        case Bool b -> Element.BOOL;
        case IndexOf i -> Element.INT;
      };
    }

    private String prefix(boolean alone) {
      return switch (this) {
        case Real r -> alone ? "real" : "";
        case Int i -> "int";
        case Bool b -> "bool";
        case IndexOf i -> i.dim().shown();
      };
    }
  }
}
