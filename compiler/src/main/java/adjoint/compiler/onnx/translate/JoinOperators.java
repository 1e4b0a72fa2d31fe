package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Sizes;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What puts values one behind the other. */
final class JoinOperators {

  private JoinOperators() {}

  static List<OnnxValue> concat(Call call) {
    int rank = call.in(0).shape().size();
    int axis = Call.axis(call.whole("axis", 1), rank);
    List<OnnxValue> values = new ArrayList<>();
    for (int i = 0; i < call.inputs().size(); i++) {
      if (!call.in(i).shape().get(axis).is(0)) {
        values.add(call.in(i));
      }
    }
    if (values.size() == 1) {
      return List.of(values.getFirst());
    }
    if (values.stream().allMatch(each -> each instanceof Known)) {
      return List.of(joined(values.stream().map(Known.class::cast).toList(), axis));
    }
    if (values.stream().noneMatch(each -> each instanceof Written) && rank == 1) {
      List<Size> all = new ArrayList<>();
      for (int i = 0; i < call.inputs().size(); i++) {
        all.addAll(call.sizes(i).elements());
      }
      return List.of(new Sizes(all, false));
    }
    return List.of(joined(call, values, axis));
  }

  private static Known joined(List<Known> parts, int axis) {
    List<Long> dims = new ArrayList<>(parts.getFirst().dims());
    dims.set(axis, parts.stream().mapToLong(each -> each.dims().get(axis)).sum());
    double[] all = new double[(int) dims.stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b)];
    int outer = (int) dims.subList(0, axis).stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b);
    int row = outer == 0 ? 0 : all.length / outer;
    int at = 0;
    for (Known part : parts) {
      int length = outer == 0 ? 0 : part.count() / outer;
      for (int i = 0; i < outer; i++) {
        System.arraycopy(part.numbers().get(), i * length, all, i * row + at, length);
      }
      at += length;
    }
    return Known.of(parts.getFirst().family(), dims, all);
  }

  /** All have the names of the first that has some; what has no dim along the axis gets it, or is one place of a stack. */
  private static Written joined(Call call, List<OnnxValue> values, int axis) {
    Written model = values.stream().filter(Written.class::isInstance).map(Written.class::cast)
        .max((a, b) -> a.dimSet().size() - b.dimSet().size()).orElseThrow();
    Size sum = values.stream().map(each -> each.shape().get(axis)).reduce(Size.ZERO, Size::plus);
    Set<DimName> taken = new HashSet<>(model.dimSet());
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < model.places().size(); i++) {
      Place place = model.places().get(i);
      Size size = i == axis ? sum : place.size();
      if (place.dim().isPresent() || size.is(1)) {
        places.add(new Place(place.dim().map(call.to().dims::declare), size));
      } else {
        places.add(Place.of(call.fresh("Part", size, taken), size));
      }
    }
    List<String> parts = new ArrayList<>();
    for (OnnxValue value : values) {
      parts.add(part(call, value, places, axis));
    }
    DimName dim = places.get(axis).dim().orElseThrow();
    return new Written(model.family(), places, Optional.empty(),
        new Code("concat[" + dim + "](" + String.join(", ", parts) + ")", Code.POSTFIX), Optional.empty());
  }

  private static String part(Call call, OnnxValue value, List<Place> places, int axis) {
    List<Place> own = new ArrayList<>(places);
    own.set(axis, Place.of(places.get(axis).dim().orElseThrow(), value.shape().get(axis)));
    if (value instanceof Known known && known.single().isEmpty()) {
      return call.store(known, own, "").code().text();
    }
    Written x = AlignedOperands.renamed(call, call.written(value, ""), own);
    List<DimName> layout = own.stream().flatMap(each -> each.dim().stream()).toList();
    if (x.dimSet().size() == layout.size()) {
      return x.code().text();
    }
    StringBuilder text = new StringBuilder();
    for (Place place : own) {
      place.dim().ifPresent(dim -> text.append(text.isEmpty() ? "" : ", ").append(dim)
          .append(x.dimSet().contains(dim) || call.to().dims.sizeOf(dim).equals(place.size())
              ? ""
              : " = " + call.to().dims.shown(place.size())));
    }
    return x.code().bracket(text.toString()).text();
  }

  static List<OnnxValue> tile(Call call) {
    List<Long> repeats = call.wholes(1);
    OnnxValue value = call.in(0);
    for (int axis = 0; axis < repeats.size(); axis++) {
      int count = (int) (long) repeats.get(axis);
      int at = axis;
      if (count != 1 && value instanceof Known known) {
        long size = known.dims().get(axis);
        value = FoldOperators.along(known, axis, (int) size * count, i -> (int) (i % size));
      } else if (count != 1) {
        Written x = call.written(value, "");
        if (x.places().get(at).size().is(1)) {
          x = x.places().get(at).dim().isPresent() ? AlignedOperands.withoutSingle(call, x, at) : x;
          value = x.place(at, Place.same(Size.of(count)));
        } else {
          Written named = call.to().bound(call.spread(x, at), "tile");
          value = joined(call, Collections.nCopies(count, (OnnxValue) named), at);
        }
      }
    }
    return List.of(value);
  }
}
