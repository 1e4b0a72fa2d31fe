package adjoint.runtime.program;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A few threads of a run, over which kernels split their outer loops; the split changes speed, never bits.
 *
 * <p>Kernels follow each other within microseconds, so a worker that has finished watches for the next loop for a
 * moment before it sleeps; waking a sleeping thread costs more than many a kernel.
 */
public final class Pool implements AutoCloseable {

  /** A part of a loop: from `from` (inclusive) to `to` (exclusive). */
  @FunctionalInterface
  public interface Part {
    void run(long from, long to);
  }

  /** About 30 microseconds. */
  private static final int SPINS = 1000;

  /** How often a loop that may be stopped asks, a thread. */
  private static final int STRETCHES = 64;

  private final int threads;
  private final int stretches;
  private final BooleanSupplier stop;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** The loop at hand; published by {@link #round}. */
  private Part part = new Part() {
    @Override
    public void run(long from, long to) {}
  };
  private long count;
  private Thread caller = Thread.currentThread();
  private final AtomicInteger round = new AtomicInteger();
  private volatile boolean callerSleeps;
  private volatile boolean closed;

  private Pool(int threads, int stretches, BooleanSupplier stop) {
    this.threads = threads;
    this.stretches = stretches;
    this.stop = stop;
    for (int i = 1; i < threads; i++) {
      Worker worker = new Worker(i);
      workers.add(worker);
      worker.start();
    }
  }

  /** A pool of a number of threads, the caller's among them. */
  public static Pool of(int threads) {
    return new Pool(Math.max(1, threads), 1, () -> false);
  }

  /**
   * A pool whose loops end early when asked, with a {@link CancellationException}.
   *
   * @param stop is asked between parts of a loop
   */
  public static Pool stoppable(int threads, BooleanSupplier stop) {
    return new Pool(Math.max(2, threads), STRETCHES, stop);
  }

  public int threads() {
    return threads;
  }

  /**
   * Runs a loop of `count` turns in as many equal parts as there are threads, and waits for all. A loop inside of a
   * part, or beside another caller's, runs on its own thread.
   *
   * @throws IllegalStateException where a part failed, after all have ended
   */
  public void loop(long turns, Part body) {
    if (threads == 1 || turns < 2 || closed || !busy.compareAndSet(false, true)) {
      body.run(0, turns);
      return;
    }
    try {
      part = body;
      count = turns;
      caller = Thread.currentThread();
      pending.set(threads - 1);
      round.incrementAndGet();
      workers.forEach(Worker::wake);
      runPart(0);
      awaitAll();
      throwFailure();
    } finally {
      busy.set(false);
    }
  }

  private void runPart(int number) {
    try {
      run(count * number / threads, count * (number + 1) / threads);
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void run(long from, long to) {
    long stretch = Math.max(1, (to - from + stretches - 1) / stretches);
    for (long at = from; at < to; at += stretch) {
      if (stop.getAsBoolean()) {
        throw new CancellationException();
      }
      part.run(at, Math.min(to, at + stretch));
    }
  }

  private void awaitAll() {
    for (int i = 0; i < SPINS && pending.get() > 0; i++) {
      Thread.onSpinWait();
    }
    callerSleeps = true;
    while (pending.get() > 0) {
      LockSupport.park(this);
    }
    callerSleeps = false;
  }

  private void throwFailure() {
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof RuntimeException own) {
      throw own;
    }
    if (thrown != null) {
      throw new IllegalStateException("a kernel failed", thrown);
    }
  }

  /** Ends the threads, after the loop at hand. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private final class Worker extends Thread {
    private final int number;
    private volatile boolean sleeps;

    Worker(int number) {
      super("adjoint-worker-" + number);
      this.number = number;
      setDaemon(true);
    }

    void wake() {
      if (sleeps) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      int done = 0;
      while (awaitRound(done)) {
        done = round.get();
        runPart(number);
        if (pending.decrementAndGet() == 0 && callerSleeps) {
          LockSupport.unpark(caller);
        }
      }
    }

    /** Whether there is another loop. */
    private boolean awaitRound(int done) {
      for (int i = 0; i < SPINS && round.get() == done && !closed; i++) {
        Thread.onSpinWait();
      }
      sleeps = true;
      while (round.get() == done && !closed) {
        LockSupport.park(Pool.this);
      }
      sleeps = false;
      return round.get() != done;
    }
  }
}
