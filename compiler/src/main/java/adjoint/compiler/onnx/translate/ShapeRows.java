package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.flat;
import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Sizes;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Shapes, and the same numbers in other places. */
final class ShapeRows {

  static final List<Row> ROWS = List.of(
      row("Identity", 1, call -> List.of(call.in(0))), row("Dropout", 7, ShapeRows::dropout),
      flat("Constant", 1, ShapeRows::constant), flat("Shape", 1, ShapeRows::shape), flat("Size", 1, ShapeRows::size),
      row("Reshape", 5, ShapeRows::reshape), row("Flatten", 1, ShapeRows::flatten),
      row("Transpose", 1, ShapeRows::transpose), row("Squeeze", 1, ShapeRows::squeeze),
      row("Unsqueeze", 1, ShapeRows::unsqueeze), row("Expand", 8, ShapeRows::expand),
      flat("ConstantOfShape", 9, ShapeRows::filled), flat("Range", 11, ShapeRows::range),
      flat("EyeLike", 9, ShapeRows::eye),
      row("DepthToSpace", 1, ShapeRows::depthToSpace), row("SpaceToDepth", 1, ShapeRows::spaceToDepth));

  private ShapeRows() {}

  private static List<OnnxValue> constant(Call call) {
    for (var attribute : call.node().attributes()) {
      switch (attribute.content()) {
        case Content.OfTensor(var tensor) -> {
          return List.of(Constants.of(tensor));
        }
        case Content.Real(var value) -> {
          return List.of(Known.of(Family.REAL, List.of(), value));
        }
        case Content.Whole(var value) -> {
          return List.of(Known.of(Family.WHOLE, List.of(), value));
        }
        case Content.Reals(var values) -> {
          return List.of(Known.of(Family.REAL, List.of((long) values.size()),
              values.stream().mapToDouble(each -> each).toArray()));
        }
        case Content.Wholes(var values) -> {
          return List.of(Known.of(Family.WHOLE, List.of((long) values.size()),
              values.stream().mapToDouble(each -> each).toArray()));
        }
        case Content.Text t -> throw new Unsupported("its value is a text");
        case Content.Texts t -> throw new Unsupported("its values are texts");
        case Content.OfGraph g -> throw new Unsupported("its value is a graph");
        case Content.Reference r -> throw new Unsupported("its value is given to no function");
        case Content.Other other -> throw new Unsupported("its value is of an unknown kind");
      }
    }
    throw new Unsupported("it has no value");
  }

  private static List<OnnxValue> dropout(Call call) {
    if (call.has(2) && call.real(2) != 0 && (!call.has(1) || call.real(1) != 0)) {
      throw new Unsupported("it drops elements at random");
    }
    return List.of(call.in(0));
  }

  private static List<OnnxValue> shape(Call call) {
    List<Size> shape = call.in(0).shape();
    int from = clamped(call.whole("start", 0), shape.size());
    int to = clamped(call.whole("end", shape.size()), shape.size());
    return List.of(new Sizes(shape.subList(from, Math.max(from, to)), false));
  }

  private static int clamped(long at, int rank) {
    return (int) Math.clamp(at < 0 ? at + rank : at, 0, rank);
  }

  private static List<OnnxValue> size(Call call) {
    return List.of(new Sizes(List.of(product(call.in(0).shape())), true));
  }

  static Size product(List<Size> sizes) {
    return sizes.stream().reduce(Size.ONE, Size::times);
  }

  private static List<OnnxValue> reshape(Call call) {
    List<Size> wanted = call.has(1)
        ? call.sizes(1).elements()
        : call.wholes("shape", List.of()).stream().map(Size::of).toList();
    List<Size> old = call.in(0).shape();
    List<Size> shape = new ArrayList<>();
    int open = -1;
    for (int i = 0; i < wanted.size(); i++) {
      Size size = wanted.get(i);
      open = size.is(-1) ? i : open;
      shape.add(
          size.is(-1) ? Size.ONE : size.is(0) && call.whole("allowzero", 0) == 0 && i < old.size() ? old.get(i) : size);
    }
    if (open >= 0) {
      shape.set(open, product(old).dividedBy(product(shape))
          .orElseThrow(() -> new Unsupported("the size in the place of its -1 can't be told")));
    }
    return List.of(reshaped(call, shape));
  }

  static OnnxValue reshaped(Call call, List<Size> shape) {
    return switch (call.in(0)) {
      case Known known -> new Known(known.family(), shape.stream().map(Size::constant).toList(), known.numbers());
      case Sizes sizes when sizes.elements().size() == 1 -> new Sizes(sizes.elements(), shape.isEmpty());
      case Sizes sizes -> shape.size() == 1 ? sizes : reshapedConstant(call, shape);
      case Written written -> Reshaping.of(call, written, shape);
      case OnnxValue.Refused refused -> throw new Unsupported("");
    };
  }

  private static OnnxValue reshapedConstant(Call call, List<Size> shape) {
    Known known = call.known(0);
    return new Known(known.family(), shape.stream().map(Size::constant).toList(), known.numbers());
  }

  private static List<OnnxValue> flatten(Call call) {
    List<Size> old = call.in(0).shape();
    int axis = (int) (call.whole("axis", 1) < 0 ? call.whole("axis", 1) + old.size() : call.whole("axis", 1));
    List<Size> shape = List.of(product(old.subList(0, axis)), product(old.subList(axis, old.size())));
    if (call.in(0) instanceof Written x && axis == 1 && old.size() == 4 && !old.subList(1, 4).contains(Size.ONE)) {
      return List.of(flattened(call, x, shape));
    }
    return List.of(reshaped(call, shape));
  }

  /** Between convolutions and affine maps: the library's layer. */
  private static Written flattened(Call call, Written given, List<Size> shape) {
    Written spread = given;
    for (int i = 1; i < 4; i++) {
      spread = call.spread(spread, i);
    }
    List<DimName> three = spread.places().subList(1, 4).stream().map(each -> each.dim().orElseThrow()).toList();
    Written x = call.last(spread, three);
    if (!shape.get(1).isConstant()) {
      return Reshaping.of(call, x, shape);
    }
    DimName flat = call.to().dims.flat();
    List<DimName> order = new ArrayList<>(x.order().orElseThrow());
    order.removeAll(three);
    order.add(flat);
    return new Written(x.family(), List.of(x.places().getFirst(), Place.of(flat, shape.get(1))), Optional.of(order),
        new Code(x.code().text() + " |> Flatten", Code.PIPE), Optional.empty());
  }

  private static List<OnnxValue> transpose(Call call) {
    int rank = call.in(0).shape().size();
    List<Integer> order = call.wholes("perm").map(all -> all.stream().map(each -> Call.axis(each, rank)).toList())
        .orElseGet(() -> IntStream.range(0, rank).mapToObj(i -> rank - 1 - i).toList());
    return List.of(switch (call.in(0)) {
      case Known known -> FoldOperators.transposed(known, order);
      case Written written -> written.places(order.stream().map(written.places()::get).toList());
      case Sizes sizes -> sizes;
      case OnnxValue.Refused refused -> throw new Unsupported("");
    });
  }

  private static List<OnnxValue> squeeze(Call call) {
    List<Size> old = call.in(0).shape();
    List<Long> axes = call.has(1) ? call.wholes(1) : call.wholes("axes", List.of());
    List<Integer> gone = axes.isEmpty()
        ? IntStream.range(0, old.size()).filter(i -> old.get(i).is(1)).boxed().toList()
        : axes.stream().map(each -> Call.axis(each, old.size())).toList();
    OnnxValue value = call.in(0);
    if (value instanceof Written written) {
      for (int axis : gone) {
        written =
            written.places().get(axis).dim().isPresent() ? AlignedOperands.withoutSingle(call, written, axis) : written;
      }
      return List.of(written.places(kept(written.places(), gone)));
    }
    return List.of(reshaped(call, kept(old, gone)));
  }

  private static <T> List<T> kept(List<T> all, List<Integer> gone) {
    return IntStream.range(0, all.size()).filter(i -> !gone.contains(i)).mapToObj(all::get).toList();
  }

  private static List<OnnxValue> unsqueeze(Call call) {
    List<Long> axes = call.has(1) ? call.wholes(1) : call.wholes("axes", List.of());
    int rank = call.in(0).shape().size() + axes.size();
    var sorted = new TreeSet<>(axes.stream().map(each -> Call.axis(each, rank)).toList());
    if (call.in(0) instanceof Written written) {
      List<Place> places = new ArrayList<>(written.places());
      sorted.forEach(axis -> places.add(axis, Place.same(Size.ONE)));
      return List.of(written.places(places));
    }
    List<Size> shape = new ArrayList<>(call.in(0).shape());
    sorted.forEach(axis -> shape.add(axis, Size.ONE));
    return List.of(reshaped(call, shape));
  }

  /** Only said: whoever meets the value stretches it. */
  private static List<OnnxValue> expand(Call call) {
    List<Size> wanted = call.sizes(1).elements();
    Written x = call.written(0);
    List<Place> places = new ArrayList<>(x.places());
    while (places.size() < wanted.size()) {
      places.addFirst(Place.same(Size.ONE));
    }
    int shift = places.size() - wanted.size();
    for (int i = 0; i < wanted.size(); i++) {
      if (places.get(i + shift).size().is(1) && !wanted.get(i).is(1)) {
        if (places.get(i + shift).dim().isPresent()) {
          x = AlignedOperands.withoutSingle(call, x, i + shift - places.size() + x.places().size());
        }
        places.set(i + shift, Place.same(wanted.get(i)));
      }
    }
    return List.of(x.places(places));
  }

  private static List<OnnxValue> filled(Call call) {
    var value = call.node().attribute("value").map(each -> each instanceof Content.OfTensor(var tensor)
        ? Constants.of(tensor)
        : Known.of(Family.REAL, List.of(1L), 0)).orElseGet(() -> Known.of(Family.REAL, List.of(1L), 0));
    double number = value.numbers().get()[0];
    List<Size> shape = call.sizes(0).elements();
    if (value.family() != Family.REAL && shape.size() <= 1 && product(shape).isConstant()) {
      return List.of(Known.of(value.family(), shape.stream().map(Size::constant).toList(),
          IntStream.range(0, (int) product(shape).constant()).mapToDouble(i -> number).toArray()));
    }
    return List.of(Call.number(value.family(), shape, number));
  }

  private static List<OnnxValue> range(Call call) {
    if (call.isKnown(0) && call.isKnown(1) && call.isKnown(2)) {
      double from = call.real(0);
      double step = call.real(2);
      int count = (int) Math.max(0, Math.ceil((call.real(1) - from) / step));
      return List.of(Known.of(call.known(0).family(), List.of((long) count),
          IntStream.range(0, count).mapToDouble(i -> from + i * step).toArray()));
    }
    Size from = call.sizes(0).elements().getFirst();
    Size count = call.sizes(1).elements().getFirst().minus(from);
    if (!call.sizes(2).elements().getFirst().is(1)) {
      throw new Unsupported("its step isn't 1");
    }
    DimName dim = call.to().dims.declare(call.to().dims.of("Range", count, new HashSet<>()));
    Code places = Code.atom("index[" + dim + "]");
    return List.of(new Written(Family.WHOLE, List.of(Place.of(dim, count)), Optional.of(List.of(dim)),
        from.is(0) ? places : places.plus(call.written(0).code()), from.is(0) ? Optional.of(dim) : Optional.empty()));
  }

  private static List<OnnxValue> eye(Call call) {
    List<Size> shape = call.in(0).shape();
    int columns = (int) shape.get(1).constant();
    long shift = call.whole("k", 0);
    return List.of(Known.of(Family.REAL, shape.stream().map(Size::constant).toList(),
        IntStream.range(0, (int) shape.get(0).constant() * columns)
            .mapToDouble(i -> i % columns - i / columns == shift ? 1 : 0).toArray()));
  }

  /** Splits, changes places, merges. */
  private static List<OnnxValue> depthToSpace(Call call) {
    List<Size> old = call.in(0).shape();
    Size block = Size.of(call.whole("blocksize", 1));
    Size channels = old.get(1).floorDiv(block.times(block));
    boolean isColumnwise = call.text("mode", "DCR").equals("CRD");
    List<Size> six = isColumnwise
        ? List.of(old.get(0), channels, block, block, old.get(2), old.get(3))
        : List.of(old.get(0), block, block, channels, old.get(2), old.get(3));
    Written split = Reshaping.of(call, call.written(0), six);
    List<Integer> order = isColumnwise ? List.of(0, 1, 4, 2, 5, 3) : List.of(0, 3, 4, 1, 5, 2);
    return List.of(Reshaping.of(call, split.places(order.stream().map(split.places()::get).toList()),
        List.of(old.get(0), channels, old.get(2).times(block), old.get(3).times(block))));
  }

  private static List<OnnxValue> spaceToDepth(Call call) {
    List<Size> old = call.in(0).shape();
    Size block = Size.of(call.whole("blocksize", 1));
    Size high = old.get(2).floorDiv(block);
    Size wide = old.get(3).floorDiv(block);
    Written split = Reshaping.of(call, call.written(0), List.of(old.get(0), old.get(1), high, block, wide, block));
    List<Integer> order =
        call.text("mode", "DCR").equals("CRD") ? List.of(0, 1, 3, 5, 2, 4) : List.of(0, 3, 5, 1, 2, 4);
    List<Place> turned = order.stream().map(split.places()::get).toList();
    return List.of(Reshaping.of(call, split.places(turned),
        List.of(old.get(0), old.get(1).times(block).times(block), high, wide)));
  }
}
