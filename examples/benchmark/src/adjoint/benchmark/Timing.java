package adjoint.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times a step: warmed up first, then in groups of about 20 ms, so that the clock costs nothing. */
final class Timing {

  private static final long WARM_UP = 6_000_000_000L;
  private static final long GROUP = 20_000_000L;

  private Timing() {}

  /** The median over groups, in microseconds a step. */
  static double median(Runnable step, double seconds) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < WARM_UP) {
      step.run();
    }
    long one = System.nanoTime();
    step.run();
    int repetitions = (int) Math.max(1, GROUP / Math.max(1, System.nanoTime() - one));
    List<Double> times = new ArrayList<>();
    start = System.nanoTime();
    while (System.nanoTime() - start < seconds * 1e9 || times.size() < 5) {
      long before = System.nanoTime();
      for (int i = 0; i < repetitions; i++) {
        step.run();
      }
      times.add((System.nanoTime() - before) / 1e3 / repetitions);
    }
    Collections.sort(times);
    return times.get(times.size() / 2);
  }
}
