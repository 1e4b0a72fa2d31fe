package adjoint.runtime.train;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A wish to stop early: training ends after the step at hand and is saved. */
public final class Interruption implements AutoCloseable {

  /** Time to finish a step and to save, after which the process ends all the same. */
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final boolean onSignal;
  private final Optional<PrintStream> words;
  private final Thread hook = new Thread(this::requestAndWait, "adjoint-interruption");
  private volatile boolean requested;
  private volatile boolean begun;

  private Interruption(boolean onSignal, Optional<PrintStream> words) {
    this.onSignal = onSignal;
    this.words = words;
    if (onSignal) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /** Stops when {@link #request} is called. */
  public static Interruption never() {
    return new Interruption(false, Optional.empty());
  }

  /**
   * Stops at Ctrl-C: the process waits until this is closed, that is, until the run has been saved. Before there is
   * anything to save it ends at once.
   *
   * @param words where that is said
   */
  public static Interruption onSignal(PrintStream words) {
    return new Interruption(true, Optional.of(words));
  }

  /** From here on there is something to be saved. */
  void begin() {
    begun = true;
  }

  public void request() {
    requested = true;
  }

  public boolean requested() {
    return requested;
  }

  private void requestAndWait() {
    request();
    if (!begun) {
      words.ifPresent(w -> w.println("stopped before the first step; nothing was written"));
      return;
    }
    try {
      finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    if (onSignal && !requested) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
