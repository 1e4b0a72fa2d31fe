package adjoint.compiler.measure;

import adjoint.compiler.emit.KernelClock;
import adjoint.compiler.emit.KernelNames;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Work;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a function's time goes.
 *
 * @param kernels in the order in which they run
 */
public record KernelTimes(List<Row> kernels) {

  /**
   * One kernel, in one call of the function.
   *
   * @param name after what it computes
   * @param calls more than one in a loop
   * @param work of all these calls
   * @param nanos of all these calls
   */
  public record Row(String name, Origin origin, long calls, Work work, double nanos) {}

  /** A function is warm when it has so often been about as fast as without a clock; or after so many nanoseconds. */
  private static final int FAST = 10;
  private static final double NEAR = 1.2;
  private static final long PATIENCE = 15_000_000_000L;
  /** What the clock itself costs, in nanoseconds a kernel. */
  private static final double CLOCK = 60;

  public KernelTimes {
    kernels = List.copyOf(kernels);
  }

  /**
   * Runs a function so often, when it is warm.
   *
   * @param function of the plan, in the form that tells a clock
   * @param nanos of a call without a clock
   */
  public static KernelTimes of(Plan plan, CompiledFunction function, Frame frame, int calls, double nanos) {
    warmUp(plan, function, frame, nanos);
    KernelClock clock = new KernelClock(plan.kernels().size());
    for (int i = 0; i < calls; i++) {
      run(clock, function, frame);
    }
    Map<String, Long> dims = Inputs.dims(function.signature(), frame);
    List<Row> rows = new ArrayList<>();
    for (Step kernel : plan.kernels()) {
      int number = rows.size();
      double turns = (double) clock.calls(number) / calls;
      rows.add(new Row(KernelNames.of(kernel), kernel.origin(), Math.round(turns),
          Work.of(kernel, dims::get).times(turns), (double) clock.nanos(number) / calls));
    }
    return new KernelTimes(rows);
  }

  private static void warmUp(Plan plan, CompiledFunction function, Frame frame, double nanos) {
    long start = System.nanoTime();
    for (int fast = 0; fast < FAST && System.nanoTime() - start < PATIENCE;) {
      KernelClock clock = new KernelClock(plan.kernels().size());
      run(clock, function, frame);
      fast += clock.nanos() <= NEAR * nanos + CLOCK * clock.calls() ? 1 : 0;
    }
  }

  private static void run(KernelClock clock, CompiledFunction function, Frame frame) {
    frame.step++;
    clock.run(() -> function.run(frame));
  }

  public double nanos() {
    return kernels.stream().mapToDouble(Row::nanos).sum();
  }
}
