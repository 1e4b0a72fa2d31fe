package adjoint.compiler.emit.contraction;

import static adjoint.compiler.graph.ScalarFunction.ADD;
import static adjoint.compiler.graph.ScalarFunction.RELU;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Step;
import adjoint.runtime.program.Frame;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Prints what contractions reach, in GFLOP/s, the best of many runs: `ContractionBenchmark [name prefix] [bits] [seconds]`. */
final class ContractionBenchmark {

  private record Case(String name, Sample sample, Step.Contraction contraction, double operations) {}

  private ContractionBenchmark() {}

  public static void main(String[] arguments) throws Throwable {
    String prefix = arguments.length > 0 ? arguments[0] : "";
    int bits = arguments.length > 1 ? Integer.parseInt(arguments[1]) : Sample.PREFERRED;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    for (Case c : cases()) {
      if (c.name().startsWith(prefix)) {
        run(c, bits, seconds);
      }
    }
  }

  private static List<Case> cases() {
    return List.of(
        product("mlp forward 64x784x512", 64, 784, 512, false, false, true),
        product("mlp forward 64x512x256", 64, 512, 256, false, false, true),
        product("mlp forward 64x256x10", 64, 256, 10, false, false, true),
        product("mlp by input 64x512x784", 64, 512, 784, false, true, false),
        product("mlp by input 64x256x512", 64, 256, 512, false, true, false),
        product("mlp by input 64x10x256", 64, 10, 256, false, true, false),
        product("mlp by weight 784x64x512", 784, 64, 512, true, false, false),
        product("mlp by weight 512x64x256", 512, 64, 256, true, false, false),
        product("mlp by weight 256x64x10", 256, 64, 10, true, false, false),
        product("square 768", 768, 768, 768, false, false, false),
        product("deep 4096x512x512", 4096, 512, 512, false, false, false),
        product("edge 64x784x10", 64, 784, 10, false, false, true),
        product("edge 64x784x16", 64, 784, 16, false, false, true),
        product("edge 768x128x65", 768, 128, 65, false, false, false),
        product("edge 768x128x64", 768, 128, 64, false, false, false),
        product("edge 64x100x28", 64, 100, 28, false, false, false),
        product("edge 64x100x32", 64, 100, 32, false, false, false),
        product("skinny 1x784x128", 1, 784, 128, false, false, true),
        product("skinny 2x784x128", 2, 784, 128, false, false, true),
        product("skinny 4x784x128", 4, 784, 128, false, false, true),
        product("skinny 8x784x128", 8, 784, 128, false, false, true),
        product("skinny 16x784x128", 16, 784, 128, false, false, true),
        product("skinny 32x784x128", 32, 784, 128, false, false, true),
        product("skinny 784x128x4", 784, 128, 4, false, false, true),
        product("skinny 784x16x128", 784, 16, 128, false, false, false),
        batch("batch 48x 64x32x64 by transposed", 48, 64, 32, 64, true),
        batch("batch 48x 64x64x32", 48, 64, 64, 32, false),
        product("lstm step 64x128x512", 64, 128, 512, false, false, false),
        product("lstm by state 64x512x128", 64, 512, 128, false, true, false),
        product("iris 16x4x16", 16, 4, 16, false, false, true),
        product("iris by weight 4x16x16", 4, 16, 16, true, false, false),
        forward("conv forward 32->32 32x32", 32, 32, 32, 1), forward("conv forward 1->32 28x28", 1, 32, 28, 0),
        forward("conv forward 32->64 13x13", 32, 64, 13, 0), byWeight("conv by weight 32->32 32x32", 32, 32, 32, 1),
        byWeight("conv by weight 1->32 28x28", 1, 32, 28, 0), byWeight("conv by weight 32->64 13x13", 32, 64, 13, 0),
        byInput("conv by input 32->32 32x32", 32, 32, 32, 1), byInput("conv by input 32->64 13x13", 32, 64, 13, 0));
  }

  private static Case product(String name, int m, int k, int n, boolean leftTransposed, boolean rightTransposed,
      boolean relu) {
    Sample sample = new Sample();
    Index row = sample.index("row", m);
    Index column = sample.index("column", n);
    Index depth = sample.index("depth", k);
    Value left = sample.tensor("left", leftTransposed ? List.of(depth, row) : List.of(row, depth));
    Value right = sample.tensor("right", rightTransposed ? List.of(column, depth) : List.of(depth, column));
    Value bias = sample.tensor("bias", List.of(column));
    Value out = sample.tensor("out", List.of(row, column));
    Value sum = sample.register("sum");
    Scalar plain = Sample.read(sum, row, column);
    Scalar result = relu ? Scalar.apply(RELU, Scalar.apply(ADD, plain, Sample.read(bias, column))) : plain;
    return new Case(name, sample,
        sample.contraction(List.of(List.of(), List.of(row), List.of(column), List.of(depth)),
            leftTransposed ? Sample.read(left, depth, row) : Sample.read(left, row, depth),
            rightTransposed ? Sample.read(right, column, depth) : Sample.read(right, depth, column), sum,
            Sample.store(out, result, row, column)),
        2.0 * m * n * k);
  }

  private static Case batch(String name, int count, int m, int k, int n, boolean rightTransposed) {
    Sample sample = new Sample();
    Index batch = sample.index("batch", count);
    Index row = sample.index("row", m);
    Index column = sample.index("column", n);
    Index depth = sample.index("depth", k);
    Value left = sample.tensor("left", List.of(batch, row, depth));
    Value right =
        sample.tensor("right", rightTransposed ? List.of(batch, column, depth) : List.of(batch, depth, column));
    Value out = sample.tensor("out", List.of(batch, row, column));
    Value sum = sample.register("sum");
    return new Case(name, sample,
        sample.contraction(List.of(List.of(batch), List.of(row), List.of(column), List.of(depth)),
            Sample.read(left, batch, row, depth),
            rightTransposed ? Sample.read(right, batch, column, depth) : Sample.read(right, batch, depth, column), sum,
            Sample.store(out, Sample.read(sum, batch, row, column), batch, row, column)),
        2.0 * count * m * n * k);
  }

  private static Case forward(String name, int channels, int filters, int size, int margin) {
    Convolution c = new Convolution(16, channels, filters, size, size, margin);
    return new Case(name, c.sample, c.forward(), c.operations());
  }

  private static Case byWeight(String name, int channels, int filters, int size, int margin) {
    Convolution c = new Convolution(16, channels, filters, size, size, margin);
    return new Case(name, c.sample, c.byWeight(), c.operations());
  }

  private static Case byInput(String name, int channels, int filters, int size, int margin) {
    Convolution c = new Convolution(16, channels, filters, size, size, margin);
    return new Case(name, c.sample, c.byInput(), c.operations());
  }

  private static void run(Case c, int bits, int seconds) throws Throwable {
    Frame frame = c.sample().frame(c.contraction(), 1, 1);
    MethodHandle kernel = c.sample().kernel(c.contraction(), bits);
    int turns = (int) Math.max(1, 2e8 / c.operations() / (bits == 0 ? 10 : 1));
    double best = Double.MAX_VALUE;
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int repeat = 0; repeat < 5 || System.nanoTime() < end; repeat++) {
      long start = System.nanoTime();
      for (int i = 0; i < turns; i++) {
        kernel.invokeExact(frame);
      }
      best = Math.min(best, (System.nanoTime() - start) / (double) turns);
    }
    System.out.printf("%-32s %8.1f GFLOP/s %12.2f us%n", c.name(), c.operations() / best, best / 1000);
  }
}
