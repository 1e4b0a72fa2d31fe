package adjoint.deployment;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** By DJL's blocks on its PyTorch engine, on one thread (`OMP_NUM_THREADS=1`); weights out of a plain file. */
final class WithDjl {

  private WithDjl() {}

  public static void main(String[] words) throws IOException {
    Net.main(words, WithDjl::load);
  }

  private static Net load(Path file) throws IOException {
    NDManager manager = NDManager.newBaseManager("PyTorch");
    SequentialBlock block = new SequentialBlock();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      int layers = in.readInt();
      int[] sizes = new int[layers + 1];
      for (int i = 0; i <= layers; i++) {
        sizes[i] = in.readInt();
      }
      for (int i = 1; i <= layers; i++) {
        block.add(Linear.builder().setUnits(sizes[i]).build());
        if (i < layers) {
          block.add(Activation::relu);
        }
      }
      Model model = Model.newInstance("mlp", "PyTorch");
      model.setBlock(block);
      block.initialize(manager, DataType.FLOAT32, new Shape(1, sizes[0]));
      for (Block layer : block.getChildren().values()) {
        for (Parameter parameter : layer.getParameters().values()) {
          fill(parameter.getArray(), in);
        }
      }
    }
    ParameterStore store = new ParameterStore(manager, false);
    return row -> {
      try (NDManager call = manager.newSubManager()) {
        NDArray input = call.create(row, new Shape(1, row.length));
        return block.forward(store, new NDList(input), false).singletonOrThrow().toFloatArray();
      }
    };
  }

  private static void fill(NDArray array, DataInputStream in) throws IOException {
    float[] values = new float[(int) array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    array.set(values);
  }
}
