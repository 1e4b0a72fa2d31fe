package adjoint.compiler.onnx.translate;

import static adjoint.compiler.onnx.translate.Counterparts.row;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.compiler.onnx.translate.Counterparts.Row;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Recurrent layers: one of the library for each direction, or one of the file's own where they start from a state. */
final class RecurrentRows {

  static final List<Row> ROWS = List.of(
      row("LSTM", 7, call -> recurrent(call, List.of(0, 2, 3, 1), List.of("Sigmoid", "Tanh", "Tanh"))),
      row("GRU", 7, call -> recurrent(call, List.of(1, 0, 2), List.of("Sigmoid", "Tanh"))),
      row("RNN", 7, call -> recurrent(call, List.of(0), List.of("Tanh"))));

  private RecurrentRows() {}

  /** @param states of an LSTM's cells, last of all steps */
  private record Direction(Written outputs, Written last, Optional<Written> states) {}

  private static List<OnnxValue> recurrent(Call call, List<Integer> gates, List<String> functions) {
    refuse(call, functions);
    boolean isBatchFirst = call.whole("layout", 0) == 1;
    Written given = call.written(0);
    Written turned = isBatchFirst
        ? given.places(List.of(given.places().get(1), given.places().get(0), given.places().get(2)))
        : given;
    Written spread = call.spread(call.spread(turned, 0), 2);
    DimName time = call.to().dims.declare(spread.places().get(0).dim().orElseThrow());
    Written x =
        call.to().bound(call.last(spread, List.of(time, spread.places().get(2).dim().orElseThrow())), "sequence");
    String way = call.text("direction", "forward");
    List<Direction> all = new ArrayList<>();
    for (int i = 0; i < (way.equals("bidirectional") ? 2 : 1); i++) {
      all.add(direction(call, x, i, way.equals("reverse") || i == 1, gates));
    }
    return results(call, all, isBatchFirst);
  }

  private static void refuse(Call call, List<String> usual) {
    if (call.has(4) && call.in(4) instanceof Written) {
      throw new Unsupported("its sequences have lengths of their own");
    }
    if (call.has(7)) {
      throw new Unsupported("it has peepholes");
    }
    if (call.node().attribute("clip").isPresent() || call.whole("input_forget", 0) == 1) {
      throw new Unsupported("it clips, or couples input and forget gates");
    }
    call.node().attribute("activations").ifPresent(each -> {
      List<String> given = each instanceof Content.Texts(var texts) ? texts : List.of();
      boolean isRectified = given.stream().allMatch(name -> name.equalsIgnoreCase("Relu")) && usual.size() == 1;
      for (int i = 0; i < given.size(); i++) {
        if (!isRectified && !given.get(i).equalsIgnoreCase(usual.get(i % usual.size()))) {
          throw new Unsupported("its activations are " + String.join(", ", given));
        }
      }
    });
  }

  private static boolean isRectified(Call call) {
    return call.node().operator().equals("RNN") && call.node().attribute("activations")
        .filter(each -> each instanceof Content.Texts(var texts)
            && texts.getFirst().toUpperCase(Locale.ROOT).equals("RELU"))
        .isPresent();
  }

  private static Direction direction(Call call, Written x, int at, boolean isReverse, List<Integer> gates) {
    String kind = call.node().operator();
    long hidden = call.known(2).dims().get(2);
    DimName out = call.to().dims.feature("Hidden", hidden, new HashSet<>(x.dims().subList(0, x.dims().size() - 1)));
    boolean isLstm = kind.equals("LSTM");
    boolean isEarly = kind.equals("GRU") && call.whole("linear_before_reset", 0) == 0;
    Optional<Written> start = start(call, 5, at, out, x);
    Optional<Written> cell = isLstm ? start(call, 6, at, out, x) : Optional.empty();
    boolean wantsCell =
        isLstm && call.node().outputs().size() > 2 && call.to().uses.containsKey(call.node().outputs().get(2));
    boolean isOwn = start.isPresent() || cell.isPresent() || wantsCell || isEarly || isRectified(call);
    if (isOwn) {
      call.to().extras.add("Stateful" + kind);
      if (isLstm || kind.equals("GRU")) {
        call.to().extras.add(isLstm ? "Gate" : "GruGate");
      }
    }
    String settings = (isReverse ? ", reverse = true" : "") + (isEarly ? ", early = true" : "")
        + (isRectified(call) ? ", rectified = true" : "");
    Optional<String> name = call.layerName(1).map(each -> call.text("direction", "").startsWith("bi")
        ? each + (isReverse ? "_backward" : "_forward")
        : each);
    String stage = call.to().layer((isOwn ? "Stateful" : "") + kind + "[" + out + settings + "]", name,
        weights(call, at, gates));
    String arguments = start.map(each -> ", " + each.code().text()).orElse(cell.isPresent() ? ", 0" : "")
        + cell.map(each -> ", " + each.code().text()).orElse("");
    Code code = arguments.isEmpty()
        ? new Code(x.code().text() + " |> " + stage, Code.PIPE)
        : Code.call(stage, x.code().text() + arguments);
    return told(call, x, code, out, hidden, isReverse, isLstm && isOwn);
  }

  private static Direction told(Call call, Written x, Code code, DimName out, long hidden, boolean isReverse,
      boolean isRecord) {
    DimName time = x.places().get(0).dim().orElseThrow();
    Place last = Place.of(out, Size.of(hidden));
    List<Place> places = List.of(x.places().get(0), x.places().get(1), last);
    List<DimName> order = places.stream().flatMap(each -> each.dim().stream()).toList();
    List<DimName> batchFirst = new ArrayList<>(order);
    batchFirst.remove(time);
    batchFirst.add(batchFirst.size() - 1, time);
    Written made =
        call.to().bound(new Written(Family.REAL, places, Optional.of(batchFirst), code, Optional.empty()), "steps");
    Written steps = isRecord ? made.code(new Code(made.code().text() + ".h", Code.POSTFIX)) : made;
    String end = time + ": " + (isReverse ? "0" : "-1");
    List<DimName> without = batchFirst.stream().filter(each -> !each.equals(time)).toList();
    Written finish = steps.code(steps.code().bracket(end)).places(List.of(places.get(1), last)).order(without);
    Optional<Written> states = isRecord
        ? Optional.of(finish.code(new Code(made.code().text() + ".c[" + end + "]", Code.POSTFIX)))
        : Optional.empty();
    return new Direction(steps, finish, states);
  }

  /** The state to begin with; none where it is 0. */
  private static Optional<Written> start(Call call, int input, int at, DimName out, Written x) {
    if (!call.has(input) || call.isKnown(input) && call.known(input).single().equals(Optional.of(0.0))) {
      return Optional.empty();
    }
    Written given = call.written(input);
    if (given.code().text().equals("0")) {
      return Optional.empty();
    }
    Written one = given.places().get(0).dim().isEmpty()
        ? given
        : given
            .code(given.code().bracket(call.to().dims.declare(given.places().get(0).dim().orElseThrow()) + ": " + at));
    Written state =
        new Written(one.family(), given.places().subList(1, 3), Optional.empty(), one.code(), Optional.empty());
    Written spread = call.spread(state, 1);
    return Optional.of(AlignedOperands.renamed(call, spread,
        List.of(x.places().get(1), Place.of(call.to().dims.declare(out), spread.places().get(1).size()))));
  }

  private static Map<String, float[]> weights(Call call, int at, List<Integer> gates) {
    float[] input = gated(part(call.known(1), at), gates, call.known(1).dims().get(2));
    float[] recurrent = gated(part(call.known(2), at), gates, call.known(2).dims().get(2));
    Map<String, float[]> weights = ProductRows.weights("input", input, "recurrent", recurrent);
    int hidden = (int) (long) call.known(2).dims().get(2);
    double[] both = call.has(3) ? part(call.known(3), at) : new double[2 * gates.size() * hidden];
    float[] first = new float[gates.size() * hidden];
    float[] second = new float[gates.size() * hidden];
    for (int g = 0; g < gates.size(); g++) {
      for (int h = 0; h < hidden; h++) {
        first[g * hidden + h] = (float) both[gates.get(g) * hidden + h];
        second[g * hidden + h] = (float) both[(gates.size() + gates.get(g)) * hidden + h];
      }
    }
    if (call.node().operator().equals("GRU")) {
      weights.put("bias", first);
      weights.put("recurrent_bias", second);
    } else {
      IntStream.range(0, first.length).forEach(i -> first[i] += second[i]);
      weights.put("bias", first);
    }
    return weights;
  }

  private static double[] part(Known of, int at) {
    double[] all = of.numbers().get();
    int count = all.length / (int) (long) of.dims().getFirst();
    return Arrays.copyOfRange(all, at * count, (at + 1) * count);
  }

  /** Rows of gates become columns, in the library's order. */
  private static float[] gated(double[] matrix, List<Integer> gates, long columns) {
    int in = (int) columns;
    int hidden = matrix.length / in / gates.size();
    float[] turned = new float[matrix.length];
    for (int i = 0; i < in; i++) {
      for (int g = 0; g < gates.size(); g++) {
        for (int h = 0; h < hidden; h++) {
          turned[(i * gates.size() + g) * hidden + h] = (float) matrix[(gates.get(g) * hidden + h) * in + i];
        }
      }
    }
    return turned;
  }

  private static List<OnnxValue> results(Call call, List<Direction> all, boolean isBatchFirst) {
    List<OnnxValue> results = new ArrayList<>();
    results.add(joined(call, all.stream().map(Direction::outputs).toList(), 1, isBatchFirst));
    results.add(joined(call, all.stream().map(Direction::last).toList(), 0, isBatchFirst));
    if (all.getFirst().states().isPresent()) {
      results.add(joined(call, all.stream().map(each -> each.states().orElseThrow()).toList(), 0, isBatchFirst));
    }
    return results;
  }

  private static OnnxValue joined(Call call, List<Written> parts, int axis, boolean isBatchFirst) {
    Written first = parts.getFirst();
    List<Place> places = new ArrayList<>(first.places());
    if (parts.size() == 1) {
      places.add(axis, Place.same(Size.ONE));
      return first.places(isBatchFirst ? batchFirst(places) : places);
    }
    DimName direction = call.meant("Direction", Size.of(2), new HashSet<>(first.dimSet()));
    places.add(axis, Place.of(direction, Size.of(2)));
    Code code =
        new Code("stack[" + direction + "](" + parts.get(0).code().text() + ", " + parts.get(1).code().text() + ")",
            Code.POSTFIX);
    return new Written(Family.REAL, isBatchFirst ? batchFirst(places) : places, Optional.empty(), code,
        Optional.empty());
  }

  private static List<Place> batchFirst(List<Place> places) {
    return places.size() == 4
        ? List.of(places.get(2), places.get(0), places.get(1), places.get(3))
        : List.of(places.get(1), places.get(0), places.get(2));
  }
}
