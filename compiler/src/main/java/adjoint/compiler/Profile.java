package adjoint.compiler;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.measure.Inputs;
import adjoint.compiler.measure.KernelTimes;
import adjoint.compiler.measure.Roofline;
import adjoint.compiler.plan.Plan;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.SwappingFunction;
import adjoint.runtime.recipe.Field;
import java.util.Arrays;
import java.util.Map;

/**
 * Where the time of a training step or of a prediction goes, kernel by kernel, on random data.
 *
 * @param function `step`, or the model's name
 * @param nanos of a call as it ordinarily runs, without a clock in it
 * @param vectors whether vectors won
 */
public record Profile(String function, Map<String, Long> dims, Roofline roofline, double nanos, boolean vectors,
    KernelTimes times) {

  /** How long a function is warmed up at most, and at least after it has gone over to vectors; in nanoseconds. */
  private static final long PATIENCE = 20_000_000_000L;
  private static final long SETTLING = 1_000_000_000L;
  private static final int CALLS = 5;

  /**
   * Times a function of a program.
   *
   * @param graph `step` of the training, or a model
   * @param dims the sizes of its open dims
   * @param calls that are timed
   */
  public static Profile of(Lowered lowered, Graph graph, Map<String, Long> dims, Pool pool, int calls) {
    Roofline roofline = Roofline.measure(pool);
    Graph simplified = Compiler.simplified(graph);
    CompiledFunction ordinary = Backend.compile(simplified, lowered.layout(), Backend.Options.DEFAULT);
    float[] store = initialised(lowered, pool);
    Frame frame = frame(ordinary, lowered, store, dims, pool);
    ordinary.expect(frame(ordinary, lowered, store.clone(), dims, Pool.of(1)), Long.MAX_VALUE);
    warm(ordinary, frame);
    double nanos = median(ordinary, frame, calls);
    boolean vectors = ordinary instanceof SwappingFunction swapping && swapping.isSwapped();
    Plan plan = Backend.plan(simplified, lowered.layout(), Backend.Options.DEFAULT);
    CompiledFunction timed = Backend.timed(plan, vectors ? Mode.VECTOR : Mode.SCALAR);
    KernelTimes times = KernelTimes.of(plan, timed, frame(timed, lowered, store, dims, pool), calls, nanos);
    return new Profile(graph.name(), dims, roofline, nanos, vectors, times);
  }

  private static float[] initialised(Lowered lowered, Pool pool) {
    float[] store = Frames.store(lowered.layout());
    CompiledFunction initialise = Backend.compile(Compiler.simplified(lowered.initialise()), lowered.layout(),
        Backend.Options.of(Backend.Form.SCALAR));
    Frame frame = Frames.of(initialise, store, Map.of(), pool);
    frame.seed = 1;
    initialise.run(frame);
    return store;
  }

  private static Frame frame(CompiledFunction function, Lowered lowered, float[] store, Map<String, Long> dims,
      Pool pool) {
    Frame frame = Frames.of(function, store, dims, pool);
    Map<String, Field.IndexDim> positions = lowered.positions().getOrDefault(function.signature().name(),
        lowered.recipe().map(Inputs::positions).orElse(Map.of()));
    Inputs.fill(frame, function.signature(), positions, lowered.recipe());
    return frame;
  }

  /** Until vectors run, or have had time enough, and then a little longer. */
  private static void warm(CompiledFunction function, Frame frame) {
    long start = System.nanoTime();
    long settled = start;
    for (int i = 0; i < CALLS || System.nanoTime() - settled < SETTLING; i++) {
      boolean scalar = function instanceof SwappingFunction swapping && !swapping.isDecided();
      frame.step++;
      function.run(frame);
      settled = scalar && System.nanoTime() - start < PATIENCE ? System.nanoTime() : settled;
    }
  }

  private static double median(CompiledFunction function, Frame frame, int calls) {
    double[] nanos = new double[calls];
    for (int i = 0; i < calls; i++) {
      long before = System.nanoTime();
      frame.step++;
      function.run(frame);
      nanos[i] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    return nanos[calls / 2];
  }
}
