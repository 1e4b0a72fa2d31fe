package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The same numbers in other places: which axes are merged and which split follows from their sizes, from the left. Places of
 * size 1 come and go unseen.
 */
final class Reshaping {

  private final Call call;
  private final List<Place> places = new ArrayList<>();
  private Written value;

  private Reshaping(Call call, Written value) {
    this.call = call;
    this.value = value;
  }

  static Written of(Call call, Written given, List<Size> shape) {
    Written value = given;
    for (int i = 0; i < value.places().size(); i++) {
      if (value.places().get(i).size().is(1) && value.places().get(i).dim().isPresent()
          && !shape.equals(given.shape())) {
        value = AlignedOperands.withoutSingle(call, value, i);
      }
    }
    var reshaping = new Reshaping(call, value);
    reshaping.walk(value.places().stream().filter(each -> !each.size().is(1)).toList(), shape);
    return reshaping.value.places(reshaping.places);
  }

  private void walk(List<Place> from, List<Size> to) {
    int i = 0;
    int j = 0;
    while (i < from.size() || j < to.size()) {
      if (j < to.size() && to.get(j).is(1)) {
        places.add(Place.same(to.get(j++)));
        continue;
      }
      if (i == from.size() || j == to.size()) {
        throw new Unsupported("its result has another number of elements");
      }
      int ins = 1;
      int outs = 1;
      Size in = from.get(i).size();
      Size out = to.get(j);
      while (!in.equals(out)) {
        boolean needsMore = in.isConstant() && out.isConstant()
            ? in.constant() < out.constant()
            : out.dividedBy(in).isPresent();
        if (needsMore ? i + ins == from.size() : j + outs == to.size()) {
          throw new Unsupported(
              "its axes can't be merged and split into " + to.stream().map(call.to().dims::shown).toList());
        }
        in = needsMore ? in.times(from.get(i + ins++).size()) : in;
        out = needsMore ? out : out.times(to.get(j + outs++));
      }
      group(from.subList(i, i + ins), to.subList(j, j + outs), in);
      i += ins;
      j += outs;
    }
  }

  private void group(List<Place> ins, List<Size> outs, Size product) {
    if (ins.stream().allMatch(each -> each.dim().isEmpty())) {
      outs.forEach(size -> places.add(Place.same(size)));
    } else if (ins.size() == 1 && outs.size() == 1) {
      places.add(ins.getFirst());
    } else {
      DimName whole = ins.size() == 1 ? ins.getFirst().dim().orElseThrow() : merged(ins, product);
      List<Size> parts = outs.stream().filter(size -> !size.is(1)).toList();
      List<DimName> split = parts.size() == 1 ? List.of(whole) : split(whole, parts);
      int next = 0;
      for (Size size : outs) {
        places.add(size.is(1) ? Place.same(size) : Place.of(split.get(next++), size));
      }
    }
  }

  private DimName merged(List<Place> ins, Size product) {
    List<DimName> dims = new ArrayList<>();
    for (Place in : ins) {
      int at = value.places().indexOf(in);
      value = call.spread(value, at);
      dims.add(call.to().dims.declare(value.places().get(at).dim().orElseThrow()));
    }
    Set<DimName> others = new HashSet<>(value.dimSet());
    DimName whole = call.to().dims.declare(call.to().dims.of(product.isConstant() ? "Flat" : "Row", product, others));
    String other = call.to().dims.sizeOf(whole).equals(product) ? "" : " = " + call.to().dims.shown(product);
    Optional<List<DimName>> order = value.order().flatMap(all -> mergedOrder(all, dims, whole));
    value = replaced(dims, List.of(Place.of(whole, product)), order,
        value.code().bracket("(" + Code.list(dims) + ") as " + whole + other));
    return whole;
  }

  private static Optional<List<DimName>> mergedOrder(List<DimName> all, List<DimName> dims, DimName whole) {
    int at = all.indexOf(dims.getFirst());
    if (at < 0 || at + dims.size() > all.size() || !all.subList(at, at + dims.size()).equals(dims)) {
      return Optional.empty();
    }
    List<DimName> order = new ArrayList<>(all);
    order.subList(at, at + dims.size()).clear();
    order.add(at, whole);
    return Optional.of(order);
  }

  private List<DimName> split(DimName whole, List<Size> sizes) {
    Set<DimName> taken = new HashSet<>(value.dimSet());
    List<DimName> parts = new ArrayList<>();
    List<Place> own = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      DimName part = call.meant(sizes.size() == 2 ? i == 0 ? "Head" : "Key" : "Part", sizes.get(i), taken);
      parts.add(part);
      own.add(Place.of(part, sizes.get(i)));
    }
    String text = own.stream().map(each -> {
      DimName dim = each.dim().orElseThrow();
      return call.to().dims.sizeOf(dim).equals(each.size())
          ? dim.toString()
          : dim + " = " + call.to().dims.shown(each.size());
    }).collect(Collectors.joining(", "));
    call.to().dims.declare(whole);
    Optional<List<DimName>> order = value.order().map(all -> {
      List<DimName> dims = new ArrayList<>(all);
      int at = dims.indexOf(whole);
      dims.remove(at);
      dims.addAll(at, parts);
      return dims;
    });
    value = replaced(List.of(whole), own, order, value.code().bracket(whole + " as (" + text + ")"));
    return parts;
  }

  /** The value with other dims in the places of some. */
  private Written replaced(List<DimName> gone, List<Place> come, Optional<List<DimName>> order, Code code) {
    List<Place> all = new ArrayList<>();
    boolean isDone = false;
    for (Place place : value.places()) {
      if (place.dim().isPresent() && gone.contains(place.dim().get())) {
        if (!isDone) {
          all.addAll(come);
        }
        isDone = true;
      } else {
        all.add(place);
      }
    }
    return new Written(value.family(), all, order, code, value.index());
  }
}
