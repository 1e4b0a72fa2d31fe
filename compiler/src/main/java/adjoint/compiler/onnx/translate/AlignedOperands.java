package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Operands that ONNX matches by position, renamed so that names match them: places from the right, those of size 1 stretched.
 *
 * @param places of what an elementwise operation makes of them
 * @param order of its dims
 */
record AlignedOperands(List<Written> operands, List<Place> places, Optional<List<DimName>> order) {

  static AlignedOperands of(Call call, int... inputs) {
    List<OnnxValue> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int input : inputs) {
      values.add(call.in(input));
      names.add(call.name(input));
    }
    return of(call, values, names);
  }

  static AlignedOperands of(Call call, List<OnnxValue> values, List<String> names) {
    int rank = values.stream().mapToInt(each -> each.shape().size()).max().orElse(0);
    List<OnnxValue> ready = values.stream()
        .map(each -> each instanceof Known known && known.single().isEmpty() ? each : call.written(each, "")).toList();
    List<Place> places = targets(call, ready, rank);
    List<Written> operands = new ArrayList<>();
    for (int i = 0; i < ready.size(); i++) {
      operands.add(ready.get(i) instanceof Known known
          ? call.store(known, under(known, places), names.get(i))
          : renamed(call, dropped(call, (Written) ready.get(i), places), places));
    }
    Set<DimName> all =
        places.stream().flatMap(each -> each.dim().stream()).collect(Collectors.toCollection(LinkedHashSet::new));
    if (operands.stream().noneMatch(each -> each.dimSet().containsAll(all))) {
      int widest = 0;
      for (int i = 1; i < operands.size(); i++) {
        widest = operands.get(i).dimSet().size() > operands.get(widest).dimSet().size() ? i : widest;
      }
      operands.set(widest, sized(call, operands.get(widest), places));
    }
    Optional<List<DimName>> order = operands.stream().filter(each -> each.dimSet().size() >= all.size()
        || each.order().filter(dims -> dims.size() == all.size()).isPresent()).findFirst().flatMap(Written::order);
    return new AlignedOperands(operands, places, order);
  }

  /** For each position the dim of the first operand that has one there; no dim twice. */
  private static List<Place> targets(Call call, List<OnnxValue> values, int rank) {
    List<Place> places = new ArrayList<>();
    Set<DimName> taken = new HashSet<>();
    for (int at = 0; at < rank; at++) {
      int fromRight = rank - at;
      List<Size> sizes = values.stream().filter(each -> each.shape().size() >= fromRight)
          .map(each -> each.shape().get(each.shape().size() - fromRight)).toList();
      Size size = sizes.stream().filter(each -> !each.is(1)).findFirst().orElse(Size.ONE);
      Optional<DimName> dim = values.stream()
          .flatMap(each -> each instanceof Written written && each.shape().size() >= fromRight
              && written.places().get(each.shape().size() - fromRight).size().equals(size)
                  ? written.places().get(each.shape().size() - fromRight).dim().stream()
                  : Optional.<DimName>empty().stream())
          .findFirst();
      boolean isStored = values.stream().anyMatch(each -> each instanceof Known && each.shape().size() >= fromRight
          && !each.shape().get(each.shape().size() - fromRight).is(1));
      if (dim.isEmpty() && isStored) {
        dim = Optional.of(call.to().dims.of("Dim", size, taken));
      }
      while (dim.isPresent() && taken.contains(dim.get())) {
        dim = Optional.of(call.to().dims.declare(dim.get()).twin());
      }
      dim.ifPresent(taken::add);
      places.add(new Place(dim, size));
    }
    return places;
  }

  private static List<Place> under(Known known, List<Place> places) {
    List<Place> own = new ArrayList<>();
    int shift = places.size() - known.dims().size();
    for (int i = 0; i < known.dims().size(); i++) {
      Size size = Size.of(known.dims().get(i));
      own.add(size.is(1) ? Place.same(size) : new Place(places.get(i + shift).dim(), size));
    }
    return own;
  }

  /** Without its dims of size 1 where others have more places. */
  static Written dropped(Call call, Written value, List<Place> places) {
    Written result = value;
    int shift = places.size() - value.places().size();
    for (int i = 0; i < value.places().size(); i++) {
      Place place = value.places().get(i);
      if (place.dim().isPresent() && place.size().is(1) && !places.get(i + shift).size().is(1)) {
        result = withoutSingle(call, result, i);
      }
    }
    return result;
  }

  /** A dim of size 1 taken away; its place stays. */
  static Written withoutSingle(Call call, Written value, int at) {
    DimName dim = call.to().dims.declare(value.places().get(at).dim().orElseThrow());
    Written result = value.place(at, Place.same(value.places().get(at).size())).code(value.code().bracket(dim + ": 0"));
    return new Written(value.family(), result.places(),
        value.order().map(order -> order.stream().filter(each -> !each.equals(dim)).toList()), result.code(),
        value.index(), value.isWhole());
  }

  static Written renamed(Call call, Written value, List<Place> places) {
    Map<DimName, DimName> renames = new LinkedHashMap<>();
    List<Place> own = new ArrayList<>();
    int shift = places.size() - value.places().size();
    for (int i = 0; i < value.places().size(); i++) {
      Place place = value.places().get(i);
      Optional<DimName> target = place.dim().isEmpty() ? Optional.empty() : places.get(i + shift).dim();
      target.filter(to -> !place.dim().equals(Optional.of(to)))
          .ifPresent(to -> renames.put(place.dim().orElseThrow(), to));
      own.add(new Place(target, place.size()));
    }
    return renamed(call, value, renames).places(own);
  }

  /** Dims renamed, all at once; the places still have the old ones. */
  static Written renamed(Call call, Written value, Map<DimName, DimName> renames) {
    if (renames.isEmpty()) {
      return value;
    }
    String text = renames.entrySet().stream().map(each -> {
      call.to().dims.declare(each.getKey());
      call.to().dims.declare(each.getValue());
      Size size = value.size(each.getKey());
      boolean isOther = !call.to().dims.sizeOf(each.getValue()).equals(size);
      return each.getKey() + " as " + each.getValue() + (isOther ? " = " + call.to().dims.shown(size) : "");
    }).collect(Collectors.joining(", "));
    return new Written(value.family(), value.places().stream()
        .map(each -> new Place(each.dim().map(dim -> renames.getOrDefault(dim, dim)), each.size())).toList(),
        value.order().map(order -> order.stream().map(dim -> renames.getOrDefault(dim, dim)).toList()),
        value.code().bracket(text), value.index(), value.isWhole());
  }

  private static Written sized(Call call, Written value, List<Place> places) {
    List<DimName> order = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Place place : places) {
      place.dim().ifPresent(dim -> {
        call.to().dims.declare(dim);
        boolean isOther = !value.dimSet().contains(dim) && !call.to().dims.sizeOf(dim).equals(place.size());
        order.add(dim);
        text.append(text.isEmpty() ? "" : ", ").append(dim)
            .append(isOther ? " = " + call.to().dims.shown(place.size()) : "");
      });
    }
    return new Written(value.family(), value.places(), Optional.of(order), value.code().bracket(text.toString()),
        value.index(), value.isWhole());
  }

  /** What an operation of them is, given its expression. */
  Written result(Family family, Code code) {
    return new Written(family, places, order, code, Optional.empty());
  }
}
