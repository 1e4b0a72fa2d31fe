package adjoint.benchmark;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.randint;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A workload on libtorch, through JavaCPP's bindings of its C++ interface.
 *
 * @param modules with all parameters
 * @param input random examples, so many
 * @param loss of what the net made of the examples of a training step
 */
record Libtorch(List<? extends Module> modules, Function<TensorVector, Optimizer> optimizer, LongFunction<Tensor> input,
    UnaryOperator<Tensor> net, UnaryOperator<Tensor> loss) {

  static Libtorch of(String name) {
    return switch (name) {
      case "product768" -> DenseNets.product(768, 768);
      case "product4096" -> DenseNets.product(512, 512);
      case "xor" -> DenseNets.classifier(4, Libtorch::sgd, 2, 8, 2);
      case "iris" -> DenseNets.classifier(16, Libtorch::adam, 4, 16, 3);
      case "tabular" -> DenseNets.classifier(32, Libtorch::adam, 30, 64, 32, 2);
      case "mlp128" -> DenseNets.classifier(64, Libtorch::adam, 784, 128, 10);
      case "mlp512" -> DenseNets.classifier(64, Libtorch::adam, 784, 512, 256, 10);
      case "autoencoder" -> DenseNets.autoencoder(128, 784, 256, 64, 256, 784);
      case "recsys" -> DenseNets.factorisation(1024, 943, 1682, 64);
      case "convnet" -> ImageNets.convnet(128);
      case "resblocks" -> ImageNets.residual(32);
      case "resnet" -> ImageNets.resnet(32);
      case "mobilenet" -> ImageNets.mobilenet(32);
      case "unet" -> ImageNets.unet(4);
      case "lstm" -> SequenceNets.lstm(64, 100, 28, 128, 10);
      case "gru" -> SequenceNets.gru(64, 100, 28, 128, 10);
      case "nanogpt" -> SequenceNets.gpt(12, 64, 4, 4, 128);
      case "gpt384" -> SequenceNets.gpt(4, 256, 6, 6, 384);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** @param batch examples */
  Runnable run(Workload.Call call, long batch) {
    Tensor x = input.apply(batch);
    if (call != Workload.Call.TRAIN) {
      modules.forEach(module -> module.eval());
      return scoped(() -> {
        try (NoGradGuard guard = new NoGradGuard()) {
          net.apply(x);
        }
      });
    }
    modules.forEach(module -> module.train(true));
    Optimizer steps = optimizer.apply(parameters());
    return scoped(() -> {
      steps.zero_grad();
      loss.apply(net.apply(x)).backward();
      steps.step();
    });
  }

  private TensorVector parameters() {
    TensorVector all = new TensorVector();
    for (Module module : modules) {
      TensorVector own = module.parameters();
      for (long i = 0; i < own.size(); i++) {
        all.push_back(own.get(i));
      }
    }
    return all;
  }

  private static Runnable scoped(Runnable step) {
    return () -> {
      try (PointerScope scope = new PointerScope()) {
        step.run();
      }
    };
  }

  static Optimizer sgd(TensorVector parameters) {
    return new SGD(parameters, new SGDOptions(0));
  }

  static Optimizer momentum(TensorVector parameters) {
    SGDOptions options = new SGDOptions(0);
    options.momentum().put(0.9);
    return new SGD(parameters, options);
  }

  static Optimizer decayingMomentum(TensorVector parameters) {
    SGDOptions options = new SGDOptions(0);
    options.momentum().put(0.9);
    options.weight_decay().put(5e-4);
    return new SGD(parameters, options);
  }

  static Optimizer adam(TensorVector parameters) {
    return new Adam(parameters, new AdamOptions(0));
  }

  static Optimizer adamW(TensorVector parameters) {
    return new AdamW(parameters, new AdamWOptions(0));
  }

  static UnaryOperator<Tensor> crossEntropy(long classes, long batch) {
    Tensor labels = ints(classes, batch);
    return logits -> cross_entropy_loss(logits, labels);
  }

  static Tensor ints(long below, long... shape) {
    return randint(below, shape, new TensorOptions(ScalarType.Long));
  }
}
