package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.flat;
import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What takes dims away: sums, extremes and where they are. */
final class ReductionRows {

  static final List<Row> ROWS = List.of(
      row("ReduceSum", 1, call -> reduce(call, "sum")), row("ReduceMean", 1, call -> reduce(call, "mean")),
      row("ReduceMax", 1, call -> reduce(call, "max")), row("ReduceMin", 1, call -> reduce(call, "min")),
      row("ReduceProd", 1, call -> reduce(call, "prod")), row("ReduceL1", 1, call -> reduce(call, "l1")),
      row("ReduceL2", 1, call -> reduce(call, "l2")), row("ReduceSumSquare", 1, call -> reduce(call, "square")),
      row("ReduceLogSum", 1, call -> reduce(call, "logsum")),
      row("ReduceLogSumExp", 1, call -> reduce(call, "logsumexp")),
      flat("ArgMax", 1, call -> extreme(call, "argmax")), flat("ArgMin", 1, call -> extreme(call, "argmin")),
      row("GlobalAveragePool", 1, call -> global(call, "mean")), row("GlobalMaxPool", 1, call -> global(call, "max")),
      row("GlobalLpPool", 2, call -> global(call, "l" + call.whole("p", 2))),
      row("Softmax", 1, ReductionRows::softmax), row("LogSoftmax", 1, ReductionRows::logSoftmax),
      flat("Hardmax", 1, ReductionRows::hardmax), row("LpNormalization", 1, ReductionRows::lpNormalization),
      row("CumSum", 11, ReductionRows::cumulated), row("CumProd", 26, ReductionRows::cumulated));

  private ReductionRows() {}

  private static List<OnnxValue> reduce(Call call, String how) {
    int rank = call.in(0).shape().size();
    List<Long> axes = call.has(1) ? call.wholes(1) : call.wholes("axes", List.of());
    if (axes.isEmpty() && call.whole("noop_with_empty_axes", 0) == 1) {
      Written x = call.written(0);
      return List.of(x.code(each(how, x.code())));
    }
    List<Integer> at = axes.isEmpty()
        ? IntStream.range(0, rank).boxed().toList()
        : new TreeSet<>(axes.stream().map(axis -> Call.axis(axis, rank)).toList()).stream().toList();
    Written x = call.written(0);
    boolean isTruth = x.family() == Family.TRUTH;
    String own = isTruth && how.equals("max") ? "any" : isTruth && how.equals("min") ? "all" : how;
    return List.of(reduced(call, x, at, own, call.whole("keepdims", 1) == 1));
  }

  /** The places of a value's axes taken away, or kept with size 1. */
  static Written reduced(Call call, Written given, List<Integer> axes, String how, boolean keeps) {
    Written x = given;
    boolean countsPlaces = !Set.of("mean", "max", "min", "any", "all").contains(how);
    for (int axis : axes) {
      x = countsPlaces && !x.places().get(axis).size().is(1) ? call.spread(x, axis) : x;
    }
    List<DimName> gone = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < x.places().size(); i++) {
      if (axes.contains(i)) {
        x.places().get(i).dim().map(call.to().dims::declare).ifPresent(gone::add);
        if (keeps) {
          places.add(Place.same(Size.ONE));
        }
      } else {
        places.add(x.places().get(i));
      }
    }
    Code code = gone.isEmpty() ? each(how, x.code()) : over(how, gone, x.code());
    Optional<List<DimName>> order = x.order().map(all -> all.stream().filter(dim -> !gone.contains(dim)).toList());
    boolean isKept = Set.of("max", "min", "any", "all").contains(how) || gone.isEmpty();
    return new Written(isKept ? x.family() : Family.REAL, List.copyOf(places), order, code, Optional.empty(),
        x.isWhole() && !how.equals("mean"));
  }

  /** What is left where there is a single number to reduce. */
  private static Code each(String how, Code x) {
    return switch (how) {
      case "l1", "l2" -> Code.call("abs", x);
      case "square" -> x.power(Code.number(2));
      case "logsum" -> Code.call("log", x);
      default -> x;
    };
  }

  private static Code over(String how, List<DimName> dims, Code x) {
    String list = "[" + Code.list(dims) + "]";
    return switch (how) {
      case "l1" -> Code.call("sum" + list, Code.call("abs", x));
      case "l2" -> Code.call("sqrt", Code.call("sum" + list, x.power(Code.number(2))));
      case "square" -> Code.call("sum" + list, x.power(Code.number(2)));
      case "logsum" -> Code.call("log", Code.call("sum" + list, x));
      case "prod", "logsumexp" -> {
        Code code = x;
        for (DimName dim : dims) {
          code = Code.call(how + "[" + dim + "]", code);
        }
        yield code;
      }
      default -> Code.call(how + list, x);
    };
  }

  private static List<OnnxValue> extreme(Call call, String how) {
    Written x = call.written(0);
    int axis = Call.axis(call.whole("axis", 0), x.places().size());
    Written spread = call.spread(x, axis);
    DimName dim = call.to().dims.declare(spread.places().get(axis).dim().orElseThrow());
    if (call.whole("select_last_index", 0) == 1) {
      Written turned = spread.code(Code.call("flip[" + dim + "]", spread.code()));
      Written first = reduced(call, turned, List.of(axis), how, call.whole("keepdims", 1) == 1);
      return List.of(first.code(new Code("size[" + dim + "] - 1 - " + first.code().text(), Code.SUM)).computed(true));
    }
    Written result = reduced(call, spread, List.of(axis), how, call.whole("keepdims", 1) == 1);
    return List.of(new Written(Family.WHOLE, result.places(), result.order(), result.code(), Optional.of(dim)));
  }

  private static List<OnnxValue> global(Call call, String how) {
    Written x = call.written(0);
    return List.of(reduced(call, x, IntStream.range(2, x.places().size()).boxed().toList(), how, true));
  }

  /** Up to opset 12 all axes from the given one on are one. */
  private static List<Integer> normalized(Call call, int rank) {
    int axis = Call.axis(call.whole("axis", call.opset() < 13 ? 1 : -1), rank);
    return call.opset() < 13 ? IntStream.range(axis, rank).boxed().toList() : List.of(axis);
  }

  private static Written spread(Call call, Written given, List<Integer> axes) {
    Written x = given;
    for (int axis : axes) {
      x = x.places().get(axis).size().is(1) ? x : call.spread(x, axis);
    }
    return x;
  }

  private static List<DimName> dims(Call call, Written x, List<Integer> axes) {
    return axes.stream().flatMap(axis -> x.places().get(axis).dim().stream()).map(call.to().dims::declare).toList();
  }

  private static List<OnnxValue> softmax(Call call) {
    List<Integer> axes = normalized(call, call.in(0).shape().size());
    Written x = spread(call, call.written(0), axes);
    List<DimName> dims = dims(call, x, axes);
    if (dims.isEmpty()) {
      return List.of(
          x.code(Code.number(1)).order(List.of()).places(x.places().stream().map(p -> Place.same(p.size())).toList()));
    }
    if (dims.size() == 1) {
      return List.of(x.code(x.code().into("softmax[" + dims.getFirst() + "]")));
    }
    Written named = call.to().bound(x, "logits");
    String list = "[" + Code.list(dims) + "]";
    Written e = call.to().bound(
        named.code(Code.call("exp", named.code().minus(Code.call("detach", Code.call("max" + list, named.code()))))),
        "e");
    return List.of(e.code(e.code().over(Code.call("sum" + list, e.code()))));
  }

  private static List<OnnxValue> logSoftmax(Call call) {
    List<Integer> axes = normalized(call, call.in(0).shape().size());
    Written x = spread(call, call.written(0), axes);
    List<DimName> dims = dims(call, x, axes);
    if (dims.size() == 1) {
      return List.of(x.code(x.code().into("log_softmax[" + dims.getFirst() + "]")));
    }
    Written named = call.to().bound(x, "logits");
    return List.of(named.code(named.code().minus(over("logsumexp", dims, named.code()))));
  }

  private static List<OnnxValue> hardmax(Call call) {
    List<Integer> axes = normalized(call, call.in(0).shape().size());
    Written x = spread(call, call.written(0), axes);
    List<DimName> dims = dims(call, x, axes);
    if (dims.size() != 1) {
      throw new Unsupported("its largest is sought along several axes");
    }
    DimName dim = dims.getFirst();
    Written named = call.to().bound(x, "x");
    return List.of(
        named.code(Code.call("where", "index[" + dim + "] == argmax[" + dim + "](" + named.code().text() + ")", 1, 0))
            .order(named.dims()).places(named.places()));
  }

  private static List<OnnxValue> lpNormalization(Call call) {
    Written x = call.named(0);
    int axis = Call.axis(call.whole("axis", -1), x.places().size());
    Written length = reduced(call, x, List.of(axis), "l" + call.whole("p", 2), true);
    return List.of(x.code(x.code().over(Code.call("maximum", length.code(), "1e-30"))));
  }

  private static List<OnnxValue> cumulated(Call call) {
    int axis = Call.axis(call.wholes(1).getFirst(), call.in(0).shape().size());
    Written x = call.spread(call.named(0), axis);
    DimName dim = call.to().dims.declare(x.places().get(axis).dim().orElseThrow());
    boolean isReverse = call.whole("reverse", 0) == 1;
    String sum =
        call.node().operator().toLowerCase(Locale.ROOT) + "[" + dim + "]("
            + (isReverse ? "flip[" + dim + "](" + x.code().text() + ")" : x.code().text()) + ")";
    Code code = new Code(isReverse ? "flip[" + dim + "](" + sum + ")" : sum, Code.POSTFIX);
    return List.of(new Written(Family.REAL, x.places(), Optional.empty(),
        exclusive(call, code, x.code()), Optional.empty(), x.isWhole()));
  }

  /** Without the place's own. */
  private static Code exclusive(Call call, Code code, Code own) {
    if (call.whole("exclusive", 0) == 0) {
      return code;
    }
    if (call.node().operator().equals("CumProd")) {
      throw new Unsupported("its products leave the place's own factor out");
    }
    return code.minus(own);
  }
}
