package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Refused;
import adjoint.compiler.onnx.translate.OnnxValue.Sizes;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A node with what its inputs are.
 *
 * @param inputs empty where one is left out
 */
record Call(NodeProto node, List<Optional<OnnxValue>> inputs, long opset, Translation to) {

  boolean has(int input) {
    return input < inputs.size() && inputs.get(input).isPresent();
  }

  /** With another value in an input's place. */
  Call with(int input, OnnxValue value) {
    List<Optional<OnnxValue>> all = new ArrayList<>(inputs);
    all.set(input, Optional.of(value));
    return new Call(node, all, opset, to);
  }

  OnnxValue in(int input) {
    if (!has(input)) {
      throw new Unsupported("its input " + input + " is missing");
    }
    return inputs.get(input).orElseThrow();
  }

  String name(int input) {
    return node.inputs().get(input);
  }

  boolean isKnown(int input) {
    return has(input) && in(input) instanceof Known;
  }

  Known known(int input) {
    return switch (in(input)) {
      case Known known -> known;
      case Sizes sizes when sizes.elements().stream().allMatch(Size::isConstant) -> constant(sizes);
      case Sizes sizes -> throw new Unsupported("its input " + input + " depends on open sizes");
      case Written written -> throw new Unsupported("its input " + input + " isn't constant");
      case Refused refused -> throw new Unsupported("");
    };
  }

  static Known constant(Sizes sizes) {
    return Known.of(Family.WHOLE, sizes.isScalar() ? List.of() : List.of((long) sizes.elements().size()),
        sizes.elements().stream().mapToDouble(Size::constant).toArray());
  }

  /** Whole numbers, which may depend on open sizes. */
  Sizes sizes(int input) {
    return switch (in(input)) {
      case Sizes sizes -> sizes;
      case Written written -> throw new Unsupported("its input " + input + " depends on data");
      case Known known ->
        new Sizes(Arrays.stream(known.numbers().get()).mapToObj(each -> Size.of((long) each)).toList(),
            known.dims().isEmpty());
      case Refused refused -> throw new Unsupported("");
    };
  }

  List<Long> wholes(int input) {
    return Arrays.stream(known(input).numbers().get()).mapToObj(each -> (long) each).toList();
  }

  double real(int input) {
    return known(input).numbers().get()[0];
  }

  /** An input as an expression; a constant becomes a number or a parameter. */
  Written written(int input) {
    return written(in(input), input < node.inputs().size() ? node.inputs().get(input) : "");
  }

  Written written(OnnxValue value, String called) {
    return switch (value) {
      case Written written -> written;
      case Known known when known.single().isPresent() -> number(known.family(), known.shape(), known.single().get());
      case Known known -> {
        Set<DimName> taken = new HashSet<>();
        List<Place> places = new ArrayList<>();
        for (Size size : known.shape()) {
          places.add(size.is(1) ? Place.same(size) : Place.of(fresh("Dim", size, taken), size));
        }
        yield store(known, places, called);
      }
      case Sizes sizes when sizes.elements().size() == 1 -> size(sizes);
      case Sizes sizes when sizes.elements().stream().allMatch(Size::isConstant) -> written(constant(sizes), called);
      case Sizes sizes -> throw new Unsupported("several sizes of open dims are used as numbers");
      case Refused refused -> throw new Unsupported("");
    };
  }

  private Written size(Sizes sizes) {
    Size size = sizes.elements().getFirst();
    String text = size.toString().replaceAll("(" + DimName.BEFORE + "\\d+" + DimName.BEHIND + ")", "size[$1]");
    return new Written(Family.WHOLE, sizes.shape().stream().map(Place::same).toList(), Optional.of(List.of()),
        size.isConstant() ? Code.number(size.constant()) : Code.atom("(" + text + ")"), Optional.empty());
  }

  DimName fresh(String wish, Size size, Set<DimName> taken) {
    DimName dim = to.dims.declare(to.dims.of(wish, size, taken));
    taken.add(dim);
    return dim;
  }

  /** The same for a dim that others share only if they mean the same. */
  DimName meant(String wish, Size size, Set<DimName> taken) {
    DimName dim = size.isConstant()
        ? to.dims.declare(to.dims.meant(wish, size.constant(), taken))
        : fresh(wish, size, taken);
    taken.add(dim);
    return dim;
  }

  Written store(Known known, List<Place> places, String called) {
    String wish = GivenNames.value(called).orElse("constant");
    var stored = to.stored(known, places, wish, known.family() == Family.REAL);
    return known.family() == Family.TRUTH
        ? stored.code(new Code(stored.code().at(Code.SUM) + " != 0", Code.COMPARE)).family(Family.TRUTH)
        : stored;
  }

  static Written number(Family family, List<Size> shape, double value) {
    Code code = family == Family.TRUTH ? Code.atom(value == 0 ? "false" : "true") : Code.number(value);
    return new Written(family, shape.stream().map(Place::same).toList(), Optional.of(List.of()), code,
        Optional.empty());
  }

  /** An input whose expression is a name, so that it may be used several times. */
  Written named(int input) {
    return to.bound(written(input), wish());
  }

  String wish() {
    return node.operator().replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** How the file calls the layer that has an input as a weight. */
  Optional<String> layerName(int weight) {
    return GivenNames.layer(name(weight), node.name());
  }

  long whole(String attribute, long otherwise) {
    return node.attribute(attribute).map(each -> each instanceof Content.Whole(var value) ? value : otherwise)
        .orElse(otherwise);
  }

  double real(String attribute, double otherwise) {
    return node.attribute(attribute).map(each -> each instanceof Content.Real(var value)
        ? Double.parseDouble(Float.toString(value))
        : otherwise).orElse(otherwise);
  }

  String text(String attribute, String otherwise) {
    return node.attribute(attribute).map(each -> each instanceof Content.Text(var value) ? value : otherwise)
        .orElse(otherwise);
  }

  Optional<List<Long>> wholes(String attribute) {
    return node.attribute(attribute).flatMap(
        each -> each instanceof Content.Wholes(var values) ? Optional.of(values) : Optional.empty());
  }

  List<Long> wholes(String attribute, List<Long> otherwise) {
    return wholes(attribute).orElse(otherwise);
  }

  /** An axis counted from the front. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= Math.max(rank, 1)) {
      throw new Unsupported("it has no axis " + axis);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** The dim at a place, which is given one where the value is the same along it. */
  Written spread(Written value, int at) {
    Place place = value.places().get(at);
    if (place.dim().isPresent()) {
      return value;
    }
    DimName dim = fresh("Dim", place.size(), new HashSet<>(value.dimSet()));
    List<DimName> layout = new ArrayList<>(value.dims());
    layout.forEach(to.dims::declare);
    layout.add(dim);
    return layout(value.place(at, Place.of(dim, place.size())), layout);
  }

  /** All places have dims. */
  Written spread(Written value) {
    Written all = value;
    for (int i = 0; i < value.places().size(); i++) {
      all = spread(all, i);
    }
    return all;
  }

  /** The dims laid out in an order; those that the value lacks are added. */
  Written layout(Written value, List<DimName> order) {
    if (value.order().equals(Optional.of(order))) {
      return value;
    }
    StringBuilder text = new StringBuilder();
    for (DimName dim : order) {
      to.dims.declare(dim);
      boolean isOther = value.dimSet().contains(dim) && value.order().filter(each -> !each.contains(dim)).isPresent()
          && !to.dims.sizeOf(dim).equals(value.size(dim));
      text.append(text.isEmpty() ? "" : ", ").append(dim).append(isOther ? " = " + to.dims.shown(value.size(dim)) : "");
    }
    Code base = order.isEmpty() ? value.code() : value.code().bracket(text.toString());
    return new Written(value.family(), value.places(), Optional.of(List.copyOf(order)), base, value.index(),
        value.isWhole());
  }

  /** These places last, in this order, so that a layer that goes by position finds them. */
  Written last(Written value, List<DimName> dims) {
    List<DimName> order = value.order().orElse(value.dims());
    if (value.order().isPresent() && order.size() >= dims.size()
        && order.subList(order.size() - dims.size(), order.size()).equals(dims)) {
      return value;
    }
    List<DimName> all = new ArrayList<>(order);
    all.removeAll(dims);
    all.addAll(dims);
    return layout(value, all);
  }
}
