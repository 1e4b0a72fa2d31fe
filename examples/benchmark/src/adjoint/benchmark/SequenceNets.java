package adjoint.benchmark;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Nets of sequences, on libtorch. */
final class SequenceNets {

  private static final long LETTERS = 65;

  private SequenceNets() {}

  static Libtorch lstm(long batch, long steps, long in, long hidden, long classes) {
    LSTMOptions options = new LSTMOptions(in, hidden);
    options.batch_first().put(true);
    LSTMImpl memory = new LSTMImpl(options);
    return recurrent(memory, x -> memory.forward(x).get0(), batch, steps, in, hidden, classes);
  }

  static Libtorch gru(long batch, long steps, long in, long hidden, long classes) {
    GRUOptions options = new GRUOptions(in, hidden);
    options.batch_first().put(true);
    GRUImpl memory = new GRUImpl(options);
    return recurrent(memory, x -> memory.forward(x).get0(), batch, steps, in, hidden, classes);
  }

  private static Libtorch recurrent(Module memory, UnaryOperator<Tensor> states, long batch, long steps, long in,
      long hidden, long classes) {
    LinearImpl last = new LinearImpl(hidden, classes);
    return new Libtorch(List.of(memory, last), Libtorch::adam, examples -> randn(examples, steps, in),
        x -> last.forward(states.apply(x).select(1, steps - 1)), Libtorch.crossEntropy(classes, batch));
  }

  static Libtorch gpt(long batch, long block, int layers, long heads, long width) {
    List<Module> modules = new ArrayList<>();
    EmbeddingImpl letters = add(modules, new EmbeddingImpl(LETTERS, width));
    EmbeddingImpl positions = add(modules, new EmbeddingImpl(block, width));
    List<UnaryOperator<Tensor>> blocks = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      blocks.add(block(modules, block, heads, width));
    }
    LayerNormImpl norm = add(modules, norm(width));
    LinearImpl last = add(modules, new LinearImpl(width, LETTERS));
    Tensor at = arange(new Scalar(block), new TensorOptions(ScalarType.Long));
    UnaryOperator<Tensor> net = x -> {
      Tensor h = letters.forward(x).add(positions.forward(at));
      for (UnaryOperator<Tensor> each : blocks) {
        h = each.apply(h);
      }
      return last.forward(norm.forward(h)).view(-1, LETTERS);
    };
    return new Libtorch(modules, Libtorch::adamW, examples -> Libtorch.ints(LETTERS, examples, block), net,
        Libtorch.crossEntropy(LETTERS, batch * block));
  }

  private static <T extends Module> T add(List<Module> modules, T module) {
    modules.add(module);
    return module;
  }

  private static LayerNormImpl norm(long width) {
    return new LayerNormImpl(new LongVector(new long[] {width}));
  }

  private static UnaryOperator<Tensor> block(List<Module> modules, long block, long heads, long width) {
    LayerNormImpl before = add(modules, norm(width));
    LinearImpl all = add(modules, new LinearImpl(width, 3 * width));
    LinearImpl out = add(modules, new LinearImpl(width, width));
    LayerNormImpl between = add(modules, norm(width));
    LinearImpl up = add(modules, new LinearImpl(width, 4 * width));
    LinearImpl down = add(modules, new LinearImpl(4 * width, width));
    return x -> {
      Tensor parts = all.forward(before.forward(x)).view(-1, block, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
      Tensor seen = scaled_dot_product_attention(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2),
          new TensorOptional(), 0.0, true, new DoubleOptional(), false);
      Tensor y = x.add(out.forward(seen.transpose(1, 2).contiguous().view(-1, block, width)));
      return y.add(down.forward(gelu(up.forward(between.forward(y)), new BytePointer("tanh"))));
    };
  }
}
