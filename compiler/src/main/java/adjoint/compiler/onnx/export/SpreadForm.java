package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.idiom.PaddedRead;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Transposed convolutions: each place of the result sees those of x that spread to it, `(place + pad - tap·dilation) // stride`
 * where that division leaves no remainder.
 */
record SpreadForm(LoweringScope scope) {

  /**
   * An axis that is spread.
   *
   * @param before what is cut off in front
   * @param behind what is cut off at the end; negative where something is added there
   */
  private record Spread(int axis, Index place, Index tap, long stride, long dilation, long before, long behind) {}

  Optional<Operand> of(Comprehension c) {
    return c.reduction() == Reduction.SUM && c.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL
        ? of(c, a.arguments().getFirst(), a.arguments().getLast())
        : Optional.empty();
  }

  private Optional<Operand> of(Comprehension c, Scalar image, Scalar weight) {
    if (!(image instanceof Scalar.Select choice) || !(weight instanceof Scalar.Read w)
        || !w.at().stream().allMatch(s -> s.asIndex().isPresent())) {
      return Optional.empty();
    }
    boolean zero = choice.otherwise() instanceof Scalar.Constant none && none.value() == 0;
    Optional<Scalar.Read> read = zero ? read(choice.then()) : Optional.empty();
    return read.flatMap(x -> of(c, x, w, conjuncts(choice.condition())));
  }

  /** What is read within its range. */
  private static Optional<Scalar.Read> read(Scalar scalar) {
    return scalar instanceof Scalar.Select s
        ? PaddedRead.of(s).filter(p -> p.otherwise() == 0).map(PaddedRead::read)
        : scalar instanceof Scalar.Read r && Bounds.provablyWithin(r.tensor(), r.at(), Set.of())
            ? Optional.of(r)
            : Optional.empty();
  }

  private static List<Scalar> conjuncts(Scalar condition) {
    return condition instanceof Scalar.Apply a && a.function() == ScalarFunction.AND
        ? a.arguments().stream().flatMap(part -> conjuncts(part).stream()).toList()
        : List.of(condition);
  }

  private Optional<Operand> of(Comprehension c, Scalar.Read x, Scalar.Read w, List<Scalar> conditions) {
    List<Spread> spreads = new ArrayList<>();
    List<Subscript> remainders = new ArrayList<>();
    List<Subscript> others = new ArrayList<>(x.at());
    for (int axis = 0; axis < x.at().size(); axis++) {
      Subscript at = x.at().get(axis);
      Optional<Spread> spread = spread(c, axis, at, x.tensor().axes().get(axis).size());
      spread.ifPresent(s -> {
        spreads.add(s);
        others.remove(at);
        remainders.add(dividend(at).modulo(Size.of(s.stride())));
      });
    }
    boolean same = !spreads.isEmpty() && conditions.stream().allMatch(condition -> isRemainder(condition, remainders))
        && remainders.stream().allMatch(r -> r.equals(Subscript.ZERO)
            || conditions.stream().anyMatch(condition -> isRemainder(condition, List.of(r))));
    return same && others.size() == 2 ? named(c, x, w, spreads, others) : Optional.empty();
  }

  /** Whether a condition says that one of these is 0. */
  private static boolean isRemainder(Scalar condition, List<Subscript> remainders) {
    return condition instanceof Scalar.Apply a && a.function() == ScalarFunction.EQ
        && Position.of(a.arguments().getLast()).filter(Subscript.ZERO::equals).isPresent()
        && Position.of(a.arguments().getFirst()).filter(remainders::contains).isPresent();
  }

  private static Subscript dividend(Subscript at) {
    return at.asAtom().orElse(null) instanceof Subscript.Quotient q ? q.of() : at;
  }

  private static Optional<Spread> spread(Comprehension c, int axis, Subscript at, Size size) {
    Subscript of = dividend(at);
    Size by = at.asAtom().orElse(null) instanceof Subscript.Quotient q ? q.by() : Size.ONE;
    List<Index> places = of.indices().stream().filter(c.out()::contains).toList();
    List<Index> taps = of.indices().stream().filter(c.over()::contains).toList();
    boolean fits = of.isAffine() && places.size() == 1 && taps.size() == 1 && by.isConstant()
        && of.coefficient(places.getFirst()).is(1) && of.coefficient(taps.getFirst()).isConstant()
        && of.coefficient(taps.getFirst()).constant() < 0 && of.offset().isConstant()
        && of.offset().constant() >= 0 && taps.getFirst().size().isConstant();
    if (!fits) {
      return Optional.empty();
    }
    long dilation = -of.coefficient(taps.getFirst()).constant();
    long reach = dilation * (taps.getFirst().size().constant() - 1) + 1;
    Size behind = size.plus(-1).times(by).plus(reach - of.offset().constant()).minus(places.getFirst().size());
    return behind.isConstant() && behind.constant() > -Math.max(by.constant(), dilation)
        ? Optional.of(new Spread(axis, places.getFirst(), taps.getFirst(), by.constant(), dilation,
            of.offset().constant(), behind.constant()))
        : Optional.empty();
  }

  private Optional<Operand> named(Comprehension c, Scalar.Read x, Scalar.Read w, List<Spread> spreads,
      List<Subscript> others) {
    List<Index> kernel = w.at().stream().map(s -> s.asIndex().orElseThrow()).toList();
    List<Index> taps = spreads.stream().map(Spread::tap).toList();
    List<Index> channels = others.stream().flatMap(s -> s.asIndex().stream()).filter(c.over()::contains).toList();
    List<Index> batch = others.stream().flatMap(s -> s.asIndex().stream()).filter(c.out()::contains).toList();
    List<Index> filters = kernel.stream().filter(c.out()::contains).toList();
    boolean shaped = channels.size() == 1 && batch.size() == 1 && filters.size() == 1
        && kernel.size() == taps.size() + 2 && c.over().size() == taps.size() + 1
        && kernel.containsAll(taps) && kernel.contains(channels.getFirst());
    if (!shaped) {
      return Optional.empty();
    }
    List<Subscript> wanted = Subscript.of(List.of(batch.getFirst(), channels.getFirst()));
    List<Integer> axes = Stream.concat(wanted.stream().map(x.at()::indexOf), spreads.stream().map(Spread::axis))
        .toList();
    List<Index> order = Stream.concat(Stream.of(channels.getFirst(), filters.getFirst()), taps.stream()).toList();
    String weight = scope.transpose(scope.tensor(w.tensor()), order.stream().map(kernel::indexOf).toList());
    String made = scope.writer().add("ConvTranspose",
        List.of(scope.transpose(scope.tensor(x.tensor()), axes), weight), attributes(spreads));
    List<Index> result = Stream.concat(Stream.of(batch.getFirst(), filters.getFirst()),
        spreads.stream().map(Spread::place)).toList();
    return Optional.of(new Operand(scope.transpose(made, c.out().stream().map(result::indexOf).toList()),
        ElementType.FLOAT, c.out()));
  }

  private static Map<String, NodeAttribute> attributes(List<Spread> spreads) {
    Map<String, NodeAttribute> attributes = new LinkedHashMap<>();
    attributes.put("kernel_shape", each(spreads, s -> s.tap().size().constant()));
    attributes.put("strides", each(spreads, Spread::stride));
    attributes.put("dilations", each(spreads, Spread::dilation));
    attributes.put("pads", NodeAttribute.of(Stream.concat(spreads.stream().map(Spread::before),
        spreads.stream().map(s -> Math.max(0, s.behind()))).toList()));
    if (spreads.stream().anyMatch(s -> s.behind() < 0)) {
      attributes.put("output_padding", each(spreads, s -> Math.max(0, -s.behind())));
    }
    return attributes;
  }

  private static NodeAttribute each(List<Spread> spreads, ToLongFunction<Spread> number) {
    return NodeAttribute.of(spreads.stream().mapToLong(number).boxed().toList());
  }
}
