package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Sizes;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What takes elements by their positions. */
final class GatherOperators {

  private GatherOperators() {}

  static List<OnnxValue> gather(Call call) {
    int axis = Call.axis(call.whole("axis", 0), call.in(0).shape().size());
    if (call.in(1) instanceof Written positions) {
      return List.of(call.in(0) instanceof Known table && axis == 0 && table.dims().size() == 2
          ? embedded(call, table, positions)
          : byPositions(call, call.written(0), positions, axis));
    }
    Known at = call.known(1);
    return List.of(switch (call.in(0)) {
      case Sizes sizes -> new Sizes(Arrays.stream(at.numbers().get())
          .mapToObj(each -> sizes.elements().get(Call.axis((long) each, sizes.elements().size()))).toList(),
          at.dims().isEmpty());
      case Known known -> picked(known, at, axis);
      case Written written -> picked(call, written, at, axis);
      case OnnxValue.Refused refused -> throw new Unsupported("");
    });
  }

  private static Known picked(Known from, Known at, int axis) {
    int size = (int) (long) from.dims().get(axis);
    double[] positions = at.numbers().get();
    Known flat = FoldOperators.along(from, axis, positions.length, i -> Call.axis((long) positions[i], size));
    return new Known(from.family(), inserted(from.dims(), at.dims(), axis), flat.numbers());
  }

  private static <T> List<T> inserted(List<T> into, List<T> what, int axis) {
    List<T> all = new ArrayList<>(into);
    all.remove(axis);
    all.addAll(axis, what);
    return all;
  }

  private static Written picked(Call call, Written x, Known at, int axis) {
    double[] positions = at.numbers().get();
    Place place = x.places().get(axis);
    if (place.dim().isEmpty()) {
      return x.places(inserted(x.places(), at.shape().stream().map(Place::same).toList(), axis));
    }
    DimName dim = call.to().dims.declare(place.dim().get());
    if (positions.length == 1) {
      List<Place> places = inserted(x.places(), at.shape().stream().map(Place::same).toList(), axis);
      Written one = x.code(x.code().bracket(dim + ": " + (long) positions[0])).places(places);
      return new Written(x.family(), one.places(),
          x.order().map(all -> all.stream().filter(each -> !each.equals(dim)).toList()), one.code(), x.index());
    }
    boolean isStretch = at.dims().size() == 1 && positions[0] >= 0
        && IntStream.range(0, positions.length).allMatch(i -> positions[i] == positions[0] + i);
    return isStretch
        ? SelectionRows.stretch(call, x, axis, Size.of((long) positions[0]),
            Size.of((long) positions[0] + positions.length))
        : byPositions(call, x, call.written(counted(at, x.shape().get(axis)), call.name(1)), axis);
  }

  /** Positions from the front. */
  private static Known counted(Known at, Size size) {
    double[] positions = at.numbers().get().clone();
    for (int i = 0; i < positions.length; i++) {
      positions[i] += positions[i] < 0 ? size.constant() : 0;
    }
    return Known.of(Family.WHOLE, at.dims(), positions);
  }

  /** A table with a row for each token. */
  private static Written embedded(Call call, Known table, Written given) {
    Written positions = call.to().bound(given, "token");
    DimName token = indexed(call, positions, "Token", table.dims().get(0));
    Set<DimName> taken = new HashSet<>(positions.dimSet());
    DimName model = call.to().dims.feature("Model", table.dims().get(1), taken);
    String layer = call.to().layer("Embedding[" + token + " -> " + model + "]", call.layerName(0),
        Map.of("weight", Translation.floats(table.numbers().get())));
    List<Place> places = new ArrayList<>(positions.places());
    places.add(Place.of(model, Size.of(table.dims().get(1))));
    Optional<List<DimName>> order = positions.order().map(all -> {
      List<DimName> dims = new ArrayList<>(all);
      dims.add(model);
      return dims;
    });
    return new Written(Family.REAL, places, order, index(call, positions, token).into(layer), Optional.empty());
  }

  /** The dim that positions are of: that which they have, else an input gets this one. */
  private static DimName indexed(Call call, Written positions, String wish, long size) {
    String name = positions.code().text();
    if (positions.index().isPresent()) {
      return call.to().dims.declare(positions.index().get());
    }
    return call.to().dims.declare(call.to().inputs.contains(name)
        ? call.to().indexInputs.computeIfAbsent(name, each -> call.to().dims.fixed(wish, size))
        : call.to().dims.fixed(wish, size));
  }

  private static Code index(Call call, Written positions, DimName dim) {
    String name = positions.code().text();
    boolean isIndex = positions.index().equals(Optional.of(dim))
        || dim.equals(call.to().indexInputs.get(name)) && call.to().inputs.contains(name);
    return isIndex ? positions.code() : Code.call("nearest[" + dim + "]", positions.code());
  }

  /** Positions that vary: dims that both sides have are told apart first, since the language would walk them together. */
  private static Written byPositions(Call call, Written given, Written at, int axis) {
    Written positions = call.to().bound(at, "position");
    Written x = call.spread(given, axis);
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    Set<DimName> taken = new HashSet<>(x.dimSet());
    Map<DimName, DimName> renames = new LinkedHashMap<>();
    for (DimName own : positions.dims()) {
      DimName other = own;
      while (taken.contains(other)) {
        other = call.to().dims.declare(other).twin();
      }
      taken.add(other);
      if (!other.equals(own)) {
        renames.put(own, other);
      }
    }
    Code index = index(call, positions, typed(call, positions, dim, x));
    Written renamed = AlignedOperands.renamed(call, positions.code(index), renames);
    return new Written(x.family(), inserted(x.places(), renamed.places(), axis), Optional.empty(),
        x.code().bracket(dim + ": " + renamed.code().text()), Optional.empty());
  }

  private static DimName typed(Call call, Written positions, DimName dim, Written x) {
    if (call.to().inputs.contains(positions.code().text()) && call.to().dims.sizeOf(dim).equals(x.size(dim))) {
      call.to().indexInputs.putIfAbsent(positions.code().text(), dim);
    }
    return dim;
  }

  /** For each place of the positions an element of the same place, but along the axis. */
  static List<OnnxValue> elements(Call call) {
    int axis = Call.axis(call.whole("axis", 0), call.in(0).shape().size());
    Written x = call.spread(call.written(0));
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    Set<DimName> taken = new HashSet<>(x.dimSet());
    List<Place> places = new ArrayList<>(x.places());
    Size count = call.in(1).shape().get(axis);
    for (int i = 0; i < places.size(); i++) {
      if (i != axis && !places.get(i).size().equals(call.in(1).shape().get(i))) {
        throw new Unsupported("its positions are fewer than its data");
      }
    }
    places.set(axis, Place.of(call.meant("Chosen", count, taken), count));
    Written given =
        call.in(1) instanceof Known known
            ? call.store(counted(known, x.shape().get(axis)), places, call.name(1))
            : call.spread(call.written(1));
    Written positions = call.to().bound(given, "position");
    Code index = index(call, positions, typed(call, positions, dim, x));
    Written renamed = AlignedOperands.renamed(call, positions.code(index), places);
    return List.of(new Written(x.family(), places, Optional.empty(),
        x.code().bracket(dim + ": " + renamed.code().text()), Optional.empty()));
  }

  static List<OnnxValue> oneHot(Call call) {
    Written label = call.to().bound(call.written(0), "label");
    long depth = call.wholes(1).getFirst();
    double[] values = call.known(2).numbers().get();
    int axis = Call.axis(call.whole("axis", -1), label.places().size() + 1);
    Size size = Size.of(depth);
    DimName dim = call.meant("Class", size, new HashSet<>(label.dimSet()));
    List<Place> places = new ArrayList<>(label.places());
    places.add(axis, Place.of(dim, size));
    List<DimName> layout = new ArrayList<>(label.dims());
    layout.add(dim);
    Code same = new Code("index[" + dim + "] == " + call.layout(label, layout).code().text(), Code.COMPARE);
    Code either = label.index().isPresent() || label.code().text().startsWith("index[")
        ? same
        : new Code(
            same.text() + " or index[" + dim + "] - " + depth + " == " + call.layout(label, layout).code().text(),
            Code.OR);
    return List.of(new Written(Family.REAL, places, Optional.of(layout),
        Code.call("where", either, Code.number(values[1]), Code.number(values[0])), Optional.empty()));
  }

  static List<OnnxValue> topK(Call call) {
    int axis = Call.axis(call.whole("axis", -1), call.in(0).shape().size());
    boolean isLargest = call.whole("largest", 1) == 1;
    Written x = call.spread(call.written(0), axis);
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    Size count = Size.of(call.wholes(1).getFirst());
    DimName kept = call.meant("Kept", count, new HashSet<>(x.dimSet()));
    Code values = isLargest ? x.code() : new Code("-" + x.code().at(Code.NEGATION), Code.NEGATION);
    String name = call.to().words.unused("top");
    call.to().body.add(name + " = top_k[" + dim + ", " + kept + "](" + values.text() + ")");
    List<Place> places = new ArrayList<>(x.places());
    places.set(axis, Place.of(kept, count));
    Code found = new Code((isLargest ? "" : "-") + name + ".values", isLargest ? Code.POSTFIX : Code.NEGATION);
    return List.of(new Written(Family.REAL, places, Optional.empty(), found, Optional.empty(), x.isWhole()),
        new Written(Family.WHOLE, places, Optional.empty(), new Code(name + ".positions", Code.POSTFIX),
            Optional.of(dim)));
  }
}
