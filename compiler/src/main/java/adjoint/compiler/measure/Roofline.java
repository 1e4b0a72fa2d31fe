package adjoint.compiler.measure;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.plan.Work;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.VectorModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a machine can do at most, as kernels measured it that do nothing else.
 *
 * @param lanes of its vectors; 1 where there are none
 * @param operations a second: fused multiply-adds in registers, each counted as two
 * @param memories from the smallest to the largest
 */
public record Roofline(int threads, int lanes, double operations, List<Memory> memories) {

  /**
   * How fast numbers are read and written that lie in a cache, or in memory.
   *
   * @param bytes that each thread went through, again and again
   * @param bandwidth of all threads, in bytes a second
   */
  public record Memory(long bytes, double bandwidth) {}

  /** In the L1, the L2 and the L3, and beyond it on nearly all machines. */
  private static final List<Long> BYTES = List.of(12L << 10, 192L << 10, 3L << 20, 96L << 20);
  /** So many bytes at least between two looks at the clock, or so many calls of the other kernel. */
  private static final long STRETCH = 3L << 20;
  private static final long CALLS = 20;
  /** So many times faster than at first, and HotSpot has compiled a kernel. */
  private static final double COMPILED = 20;
  /** How long to wait for that, at most, and for how long a figure has to stand still then; in nanoseconds. */
  private static final long PATIENCE = 5_000_000_000L;
  private static final long STILL = 200_000_000L;

  public Roofline {
    memories = List.copyOf(memories);
  }

  /** Measures this machine, in some seconds. */
  public static Roofline measure(Pool pool) {
    Mode mode = VectorModule.load() ? Mode.VECTOR : Mode.SCALAR;
    CompiledFunction peak = MachineKernel.peak(mode);
    List<Frame> frames = frames(peak, pool);
    double nanos = quickest(frames, peak, CALLS) / CALLS;
    int lanes = (int) frames.getFirst().work[0];
    List<Memory> memories = new ArrayList<>();
    for (long bytes : BYTES) {
      CompiledFunction triad = MachineKernel.triad(mode, (int) (bytes / MachineKernel.ARRAYS / Float.BYTES));
      long calls = Math.max(1, STRETCH / bytes);
      double bandwidth = 1e9 * bytes * calls * pool.threads() / quickest(frames(triad, pool), triad, calls);
      memories.add(new Memory(bytes, bandwidth));
    }
    return new Roofline(frames.size(), lanes, MachineKernel.OPERATIONS * lanes * frames.size() * 1e9 / nanos, memories);
  }

  private static List<Frame> frames(CompiledFunction kernel, Pool pool) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < pool.threads(); i++) {
      frames.add(Frames.of(kernel, new float[0], Map.of(), pool));
    }
    return frames;
  }

  /** The least nanoseconds of so many calls on each thread at once, when they get no less any more. */
  private static double quickest(List<Frame> frames, CompiledFunction kernel, long calls) {
    Pool pool = frames.getFirst().pool;
    long start = System.nanoTime();
    long improved = start;
    double first = 0;
    double best = Double.MAX_VALUE;
    for (long now = start; now - improved < STILL || first < best * COMPILED && now - start < PATIENCE; now =
        System.nanoTime()) {
      pool.loop(frames.size(), (from, to) -> frames.subList((int) from, (int) to).forEach(frame -> {
        for (long i = 0; i < calls; i++) {
          kernel.run(frame);
        }
      }));
      long end = System.nanoTime();
      first = now == start ? end - now : first;
      improved = end - now < best * 0.99 ? end : improved;
      best = Math.min(best, end - now);
    }
    return best;
  }

  /** In bytes a second, of what goes through so many bytes. */
  public double bandwidth(double bytes) {
    return memories.stream().filter(memory -> bytes <= memory.bytes() * threads).findFirst()
        .orElseGet(memories::getLast).bandwidth();
  }

  /** In less nanoseconds no kernel could do the work. */
  public double nanos(Work work) {
    return 1e9 * Math.max(work.operations() / operations, work.bytes() / bandwidth(work.bytes()));
  }
}
