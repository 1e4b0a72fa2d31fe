package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
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
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Convolutions and pools: reductions over windows of one, two or three axes. */
record WindowForm(LoweringScope scope) {

  /** A tensor that windows go over, its axes told apart. */
  private record Windowed(Scalar.Read read, List<Integer> others, List<WindowAxis> windows, List<Integer> axes) {

    List<Index> taps() {
      return windows.stream().map(WindowAxis::tap).toList();
    }

    Size size(int axis) {
      return read.tensor().axes().get(axis).size();
    }

    List<Size> sizes() {
      return axes.stream().map(this::size).toList();
    }
  }

  Optional<Operand> of(Comprehension c) {
    return switch (c.reduction()) {
      case SUM -> c.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL
          ? convolution(c, a.arguments().getFirst(), a.arguments().getLast())
              .or(() -> convolution(c, a.arguments().getLast(), a.arguments().getFirst()))
          : Optional.empty();
      case MAX -> pool(c, "MaxPool", Double.NEGATIVE_INFINITY, Map.of());
      case MIN, ANY, ALL -> Optional.empty();
    };
  }

  /** The mean of each window, of a sum over windows. */
  Optional<Operand> mean(Comprehension sum) {
    return pool(sum, "AveragePool", 0, Map.of("count_include_pad", NodeAttribute.of(1)));
  }

  /**
   * A tensor that windows go over.
   *
   * @param among the indices of the places of windows
   */
  private static Optional<Windowed> windowed(Comprehension c, List<Index> among, Scalar scalar, double otherwise) {
    Optional<Scalar.Read> read = switch (scalar) {
      case Scalar.Read r -> Optional.of(r);
      case Scalar.Select s -> PaddedRead.of(s).filter(p -> p.otherwise() == otherwise).map(PaddedRead::read);
      case Scalar.Constant x -> Optional.empty();
      case Scalar.SizeOf x -> Optional.empty();
      case Scalar.At x -> Optional.empty();
      case Scalar.Apply x -> Optional.empty();
      case Scalar.Draw x -> Optional.empty();
    };
    return read.map(r -> windowed(c, among, r)).filter(w -> !w.windows().isEmpty() && w.windows().size() <= 3);
  }

  private static Windowed windowed(Comprehension c, List<Index> among, Scalar.Read read) {
    List<Integer> others = new ArrayList<>();
    List<WindowAxis> windows = new ArrayList<>();
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < read.at().size(); axis++) {
      Optional<WindowAxis> window =
          WindowAxis.of(read.at().get(axis), read.tensor().axes().get(axis).size(), among, c.over());
      if (window.isPresent()) {
        windows.add(window.get());
        axes.add(axis);
      } else {
        others.add(axis);
      }
    }
    return new Windowed(read, others, windows, axes);
  }

  private Optional<Operand> pool(Comprehension c, String operator, double otherwise, Map<String, NodeAttribute> more) {
    return windowed(c, c.out(), c.body(), otherwise)
        .filter(w -> w.taps().size() == c.over().size() && c.over().containsAll(w.taps()))
        .filter(w -> w.others().stream().allMatch(a -> isPlain(w.read().at().get(a), w.size(a), c.out())))
        .filter(w -> w.windows().stream().allMatch(x -> x.before() < x.taps() && x.behind() < x.taps()
            && (x.dilation() == 1 || operator.equals("MaxPool"))))
        .map(w -> pool(c, w, operator, more));
  }

  private static boolean isPlain(Subscript at, Size size, List<Index> among) {
    return at.asIndex().filter(i -> among.contains(i) && i.size().equals(size)).isPresent();
  }

  private Operand pool(Comprehension c, Windowed w, String operator, Map<String, NodeAttribute> more) {
    List<Index> others = w.others().stream().map(a -> w.read().at().get(a).asIndex().orElseThrow()).toList();
    List<Index> front = others.size() == 2 ? others : List.of();
    String turned = scope.transpose(scope.tensor(w.read().tensor()), joined(w.others(), w.axes()));
    Size count = others.stream().map(Index::size).reduce(Size.ONE, Size::times);
    String input = front.isEmpty() ? reshaped(turned, joined(List.of(count, Size.ONE), w.sizes())) : turned;
    Map<String, NodeAttribute> attributes = attributes(w);
    attributes.putAll(more);
    if (operator.equals("AveragePool")) {
      attributes.remove("dilations");
    }
    String pooled = scope.writer().add(operator, List.of(input), attributes);
    List<Index> result = joined(others, w.windows().stream().map(WindowAxis::place).toList());
    return ordered(c, front.isEmpty() ? reshaped(pooled, sizes(result)) : pooled, result);
  }

  private static List<Size> sizes(List<Index> indices) {
    return indices.stream().map(Index::size).toList();
  }

  private String reshaped(String tensor, List<Size> sizes) {
    return scope.writer().add("Reshape", tensor, scope.sizes().shape(sizes));
  }

  private Operand ordered(Comprehension c, String tensor, List<Index> indices) {
    return new Operand(scope.transpose(tensor, c.out().stream().map(indices::indexOf).toList()), ElementType.FLOAT,
        c.out());
  }

  @SafeVarargs
  private static <T> List<T> joined(List<? extends T>... parts) {
    return Stream.of(parts).<T>flatMap(List::stream).toList();
  }

  private static Map<String, NodeAttribute> attributes(Windowed w) {
    Map<String, NodeAttribute> attributes = new LinkedHashMap<>();
    attributes.put("kernel_shape", each(w, WindowAxis::taps));
    attributes.put("strides", each(w, WindowAxis::stride));
    attributes.put("dilations", each(w, WindowAxis::dilation));
    attributes.put("pads", NodeAttribute.of(joined(w.windows().stream().map(WindowAxis::before).toList(),
        w.windows().stream().map(WindowAxis::behind).toList())));
    return attributes;
  }

  private static NodeAttribute each(Windowed w, ToLongFunction<WindowAxis> number) {
    return NodeAttribute.of(w.windows().stream().mapToLong(number).boxed().toList());
  }

  private Optional<Operand> convolution(Comprehension c, Scalar image, Scalar weight) {
    if (!(weight instanceof Scalar.Read w) || !w.at().stream().allMatch(s -> s.asIndex().isPresent())) {
      return Optional.empty();
    }
    List<Index> kernel = w.at().stream().map(s -> s.asIndex().orElseThrow()).toList();
    List<Index> places = c.out().stream().filter(i -> !kernel.contains(i)).toList();
    return windowed(c, places, image, 0).flatMap(x -> convolution(c, x, w, kernel));
  }

  private Optional<Operand> convolution(Comprehension c, Windowed x, Scalar.Read w, List<Index> kernel) {
    List<Index> channels = c.over().stream().filter(i -> !x.taps().contains(i)).toList();
    List<Index> filters = kernel.stream().filter(c.out()::contains).toList();
    boolean shaped = channels.size() == 1 && filters.size() == 1 && kernel.size() == x.windows().size() + 2
        && kernel.containsAll(x.taps()) && kernel.contains(channels.getFirst());
    return shaped ? convolution(c, x, w, channels.getFirst(), filters.getFirst()) : Optional.empty();
  }

  private Optional<Operand> convolution(Comprehension c, Windowed x, Scalar.Read w, Index channel, Index filter) {
    List<Integer> batch = new ArrayList<>(x.others());
    List<Integer> channels = batch.stream().filter(a -> x.read().at().get(a).indices().contains(channel)).toList();
    batch.removeAll(channels);
    boolean plain = channels.size() == 1
        && batch.stream().allMatch(a -> isPlain(x.read().at().get(a), x.size(a), c.out())
            && !x.read().at().get(a).indices().contains(filter));
    Optional<Long> groups = plain
        ? groups(x.read().at().get(channels.getFirst()), x.size(channels.getFirst()), channel, filter)
        : Optional.empty();
    return groups.map(g -> convolution(c, x, w, new Roles(batch, channels.getFirst(), channel, filter, g)));
  }

  /** Which axes of the image are what, and the indices of channels and filters. */
  private record Roles(List<Integer> batch, int axis, Index channel, Index filter, long groups) {}

  /** Into how many groups channels fall that are read so. */
  private static Optional<Long> groups(Subscript at, Size size, Index channel, Index filter) {
    if (at.equals(Subscript.of(channel))) {
      return size.equals(channel.size()) ? Optional.of(1L) : Optional.empty();
    }
    Subscript group = at.minus(Subscript.of(channel));
    boolean known = size.isConstant() && channel.size().isConstant() && filter.size().isConstant();
    if (!known || size.constant() % channel.size().constant() != 0) {
      return Optional.empty();
    }
    long groups = size.constant() / channel.size().constant();
    Subscript expected = filter.size().constant() % groups != 0
        ? Subscript.ZERO
        : Subscript.of(filter).floorDiv(Size.of(filter.size().constant() / groups)).times(channel.size());
    return group.equals(expected) ? Optional.of(groups) : Optional.empty();
  }

  private Operand convolution(Comprehension c, Windowed x, Scalar.Read w, Roles roles) {
    List<Index> batch = roles.batch().stream().map(a -> x.read().at().get(a).asIndex().orElseThrow()).toList();
    List<Index> places = x.windows().stream().map(WindowAxis::place).toList();
    String turned = scope.transpose(scope.tensor(x.read().tensor()), joined(roles.batch(), List.of(roles.axis()),
        x.axes()));
    Size count = batch.stream().map(Index::size).reduce(Size.ONE, Size::times);
    boolean one = batch.size() == 1;
    String input = one ? turned : reshaped(turned, joined(List.of(count, x.size(roles.axis())), x.sizes()));
    List<Index> kernel = joined(List.of(roles.filter(), roles.channel()), x.taps());
    String weight = scope.transpose(scope.tensor(w.tensor()),
        kernel.stream().map(i -> w.at().indexOf(Subscript.of(i))).toList());
    Map<String, NodeAttribute> attributes = attributes(x);
    attributes.put("group", NodeAttribute.of(roles.groups()));
    String output = scope.writer().add("Conv", List.of(input, weight), attributes);
    List<Index> result = joined(batch, List.of(roles.filter()), places);
    return ordered(c, one ? output : reshaped(output, sizes(result)), result);
  }
}
