package adjoint.compiler.plan;

import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random convolutions over two axes, each with a stride, a dilation and a padding of its own, among all channels or one by
 * one, with their gradients by input and weight: the same for the same seed.
 */
public final class RandomConvolutions {

  private final Random random;
  private final GraphBuilder builder = new GraphBuilder();
  private final List<Subscript> at = new ArrayList<>();
  private final List<Scalar> inside = new ArrayList<>();

  private RandomConvolutions(long seed) {
    this.random = new Random(seed);
  }

  public static Graph of(long seed) {
    return new RandomConvolutions(seed).graph("convolution" + seed);
  }

  /** An axis of the input: its size, and the indices of the places of a result's element and of a kernel's taps. */
  private record Along(Axis input, Index place, Index tap) {}

  private Along along(String name) {
    int stride = 1 + random.nextInt(3);
    int dilation = 1 + random.nextInt(2);
    int taps = 1 + random.nextInt(3);
    int padding = random.nextInt(3);
    int size = 1 + dilation * (taps - 1) + random.nextInt(14);
    Index place =
        builder.index(name + "'", Size.of((size + 2 * padding - dilation * (taps - 1) - 1) / stride + 1));
    Index tap = builder.index("K" + name, Size.of(taps));
    Subscript position = Subscript.of((Subscript.Atom) place).times(Size.of(stride))
        .plus(Subscript.of((Subscript.Atom) tap).times(Size.of(dilation))).plus(Size.of(-padding));
    at.add(position);
    inside.addAll(Position.inRange(position, Size.of(size), Map.of()));
    return new Along(new Axis(name, Size.of(size)), place, tap);
  }

  private Graph graph(String name) {
    boolean alone = random.nextInt(3) == 0;
    Index batch = builder.index("Batch", Size.open("Batch"));
    Index channel = builder.index("C", Size.of(1 + random.nextInt(5)));
    Index filter = builder.index("F", Size.of(1 + random.nextInt(12)));
    at.addAll(Subscript.of(List.of(batch, channel)));
    Along rows = along("H");
    Along columns = along("W");
    Value x = builder.input(Input.Role.DATA, "x", Element.REAL,
        List.of(batch.axis(), channel.axis(), rows.input(), columns.input()));
    List<Index> ofWeight = alone
        ? List.of(channel, rows.tap(), columns.tap())
        : List.of(channel, rows.tap(), columns.tap(), filter);
    Value w = builder.input(Input.Role.DATA, "w", Element.REAL, ofWeight.stream().map(Index::axis).toList());
    List<Index> out = List.of(batch, alone ? channel : filter, rows.place(), columns.place());
    List<Index> over = alone ? List.of(rows.tap(), columns.tap()) : List.of(channel, rows.tap(), columns.tap());
    Scalar read = new Scalar.Read(x, List.copyOf(at));
    Scalar guarded = inside.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .<Scalar>map(all -> new Scalar.Select(all, read, Scalar.ZERO)).orElse(read);
    Value y = builder.add("y", new Comprehension(out, over, Reduction.SUM,
        Scalar.apply(ScalarFunction.MUL, guarded, GraphBuilder.read(w, ofWeight))), Origin.NONE);
    return finish(name, y, List.of(x, w));
  }

  private Graph finish(String name, Value y, List<Value> by) {
    builder.output("y", false, y);
    List<Index> all = builder.indices(y.axes());
    List<Value> gradients = Gradient.of(builder, builder.sumOfSquares(all, GraphBuilder.read(y, all)), by);
    builder.output("dx", false, gradients.get(0));
    builder.output("dw", false, gradients.get(1));
    return builder.build(name);
  }
}
