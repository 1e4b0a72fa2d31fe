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

/** A 3×3 convolution in its three roles, with a margin of zeros or without. */
final class Convolution {

  final Sample sample = new Sample();
  private final Index batch;
  private final Index channel;
  private final Index filter;
  private final Index y;
  private final Index x;
  private final Index row;
  private final Index column;
  private final Index ky = sample.index("ky", 3);
  private final Index kx = sample.index("kx", 3);
  private final Value image;
  private final Value weight;
  private final Value dy;
  private final Value sum = sample.register("sum");
  private final int margin;
  private final double operations;

  /** @param margin 0 or 1 */
  Convolution(int batches, int channels, int filters, int height, int width, int margin) {
    this.margin = margin;
    batch = sample.index("batch", sample.open("Batch", batches));
    channel = sample.index("channel", channels);
    filter = sample.index("filter", filters);
    y = sample.index("y", height - 2 + 2 * margin);
    x = sample.index("x", width - 2 + 2 * margin);
    row = sample.index("row", height);
    column = sample.index("column", width);
    image = sample.tensor("image", List.of(batch, channel, row, column));
    weight = sample.tensor("weight", List.of(channel, ky, kx, filter));
    dy = sample.tensor("dy", List.of(batch, filter, y, x));
    operations = 18.0 * batches * channels * filters * y.size().constant() * x.size().constant();
  }

  double operations() {
    return operations;
  }

  /** `out[b, f, y, x] = Σ image[b, c, y + ky - margin, x + kx - margin]·weight[c, ky, kx, f]`. */
  Step.Contraction forward() {
    Value out = sample.tensor("out", List.of(batch, filter, y, x));
    return sample.contraction(List.of(List.of(batch), List.of(filter), List.of(y, x), List.of(channel, ky, kx)),
        Sample.read(weight, channel, ky, kx, filter), image(), sum,
        Sample.store(out, Scalar.apply(RELU, Sample.read(sum, batch, filter, y, x)), batch, filter, y, x));
  }

  /** The same as it is planned, where only one operand has the batch. */
  Step.Contraction forwardWithImagesAsColumns() {
    Value out = sample.tensor("out", List.of(batch, filter, y, x));
    return sample.contraction(List.of(List.of(), List.of(filter), List.of(batch, y, x), List.of(channel, ky, kx)),
        Sample.read(weight, channel, ky, kx, filter), image(), sum,
        Sample.store(out, Scalar.apply(RELU, Sample.read(sum, batch, filter, y, x)), batch, filter, y, x));
  }

  /** `out[c, ky, kx, f] = Σ image[b, c, y + ky - margin, x + kx - margin]·dy[b, f, y, x]`, with the image as left operand. */
  Step.Contraction byWeight() {
    Value out = sample.tensor("out", List.of(channel, ky, kx, filter));
    return sample.contraction(List.of(List.of(), List.of(channel, ky, kx), List.of(filter), List.of(batch, y, x)),
        image(), Sample.read(dy, batch, filter, y, x), sum,
        Sample.store(out, Sample.read(sum, channel, ky, kx, filter), channel, ky, kx, filter));
  }

  /** The same with the image as right operand. */
  Step.Contraction byWeightMirrored() {
    Value out = sample.tensor("mirrored", List.of(channel, ky, kx, filter));
    return sample.contraction(List.of(List.of(), List.of(filter), List.of(channel, ky, kx), List.of(batch, y, x)),
        Sample.read(dy, batch, filter, y, x), image(), sum,
        Sample.store(out, Sample.read(sum, channel, ky, kx, filter), channel, ky, kx, filter));
  }

  /** `out[b, c, row, column] = Σ dy[b, f, row + margin - ky, column + margin - kx]·weight[c, ky, kx, f]`. */
  Step.Contraction byInput() {
    Value out = sample.tensor("dx", List.of(batch, channel, row, column));
    return sample.contraction(
        List.of(List.of(batch), List.of(channel), List.of(row, column), List.of(filter, ky, kx)),
        Sample.read(weight, channel, ky, kx, filter), window(), sum,
        Sample.store(out, Sample.read(sum, batch, channel, row, column), batch, channel, row, column));
  }

  private Scalar image() {
    Subscript atRow = Subscript.of(y).plus(Subscript.of(ky)).plus(Size.of(-margin));
    Subscript atColumn = Subscript.of(x).plus(Subscript.of(kx)).plus(Size.of(-margin));
    Scalar read = new Scalar.Read(image, List.of(Subscript.of(batch), Subscript.of(channel), atRow, atColumn));
    return margin == 0 ? read : guarded(read, inside(atRow, row), inside(atColumn, column));
  }

  private Scalar window() {
    Subscript atRow = Subscript.of(row).minus(Subscript.of(ky)).plus(Size.of(margin));
    Subscript atColumn = Subscript.of(column).minus(Subscript.of(kx)).plus(Size.of(margin));
    return guarded(new Scalar.Read(dy, List.of(Subscript.of(batch), Subscript.of(filter), atRow, atColumn)),
        inside(atRow, y), inside(atColumn, x));
  }

  private static Scalar guarded(Scalar read, Scalar a, Scalar b) {
    return new Scalar.Select(Scalar.apply(AND, a, b), read, Scalar.ZERO);
  }

  private static Scalar inside(Subscript position, Index axis) {
    return Scalar.apply(AND, Scalar.apply(GE, new Scalar.At(position), Scalar.ZERO),
        Scalar.apply(LT, new Scalar.At(position), new Scalar.SizeOf(axis.size())));
  }
}
