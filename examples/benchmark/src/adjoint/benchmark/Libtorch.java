package adjoint.benchmark;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.dropout;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.randint;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The same workloads on libtorch, through JavaCPP's bindings of its C++ interface. */
final class Libtorch {

  /** A training step and a prediction. */
  record Workload(Runnable train, Runnable infer) {}

  private Libtorch() {}

  static Workload of(String name, int threads) {
    set_num_threads(threads);
    return switch (name) {
      case "mlp" -> mlp(64, true, 784, 512, 256, 10);
      case "iris" -> mlp(16, true, 4, 16, 3);
      case "xor" -> mlp(4, false, 2, 8, 2);
      case "convnet" -> convnet();
      case "lstm" -> lstm();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Workload workload(Optimizer optimizer, Function<Boolean, Tensor> forward, Tensor labels) {
    Supplier<Tensor> loss = () -> cross_entropy_loss(forward.apply(true), labels);
    return new Workload(scoped(() -> {
      optimizer.zero_grad();
      loss.get().backward();
      optimizer.step();
    }), scoped(() -> {
      try (NoGradGuard guard = new NoGradGuard()) {
        forward.apply(false);
      }
    }));
  }

  private static Runnable scoped(Runnable step) {
    return () -> {
      try (PointerScope scope = new PointerScope()) {
        step.run();
      }
    };
  }

  private static Tensor labels(long classes, long batch) {
    return randint(classes, new long[] {batch}, new TensorOptions(ScalarType.Long));
  }

  private static Workload mlp(int batch, boolean adam, long... sizes) {
    SequentialImpl net = new SequentialImpl();
    for (int i = 0; i + 1 < sizes.length; i++) {
      net.push_back(new LinearImpl(sizes[i], sizes[i + 1]));
      if (i + 2 < sizes.length) {
        net.push_back(new ReLUImpl());
      }
    }
    Tensor x = randn(batch, sizes[0]);
    Optimizer optimizer = adam ? new Adam(net.parameters(), new AdamOptions(0))
        : new SGD(net.parameters(), new SGDOptions(0));
    return workload(optimizer, training -> net.forward(x), labels(sizes[sizes.length - 1], batch));
  }

  private static Workload convnet() {
    Conv2dImpl first = new Conv2dImpl(1, 32, new LongPointer(3, 3));
    Conv2dImpl second = new Conv2dImpl(32, 64, new LongPointer(3, 3));
    LinearImpl last = new LinearImpl(1600, 10);
    TensorVector parameters = all(first.parameters(), second.parameters(), last.parameters());
    Tensor x = randn(128, 1, 28, 28);
    return workload(new Adam(parameters, new AdamOptions(0)), training -> {
      Tensor strokes = max_pool2d(relu(first.forward(x)), 2);
      Tensor features = max_pool2d(relu(second.forward(strokes)), 2).flatten(1, -1);
      return last.forward(dropout(features, 0.5, training));
    }, labels(10, 128));
  }

  private static Workload lstm() {
    LSTMOptions options = new LSTMOptions(28, 128);
    options.batch_first().put(true);
    LSTMImpl lstm = new LSTMImpl(options);
    LinearImpl last = new LinearImpl(128, 10);
    Tensor x = randn(64, 100, 28);
    return workload(new Adam(all(lstm.parameters(), last.parameters()), new AdamOptions(0)),
        training -> last.forward(lstm.forward(x).get0().select(1, 99)), labels(10, 64));
  }

  private static TensorVector all(TensorVector... groups) {
    TensorVector all = new TensorVector();
    for (TensorVector group : groups) {
      for (long i = 0; i < group.size(); i++) {
        all.push_back(group.get(i));
      }
    }
    return all;
  }
}
