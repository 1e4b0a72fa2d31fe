package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Sums of products: affine maps, products of matrices, Einsum. */
final class ProductRows {

  static final List<Row> ROWS = List.of(
      row("MatMul", 1, ProductRows::matMul), row("Gemm", 7, ProductRows::gemm), row("Einsum", 12, ProductRows::einsum),
      row(Fusions.LINEAR, 1, ProductRows::linear));

  private ProductRows() {}

  /** `MatMul` by a matrix and `Add` of a vector. */
  private static List<OnnxValue> linear(Call call) {
    Known bias = call.known(2);
    return List.of(affine(call, call.written(0), call.known(1), Translation.floats(bias.numbers().get())));
  }

  static Written affine(Call call, Written given, Known weight, float[] bias) {
    int last = given.places().size() - 1;
    Written spread = call.spread(given, last);
    DimName in = spread.places().get(last).dim().orElseThrow();
    Written x = call.last(spread, List.of(in));
    DimName out = out(call, x, in, weight);
    String layer = call.to().layer("Linear[" + out + "]", call.layerName(1),
        weights("weight", Translation.floats(weight.numbers().get()), "bias", bias));
    return mapped(x, in, out, weight, x.code().into(layer));
  }

  static Map<String, float[]> weights(String first, float[] one, String second, float[] other) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    weights.put(first, one);
    weights.put(second, other);
    return weights;
  }

  private static DimName out(Call call, Written x, DimName in, Known weight) {
    Set<DimName> others = new HashSet<>(x.dimSet());
    others.remove(in);
    return call.to().dims.feature("Hidden", weight.dims().getLast(), others);
  }

  private static Written mapped(Written x, DimName in, DimName out, Known weight, Code code) {
    List<Place> places = new ArrayList<>(x.places());
    places.set(places.size() - 1, Place.of(out, Size.of(weight.dims().getLast())));
    Optional<List<DimName>> order = x.order().map(all -> {
      List<DimName> dims = new ArrayList<>(all);
      dims.remove(in);
      dims.add(out);
      return dims;
    });
    return new Written(Family.REAL, places, order, code, Optional.empty());
  }

  private static List<OnnxValue> matMul(Call call) {
    if (call.in(1) instanceof Known weight && weight.dims().size() == 2 && !call.isKnown(0)
        && !call.in(0).shape().isEmpty()) {
      return List.of(map(call, call.written(0), weight, call.layerName(1).orElse("weight")));
    }
    Written a = call.written(0);
    Written b = call.written(1);
    boolean isRow = a.places().size() == 1;
    boolean isColumn = b.places().size() == 1;
    Written left = isRow ? a.places(prepended(a.places())) : a;
    Written right = isColumn ? b.places(appended(b.places())) : b;
    Written product = product(call, left, right);
    List<Place> places = new ArrayList<>(product.places());
    if (isColumn) {
      places.removeLast();
    }
    if (isRow) {
      places.remove(places.size() - (isColumn ? 1 : 2));
    }
    return List.of(product.places(places));
  }

  private static List<Place> prepended(List<Place> places) {
    List<Place> all = new ArrayList<>(places);
    all.addFirst(Place.same(Size.ONE));
    return all;
  }

  private static List<Place> appended(List<Place> places) {
    List<Place> all = new ArrayList<>(places);
    all.add(Place.same(Size.ONE));
    return all;
  }

  /** A linear map without a bias is a parameter with an arrow. */
  private static Written map(Call call, Written given, Known weight, String wish) {
    int last = given.places().size() - 1;
    Written x = call.spread(given, last);
    DimName in = call.to().dims.declare(x.places().get(last).dim().orElseThrow());
    DimName out = call.to().dims.declare(out(call, x, in, weight));
    String name = call.to().words.unused(wish);
    String source =
        call.to().dims.sizeOf(in).equals(x.size(in)) ? in.toString() : in + " = " + call.to().dims.shown(x.size(in));
    call.to().parameters.add("param " + name + ": [" + source + " -> " + out + "] = kaiming_uniform(sqrt(5))");
    call.to().weights.put(name, Translation.floats(weight.numbers().get()));
    return mapped(x, in, out, weight, new Code(x.code().at(Code.PRODUCT) + " @ " + name, Code.PRODUCT));
  }

  /** Products of matrices, for all places of the axes before the last two. */
  static Written product(Call call, Written given, Written other) {
    int rank = Math.max(given.places().size(), other.places().size());
    Written a = call.spread(given, given.places().size() - 1);
    Written b = call.spread(other, other.places().size() - 2);
    DimName sum = call.to().dims.declare(a.places().getLast().dim().orElseThrow());
    List<Place> places = new ArrayList<>();
    Set<DimName> taken = new HashSet<>(Set.of(sum));
    for (int at = 0; at < rank - 2; at++) {
      places.add(batched(at(a, at - rank + a.places().size()), at(b, at - rank + b.places().size()), taken));
    }
    Place row = a.places().get(a.places().size() - 2);
    row = free(call, row, taken);
    Place column = free(call, b.places().getLast(), taken);
    List<Place> left = new ArrayList<>(places);
    left.addAll(List.of(row, a.places().getLast()));
    List<Place> right = new ArrayList<>(places);
    right.addAll(List.of(Place.of(sum, a.places().getLast().size()), column));
    Written x = AlignedOperands.renamed(call, AlignedOperands.dropped(call, a, left), left);
    Written y = AlignedOperands.renamed(call, AlignedOperands.dropped(call, b, right), right);
    places.addAll(List.of(row, column));
    return new Written(Family.REAL, places, Optional.of(order(x, y, sum)),
        Code.call("dot[" + sum + "]", x.code(), y.code()), Optional.empty());
  }

  private static List<DimName> order(Written x, Written y, DimName sum) {
    List<DimName> order = new ArrayList<>(x.order().orElse(x.dims()));
    y.order().orElse(y.dims()).stream().filter(dim -> !order.contains(dim)).forEach(order::add);
    order.remove(sum);
    return order;
  }

  private static Place at(Written value, int place) {
    return place < 0 ? Place.same(Size.ONE) : value.places().get(place);
  }

  private static Place batched(Place a, Place b, Set<DimName> taken) {
    Place wider = a.size().is(1) ? b : b.size().is(1) || a.dim().isPresent() ? a : b;
    Place chosen = new Place(wider.dim().or(() -> wider == a ? b.dim() : a.dim()), wider.size());
    Optional<DimName> dim = chosen.dim();
    while (dim.isPresent() && taken.contains(dim.get())) {
      dim = Optional.of(dim.get().twin());
    }
    dim.ifPresent(taken::add);
    return new Place(dim, chosen.size());
  }

  private static Place free(Call call, Place place, Set<DimName> taken) {
    Optional<DimName> dim = place.dim();
    while (dim.isPresent() && taken.contains(dim.get())) {
      dim = Optional.of(call.to().dims.declare(dim.get()).twin());
    }
    dim.ifPresent(taken::add);
    return new Place(dim, place.size());
  }

  /** alpha·A·B + beta·C, where A and B may be turned: an affine map where B and C are constants. */
  private static List<OnnxValue> gemm(Call call) {
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    Written a = call.written(0);
    Written x = call.whole("transA", 0) == 1 ? a.places(a.places().reversed()) : a;
    boolean isVector = !call.has(2) || call.isKnown(2) && call.known(2).count() == call.known(2).dims().stream()
        .reduce((one, other) -> other).orElse(1L);
    if (call.isKnown(1) && isVector) {
      Known weight =
          call.whole("transB", 0) == 1 ? FoldOperators.transposed(call.known(1), List.of(1, 0)) : call.known(1);
      int out = (int) (long) weight.dims().getLast();
      double[] bias = call.has(2) ? FoldOperators.expanded(call.known(2), List.of(1L, (long) out)) : new double[out];
      return List.of(affine(call, x, scaled(weight, alpha), Translation.floats(scaled(bias, beta))));
    }
    Written b = call.written(1);
    Written y = call.whole("transB", 0) == 1 ? b.places(b.places().reversed()) : b;
    Written product = product(call, x, y);
    Written scaled = alpha == 1 ? product : product.code(Code.number(alpha).times(product.code()));
    if (!call.has(2)) {
      return List.of(scaled);
    }
    var aligned = AlignedOperands.of(call, List.of(scaled, call.in(2)), List.of("", call.name(2)));
    Code c = aligned.operands().get(1).code();
    return List.of(aligned.result(Family.REAL,
        aligned.operands().get(0).code().plus(beta == 1 ? c : Code.number(beta).times(c))));
  }

  private static Known scaled(Known of, double factor) {
    return factor == 1 ? of : Known.of(of.family(), of.dims(), scaled(of.numbers().get(), factor));
  }

  private static double[] scaled(double[] of, double factor) {
    double[] all = of.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] *= factor;
    }
    return all;
  }

  /** Letters are dims; those that the result lacks are summed over. */
  private static List<OnnxValue> einsum(Call call) {
    String[] sides = call.text("equation", "").replace(" ", "").split("->", -1);
    String[] terms = sides[0].split(",", -1);
    if (sides[0].contains(".") || terms.length > 2 || sides.length != 2) {
      throw new Unsupported("an equation of three operands, with ... or without an arrow");
    }
    Map<Character, Place> letters = new LinkedHashMap<>();
    List<Written> operands = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      operands.add(lettered(call, call.spread(call.written(i)), terms[i], letters));
    }
    List<DimName> summed = letters.keySet().stream().filter(each -> sides[1].indexOf(each) < 0)
        .map(each -> letters.get(each).dim().orElseThrow()).toList();
    summed.forEach(call.to().dims::declare);
    List<Place> places = sides[1].chars().mapToObj(each -> letters.get((char) each)).toList();
    String list = "[" + Code.list(summed) + "]";
    Code code = operands.size() == 2
        ? product(operands, summed, list)
        : summed.isEmpty() ? operands.getFirst().code() : Code.call("sum" + list, operands.getFirst().code());
    return List.of(new Written(Family.REAL, places, Optional.empty(), code, Optional.empty()));
  }

  private static Code product(List<Written> operands, List<DimName> summed, String list) {
    Written a = operands.get(0);
    Written b = operands.get(1);
    List<DimName> alone =
        summed.stream().filter(each -> !a.dimSet().contains(each) || !b.dimSet().contains(each)).toList();
    return alone.isEmpty()
        ? Code.call("dot" + list, a.code(), b.code())
        : Code.call("sum" + list, Code.call("dot[]", a.code(), b.code()));
  }

  private static Written lettered(Call call, Written x, String term, Map<Character, Place> letters) {
    if (term.chars().distinct().count() != term.length() || term.length() != x.places().size()) {
      throw new Unsupported("an equation with a diagonal");
    }
    Set<DimName> taken = new HashSet<>();
    letters.values().forEach(each -> each.dim().ifPresent(taken::add));
    List<Place> places = IntStream.range(0, term.length())
        .mapToObj(i -> letters.computeIfAbsent(term.charAt(i), letter -> free(call, x.places().get(i), taken)))
        .toList();
    return AlignedOperands.renamed(call, x, places);
  }
}
