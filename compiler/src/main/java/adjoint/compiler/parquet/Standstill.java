package adjoint.compiler.parquet;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Ends waits that would never end: of some damaged pages hardwood's threads make no rows and say nothing, and who reads waits for them.
 * It is made and used by the thread that reads.
 */
final class Standstill implements AutoCloseable {

  /** What the slowest disk brings within. */
  static final Duration LONG = Duration.ofSeconds(30);

  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final Duration patience;
  private final Thread watch;
  private volatile long since = NOT_WAITING;
  private volatile boolean ended;

  Standstill(Duration patience) {
    this.patience = patience;
    Thread reader = Thread.currentThread();
    this.watch = Thread.ofPlatform().daemon().name("adjoint-parquet-watch").start(() -> watch(reader));
  }

  private void watch(Thread reader) {
    try {
      while (!ended) {
        Thread.sleep(patience.dividedBy(4));
        long began = since;
        ended = began != NOT_WAITING && System.nanoTime() - began > patience.toNanos();
        if (ended) {
          reader.interrupt();
        }
      }
    } catch (InterruptedException _) {
      // all is read
    }
  }

  /**
   * What is waited for.
   *
   * @throws IOException where it took too long
   */
  <T> T within(Callable<T> wait) throws IOException {
    since = System.nanoTime();
    try {
      T result = wait.call();
      check();
      return result;
    } catch (IOException | RuntimeException e) {
      check();
      throw e;
    } catch (Exception e) {
      check();
      throw new IOException(e);
    } finally {
      since = NOT_WAITING;
    }
  }

  private void check() throws IOException {
    if (ended) {
      Thread.interrupted();
      throw new IOException(
          "no row came for " + patience.toSeconds() + " seconds, so that a page of it may be damaged");
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
