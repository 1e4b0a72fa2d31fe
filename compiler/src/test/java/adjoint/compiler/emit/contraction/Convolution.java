package adjoint.compiler.emit.contraction;

import static adjoint.compiler.graph.ScalarFunction.AND;
import static adjoint.compiler.graph.ScalarFunction.GE;
import static adjoint.compiler.graph.ScalarFunction.LT;
import static adjoint.compiler.graph.ScalarFunction.RELU;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Step;
import adjoint.runtime.tensor.Size;
import java.util.List;

/** A 3×3 convolution with a margin of zeros, in its three roles. */
final class Convolution {

  final Sample sample = new Sample();
  private final Index batch;
  private final Index channel;
  private final Index filter;
  private final Index y;
  private final Index x;
  private final Index ky = sample.index("ky", 3);
  private final Index kx = sample.index("kx", 3);
  private final Value image;
  private final Value weight;
  private final Value dy;
  private final Value sum = sample.register("sum");
  private final double operations;

  Convolution(int batches, int channels, int filters, int height, int width) {
    batch = sample.index("batch", sample.open("Batch", batches));
    channel = sample.index("channel", channels);
    filter = sample.index("filter", filters);
    y = sample.index("y", height);
    x = sample.index("x", width);
    image = sample.tensor("image", List.of(batch, channel, y, x));
    weight = sample.tensor("weight", List.of(channel, ky, kx, filter));
    dy = sample.tensor("dy", List.of(batch, filter, y, x));
    operations = 2.0 * batches * channels * filters * height * width * 9;
  }

  double operations() {
    return operations;
  }

  /** `out[b, f, y, x] = Σ image[b, c, y + ky - 1, x + kx - 1]·weight[c, ky, kx, f]`. */
  Step.Contraction forward() {
    Value out = sample.tensor("out", List.of(batch, filter, y, x));
    return sample.contraction(List.of(List.of(batch), List.of(filter), List.of(y, x), List.of(channel, ky, kx)),
        Sample.read(weight, channel, ky, kx, filter), window(image, channel, 1), sum,
        Sample.store(out, Scalar.apply(RELU, Sample.read(sum, batch, filter, y, x)), batch, filter, y, x));
  }

  /** `out[c, ky, kx, f] = Σ image[b, c, y + ky - 1, x + kx - 1]·dy[b, f, y, x]`, with the image as left operand. */
  Step.Contraction byWeight() {
    Value out = sample.tensor("out", List.of(channel, ky, kx, filter));
    return sample.contraction(List.of(List.of(), List.of(channel, ky, kx), List.of(filter), List.of(batch, y, x)),
        window(image, channel, 1), Sample.read(dy, batch, filter, y, x), sum,
        Sample.store(out, Sample.read(sum, channel, ky, kx, filter), channel, ky, kx, filter));
  }

  /** The same with the image as right operand. */
  Step.Contraction byWeightMirrored() {
    Value out = sample.tensor("mirrored", List.of(channel, ky, kx, filter));
    return sample.contraction(List.of(List.of(), List.of(filter), List.of(channel, ky, kx), List.of(batch, y, x)),
        Sample.read(dy, batch, filter, y, x), window(image, channel, 1), sum,
        Sample.store(out, Sample.read(sum, channel, ky, kx, filter), channel, ky, kx, filter));
  }

  /** `out[b, c, y, x] = Σ dy[b, f, y + 1 - ky, x + 1 - kx]·weight[c, ky, kx, f]`. */
  Step.Contraction byInput() {
    Value out = sample.tensor("dx", List.of(batch, channel, y, x));
    return sample.contraction(List.of(List.of(batch), List.of(channel), List.of(y, x), List.of(filter, ky, kx)),
        Sample.read(weight, channel, ky, kx, filter), window(dy, filter, -1), sum,
        Sample.store(out, Sample.read(sum, batch, channel, y, x), batch, channel, y, x));
  }

  /** `tensor[batch, plane, y + s·(ky - 1), x + s·(kx - 1) else 0]`. */
  private Scalar window(Value tensor, Index plane, int sign) {
    Subscript row = shifted(y, ky, sign);
    Subscript column = shifted(x, kx, sign);
    Scalar inside = Scalar.apply(AND, inside(row, y), inside(column, x));
    Scalar read = new Scalar.Read(tensor, List.of(Subscript.of(batch), Subscript.of(plane), row, column));
    return new Scalar.Select(inside, read, Scalar.ZERO);
  }

  private static Subscript shifted(Index position, Index tap, int sign) {
    return Subscript.of(position).plus(Subscript.of(tap).times(Size.of(sign))).plus(Size.of(-sign));
  }

  private static Scalar inside(Subscript position, Index axis) {
    return Scalar.apply(AND, Scalar.apply(GE, new Scalar.At(position), Scalar.ZERO),
        Scalar.apply(LT, new Scalar.At(position), new Scalar.SizeOf(axis.size())));
  }
}
