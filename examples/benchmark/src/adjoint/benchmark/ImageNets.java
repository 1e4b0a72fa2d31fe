package adjoint.benchmark;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.DropoutImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Nets of convolutions, on libtorch: layers are functions, whose modules are collected as they are made. */
final class ImageNets {

  private final List<Module> modules = new ArrayList<>();

  private ImageNets() {}

  private <T extends Module> T add(T module) {
    modules.add(module);
    return module;
  }

  private UnaryOperator<Tensor> conv(long in, long out, long window, long stride, long pad, long groups) {
    Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(window, window));
    options.stride().put(stride, stride);
    options.padding().put(new LongPointer(pad, pad));
    options.groups().put(groups);
    options.bias().put(groups == 1);
    return add(new Conv2dImpl(options))::forward;
  }

  private UnaryOperator<Tensor> conv(long in, long out, long window, long stride, long pad) {
    return conv(in, out, window, stride, pad, 1);
  }

  private UnaryOperator<Tensor> norm(long channels) {
    return add(new BatchNorm2dImpl(new BatchNormOptions(channels)))::forward;
  }

  private UnaryOperator<Tensor> linear(long in, long out) {
    return add(new LinearImpl(in, out))::forward;
  }

  private static UnaryOperator<Tensor> relu() {
    return torch::relu;
  }

  @SafeVarargs
  private static UnaryOperator<Tensor> chain(UnaryOperator<Tensor>... layers) {
    return x -> {
      Tensor y = x;
      for (UnaryOperator<Tensor> layer : layers) {
        y = layer.apply(y);
      }
      return y;
    };
  }

  private static Tensor pooled(Tensor x) {
    return x.mean(2L, 3L);
  }

  private static Tensor halved(Tensor x) {
    return max_pool2d(x, 2);
  }

  /** Keras's example mnist_convnet. */
  static Libtorch convnet(long batch) {
    ImageNets make = new ImageNets();
    UnaryOperator<Tensor> net = chain(
        make.conv(1, 32, 3, 1, 0), relu(), ImageNets::halved,
        make.conv(32, 64, 3, 1, 0), relu(), ImageNets::halved,
        x -> x.flatten(1, -1), make.add(new DropoutImpl(0.5))::forward, make.linear(1600, 10));
    return new Libtorch(make.modules, Libtorch::adam, examples -> randn(examples, 1, 28, 28), net,
        Libtorch.crossEntropy(10, batch));
  }

  private static UnaryOperator<Tensor> residual(UnaryOperator<Tensor> shortcut, UnaryOperator<Tensor> block) {
    return x -> torch.relu(shortcut.apply(x).add(block.apply(x)));
  }

  private UnaryOperator<Tensor> same(long channels) {
    return residual(x -> x, chain(conv(channels, channels, 3, 1, 1), norm(channels), relu(),
        conv(channels, channels, 3, 1, 1), norm(channels)));
  }

  static Libtorch residual(long batch) {
    ImageNets make = new ImageNets();
    UnaryOperator<Tensor> net = chain(make.conv(3, 32, 3, 1, 1), relu(), make.same(32), make.same(32), make.same(32),
        ImageNets::pooled, make.linear(32, 10));
    return new Libtorch(make.modules, Libtorch::sgd, examples -> randn(examples, 3, 32, 32), net,
        Libtorch.crossEntropy(10, batch));
  }

  /** Halves and widens, with a projection. */
  private UnaryOperator<Tensor> down(long in, long out) {
    return residual(chain(conv(in, out, 1, 2, 0), norm(out)),
        chain(conv(in, out, 3, 2, 1), norm(out), relu(), conv(out, out, 3, 1, 1), norm(out)));
  }

  static Libtorch resnet(long batch) {
    ImageNets make = new ImageNets();
    UnaryOperator<Tensor> net = chain(make.conv(1, 16, 3, 1, 1), make.norm(16), relu(), make.same(16),
        make.down(16, 32), make.same(32), make.down(32, 64), ImageNets::pooled, make.linear(64, 10));
    return new Libtorch(make.modules, Libtorch::decayingMomentum, examples -> randn(examples, 1, 28, 28), net,
        Libtorch.crossEntropy(10, batch));
  }

  private UnaryOperator<Tensor> separable(long in, long out, long stride) {
    return chain(conv(in, in, 3, stride, 1, in), norm(in), relu(), conv(in, out, 1, 1, 0), norm(out), relu());
  }

  static Libtorch mobilenet(long batch) {
    ImageNets make = new ImageNets();
    UnaryOperator<Tensor> net = chain(make.conv(3, 32, 3, 1, 1), make.norm(32), relu(),
        make.separable(32, 64, 1), make.separable(64, 128, 2), make.separable(128, 128, 1),
        make.separable(128, 256, 2), ImageNets::pooled, make.linear(256, 10));
    return new Libtorch(make.modules, Libtorch::momentum, examples -> randn(examples, 3, 32, 32), net,
        Libtorch.crossEntropy(10, batch));
  }

  private UnaryOperator<Tensor> twice(long in, long out) {
    return chain(conv(in, out, 3, 1, 1), relu(), conv(out, out, 3, 1, 1), relu());
  }

  private static Tensor joined(Tensor fine, Tensor coarse) {
    return cat(new TensorVector(fine, upsample_nearest2d(coarse, fine.size(2), fine.size(3))), 1);
  }

  static Libtorch unet(long batch) {
    ImageNets make = new ImageNets();
    UnaryOperator<Tensor> top = make.twice(3, 16);
    UnaryOperator<Tensor> second = make.twice(16, 32);
    UnaryOperator<Tensor> third = make.twice(32, 64);
    UnaryOperator<Tensor> bottom = make.twice(64, 128);
    UnaryOperator<Tensor> thirdUp = make.twice(192, 64);
    UnaryOperator<Tensor> secondUp = make.twice(96, 32);
    UnaryOperator<Tensor> last = chain(make.twice(48, 16), make.conv(16, 1, 1, 1, 0));
    UnaryOperator<Tensor> net = x -> {
      Tensor a = top.apply(x);
      Tensor b = second.apply(halved(a));
      Tensor c = third.apply(halved(b));
      Tensor e = thirdUp.apply(joined(c, bottom.apply(halved(c))));
      return last.apply(joined(a, secondUp.apply(joined(b, e))));
    };
    Tensor mask = rand(batch, 1, 64, 64);
    return new Libtorch(make.modules, Libtorch::adam, examples -> randn(examples, 3, 64, 64), net,
        y -> binary_cross_entropy_with_logits(y, mask));
  }
}
