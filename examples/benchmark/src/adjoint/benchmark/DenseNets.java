package adjoint.benchmark;

import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.randn;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Nets of products of matrices, on libtorch. */
final class DenseNets {

  private DenseNets() {}

  static Libtorch product(long depth, long columns) {
    Tensor weight = randn(depth, columns);
    return new Libtorch(List.of(), Libtorch::sgd, batch -> randn(batch, depth), x -> matmul(x, weight), y -> y);
  }

  static Libtorch classifier(long batch, Function<TensorVector, Optimizer> optimizer, long... sizes) {
    SequentialImpl net = layers(sizes);
    return new Libtorch(List.of(net), optimizer, examples -> randn(examples, sizes[0]), net::forward,
        Libtorch.crossEntropy(sizes[sizes.length - 1], batch));
  }

  static Libtorch autoencoder(long batch, long... sizes) {
    SequentialImpl net = layers(sizes);
    Tensor x = randn(batch, sizes[0]);
    return new Libtorch(List.of(net), Libtorch::adam, examples -> x, net::forward, y -> mse_loss(y, x));
  }

  private static SequentialImpl layers(long... sizes) {
    SequentialImpl net = new SequentialImpl();
    for (int i = 0; i + 1 < sizes.length; i++) {
      net.push_back(new LinearImpl(sizes[i], sizes[i + 1]));
      if (i + 2 < sizes.length) {
        net.push_back(new ReLUImpl());
      }
    }
    return net;
  }

  /** The dot product of two embeddings, and a bias of each. */
  static Libtorch factorisation(long batch, long users, long items, long factors) {
    EmbeddingImpl user = new EmbeddingImpl(users, factors);
    EmbeddingImpl item = new EmbeddingImpl(items, factors);
    EmbeddingImpl userBias = new EmbeddingImpl(users, 1);
    EmbeddingImpl itemBias = new EmbeddingImpl(items, 1);
    Tensor whom = Libtorch.ints(users, batch);
    Tensor scores = rand(batch);
    return new Libtorch(List.of(user, item, userBias, itemBias), Libtorch::adam,
        examples -> Libtorch.ints(items, examples),
        what -> user.forward(whom).mul(item.forward(what)).sum(1).add(userBias.forward(whom).squeeze(1))
            .add(itemBias.forward(what).squeeze(1)),
        y -> mse_loss(y, scores));
  }
}
