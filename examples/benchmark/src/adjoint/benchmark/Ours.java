package adjoint.benchmark;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.measure.Inputs;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Work;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.SwappingFunction;
import adjoint.runtime.recipe.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A workload compiled, as `nn` runs it. It learns nothing, at whatever rate its file says: random labels would soon be known by
 * heart, and then gradients are denormal numbers, which cost more than any that a net sees while it learns.
 */
final class Ours {

  private static final String RATE = "\\blr = (?:\\w+\\([^)]*\\)|[^,\\]]+)";

  private final Lowered lowered;
  private final float[] store;
  private final Pool pool;

  Ours(Path file, int threads) throws IOException {
    this(file, Files.readString(file), threads);
  }

  /** @param file that has, or could have, this text */
  Ours(Path file, String text, int threads) {
    Source source = new Source(file.toString(), text.replaceAll(RATE, "lr = 0"));
    this.lowered = Network.of(source, file, Map.of(), false).lowered();
    this.pool = Pool.of(threads);
    this.store = Frames.store(lowered.layout());
    CompiledFunction initialise = Backend.compile(Compiler.simplified(lowered.initialise()), lowered.layout(),
        Backend.Options.of(Backend.Form.SCALAR));
    Frame frame = Frames.of(initialise, store, Map.of(), pool);
    frame.seed = 1;
    initialise.run(frame);
  }

  /**
   * Something that is timed.
   *
   * @param isDecided whether it is known which form of the kernels is faster
   * @param operations of one call
   * @param bytecode bytes of the class files with vectors
   * @param memory bytes of weights, their state, and all between
   */
  record Timed(Runnable run, BooleanSupplier isDecided, double operations, long bytecode,
      long memory) {}

  Timed of(Workload.Call call, long examples) {
    Graph graph = Compiler.simplified(call == Workload.Call.TRAIN
        ? lowered.training().orElseThrow().step()
        : lowered.models().values().iterator().next());
    Plan plan = Backend.plan(graph, lowered.layout(), Backend.Options.DEFAULT);
    CompiledFunction function = Backend.compile(graph, lowered.layout(), Backend.Options.DEFAULT);
    Map<String, Long> dims = Map.of("Batch", examples);
    Frame frame = frame(function, dims);
    if (call == Workload.Call.TRAIN) {
      function.expect(Frames.of(function, store.clone(), dims, Pool.of(1)), Long.MAX_VALUE);
    }
    double operations = plan.steps().stream().mapToDouble(step -> Work.of(step, dims::get).operations()).sum();
    long bytecode = Backend.classFiles(plan, Mode.VECTOR).values().stream().mapToLong(bytes -> bytes.length).sum();
    return new Timed(run(function, frame), () -> !(function instanceof SwappingFunction s) || s.isDecided(), operations,
        bytecode, memory(frame));
  }

  /** A training step with as many examples as the file says. */
  Timed train() {
    return of(Workload.Call.TRAIN, lowered.recipe().orElseThrow().batch().orElseThrow().size());
  }

  /** With new arguments copied in, as a step of a training has a new batch. */
  private static Runnable run(CompiledFunction function, Frame frame) {
    int inputs = function.signature().inputs().size();
    float[][] reals = Stream.of(frame.reals).limit(inputs).map(float[]::clone).toArray(float[][]::new);
    int[][] ints = Stream.of(frame.ints).limit(inputs).map(int[]::clone).toArray(int[][]::new);
    return () -> {
      for (int i = 0; i < inputs; i++) {
        System.arraycopy(reals[i], 0, frame.reals[i], 0, reals[i].length);
        System.arraycopy(ints[i], 0, frame.ints[i], 0, ints[i].length);
      }
      frame.step++;
      function.run(frame);
    };
  }

  private static long memory(Frame frame) {
    long numbers = (long) frame.store.length + frame.work.length + frame.workInts.length;
    numbers += Stream.of(frame.reals).mapToLong(port -> port.length).sum();
    numbers += Stream.of(frame.ints).mapToLong(port -> port.length).sum();
    return numbers * Float.BYTES;
  }

  private Frame frame(CompiledFunction function, Map<String, Long> dims) {
    Frame frame = Frames.of(function, store, dims, pool);
    Map<String, Field.IndexDim> positions = lowered.positions().getOrDefault(function.signature().name(),
        lowered.recipe().map(Inputs::positions).orElse(Map.of()));
    Inputs.fill(frame, function.signature(), positions, lowered.recipe());
    Arrays.fill(frame.settings, 0);
    return frame;
  }
}
