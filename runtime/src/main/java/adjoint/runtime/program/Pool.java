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
 * moment before it sleeps; waking a sleeping thread takes longer than many a kernel. Nobody waits for it: pieces of a loop go
 * to whoever asks for one, so that the caller has done them all where workers come late.
 */
public final class Pool implements AutoCloseable {

  /** A part of a loop: from `from` (inclusive) to `to` (exclusive). */
  @FunctionalInterface
  public interface Part {
    void run(long from, long to);
  }

  /** How many nanoseconds it takes to wake a thread. */
  private static final long WAKING = 50_000;
  /** For how many nanoseconds a thread watches before it sleeps. */
  private static final long WATCH = 4 * WAKING;
  /** A look at the clock takes about as long as one turn of watching. */
  private static final int TURNS_A_LOOK = 16;
  /** Into how many pieces a thread's share of a loop goes, so that who is disturbed is helped. */
  private static final int PIECES = 4;
  /** The same where each piece asks whether to go on. */
  private static final int STRETCHES = 64;

  private final int threads;
  private final int pieces;
  private final BooleanSupplier stop;
  private final long watch;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  /** The loop at hand, or the last. */
  private volatile Loop loop = new Loop(0, 0, (from, to) -> {}, Thread.currentThread());
  private volatile boolean closed;

  private Pool(int threads, int pieces, BooleanSupplier stop) {
    this.threads = threads;
    this.pieces = pieces;
    this.stop = stop;
    // Where threads share a processor, who watches would keep others from working.
    this.watch = threads > Runtime.getRuntime().availableProcessors() ? 0 : WATCH;
    for (int i = 1; i < threads; i++) {
      Worker worker = new Worker(i, loop);
      workers.add(worker);
      worker.start();
    }
  }

  /** A pool of a number of threads, the caller's among them. */
  public static Pool of(int threads) {
    return new Pool(Math.max(1, threads), PIECES, () -> false);
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
   * Runs a loop of `count` turns in equal pieces on all threads, and waits for all. A loop inside of a
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
      Loop all = new Loop(turns, (int) Math.min(turns, (long) threads * pieces), body, Thread.currentThread());
      loop = all;
      if (isAsleep() && all.isLong()) {
        workers.forEach(Worker::wake);
      }
      all.work();
      all.await();
      all.throwFailure();
    } finally {
      busy.set(false);
    }
  }

  private boolean isAsleep() {
    for (int i = 0; i < workers.size(); i++) {
      if (workers.get(i).sleeps) {
        return true;
      }
    }
    return false;
  }

  /** Ends the threads, after the loop at hand. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  /** Watches until something holds; false where that takes longer than anybody should watch. */
  private boolean watch(BooleanSupplier holds) {
    long start = System.nanoTime();
    do {
      for (int i = 0; i < TURNS_A_LOOK; i++) {
        if (holds.getAsBoolean()) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < watch);
    return false;
  }

  /** One loop, whose pieces are taken one by one; who comes late finds none. */
  private final class Loop {
    private final long turns;
    private final int pieces;
    private final Part part;
    private final Thread caller;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean callerSleeps;

    Loop(long turns, int pieces, Part part, Thread caller) {
      this.turns = turns;
      this.pieces = pieces;
      this.part = part;
      this.caller = caller;
    }

    void work() {
      while (takesOne()) {}
    }

    /** Whether all of it takes longer than to wake who sleeps, as far as one piece can tell, which it runs. */
    boolean isLong() {
      if (pieces <= threads) {
        return true;
      }
      long start = System.nanoTime();
      takesOne();
      return (System.nanoTime() - start) * pieces > WAKING;
    }

    private boolean takesOne() {
      int piece = taken.getAndIncrement();
      if (piece >= pieces) {
        return false;
      }
      run(piece);
      if (done.incrementAndGet() == pieces && callerSleeps) {
        LockSupport.unpark(caller);
      }
      return true;
    }

    private void run(int piece) {
      try {
        if (stop.getAsBoolean()) {
          throw new CancellationException();
        }
        part.run(turns * piece / pieces, turns * (piece + 1) / pieces);
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      }
    }

    private boolean isDone() {
      return done.get() == pieces;
    }

    void await() {
      if (!watch(this::isDone)) {
        callerSleeps = true;
        while (!isDone()) {
          LockSupport.park(this);
        }
      }
    }

    void throwFailure() {
      Throwable thrown = failure.get();
      if (thrown instanceof RuntimeException own) {
        throw own;
      }
      if (thrown != null) {
        throw new IllegalStateException("a kernel failed", thrown);
      }
    }
  }

  private final class Worker extends Thread {
    private Loop last;
    private volatile boolean sleeps;

    Worker(int number, Loop last) {
      super("adjoint-worker-" + number);
      this.last = last;
      setDaemon(true);
    }

    void wake() {
      if (sleeps) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      while (awaitAnother()) {
        last = loop;
        last.work();
      }
    }

    /** Whether there is one. */
    private boolean awaitAnother() {
      if (!watch(() -> loop != last || closed)) {
        sleeps = true;
        while (loop == last && !closed) {
          LockSupport.park(Pool.this);
        }
        sleeps = false;
      }
      return loop != last;
    }
  }
}
