package adjoint.runtime.program;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** A few threads of a run, over which kernels split their outer loops; the split changes speed, never bits. */
public final class Pool implements AutoCloseable {

  /** A part of a loop: from `from` (inclusive) to `to` (exclusive). */
  @FunctionalInterface
  public interface Part {
    void run(long from, long to);
  }

  private final int threads;
  private final ExecutorService workers;

  private Pool(int threads) {
    this.threads = threads;
    this.workers = threads == 1 ? null : Executors.newFixedThreadPool(threads - 1, task -> {
      Thread thread = new Thread(task, "adjoint-worker");
      thread.setDaemon(true);
      return thread;
    });
  }

  /** A pool of a number of threads, the caller's among them. */
  public static Pool of(int threads) {
    return new Pool(Math.max(1, threads));
  }

  public int threads() {
    return threads;
  }

  /** Runs a loop of `count` turns in as many equal parts as there are threads, and waits for all. */
  public void loop(long count, Part part) {
    if (threads == 1 || count < 2) {
      part.run(0, count);
      return;
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(threads - 1);
    for (int i = 1; i < threads; i++) {
      int number = i;
      workers.execute(() -> {
        try {
          part.run(count * number / threads, count * (number + 1) / threads);
        } catch (Throwable e) {
          failure.set(e);
        } finally {
          done.countDown();
        }
      });
    }
    part.run(0, count / threads);
    await(done, failure);
  }

  private static void await(CountDownLatch done, AtomicReference<Throwable> failure) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a kernel ran", e);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a kernel failed on a worker thread", failure.get());
    }
  }

  @Override
  public void close() {
    if (workers != null) {
      workers.shutdownNow();
    }
  }
}
