package adjoint.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Times two runnables in turn, so that a busy machine is busy for both. */
final class Timing {

  private static final double NANOS = 1e9;
  /** Calls between two looks at the clock take about so long, and a turn of one of the two; in nanoseconds. */
  private static final double GROUP = 5e6;
  private static final double TURN = 1e8;

  /** A call within so many times the median of warm ones is at full speed. */
  private static final double FULL_SPEED = 1.2;
  /** Warm-up is over when windows of so many nanoseconds have got no quicker for so many windows. */
  private static final double WINDOW = 1e9;
  private static final int STILL = 3;
  private static final int WINDOWS = 40;

  private Timing() {}

  /** In microseconds a call: the median, and by how much the middle half of the measurements differs, as a part of it. */
  record Figure(double median, double spread) {}

  /**
   * How a function began; in seconds.
   *
   * @param first the end of its first call
   * @param full the end of the first call at full speed
   */
  record Beginning(double first, double full) {}

  /** Runs it until it gets no quicker. */
  static Beginning warmUp(Runnable run, BooleanSupplier isDecided) {
    List<double[]> calls = new ArrayList<>(); // the end since the start, and the time
    double start = System.nanoTime();
    double best = Double.MAX_VALUE;
    int still = 0;
    for (int window = 0; window < WINDOWS && (still < STILL || !isDecided.getAsBoolean()); window++) {
      List<Double> times = new ArrayList<>();
      double began = System.nanoTime();
      while (System.nanoTime() - began < WINDOW) {
        double before = System.nanoTime();
        run.run();
        double after = System.nanoTime();
        times.add(after - before);
        calls.add(new double[] {after - start, after - before});
      }
      double median = median(times);
      still = median < best * 0.97 ? 0 : still + 1;
      best = Math.min(best, median);
    }
    double warm = best;
    double full = calls.stream().filter(call -> call[1] <= FULL_SPEED * warm).mapToDouble(call -> call[0]).findFirst()
        .orElse(Double.NaN);
    return new Beginning(calls.getFirst()[0] / NANOS, full / NANOS);
  }

  /** The median over groups of each of two, warmed up before, in turn for so many seconds each. */
  static List<Figure> inTurn(Runnable first, Runnable second, double seconds) {
    List<Double> ours = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    for (double spent = 0; spent < seconds * NANOS || ours.size() < STILL; spent += TURN) {
      measure(first, ours);
      measure(second, others);
    }
    return List.of(figure(ours), figure(others));
  }

  /** The median over groups of one, warmed up before, for so many seconds. */
  static Figure alone(Runnable run, double seconds) {
    List<Double> micros = new ArrayList<>();
    for (double spent = 0; spent < seconds * NANOS || micros.size() < STILL; spent += TURN) {
      measure(run, micros);
    }
    return figure(micros);
  }

  private static void measure(Runnable run, List<Double> micros) {
    double start = System.nanoTime();
    run.run(); // the caches are the other's
    double before = System.nanoTime();
    run.run();
    int calls = (int) Math.max(1, GROUP / Math.max(1, System.nanoTime() - before));
    do {
      before = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        run.run();
      }
      micros.add((System.nanoTime() - before) / 1e3 / calls);
    } while (System.nanoTime() - start < TURN);
  }

  private static Figure figure(List<Double> micros) {
    double median = median(micros);
    int size = micros.size();
    return new Figure(median, (micros.get(size * 3 / 4) - micros.get(size / 4)) / median);
  }

  /** Sorts them. */
  private static double median(List<Double> times) {
    Collections.sort(times);
    return times.get(times.size() / 2);
  }
}
