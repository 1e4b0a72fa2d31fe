package adjoint.repl.terminal;

import adjoint.repl.session.Response;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An answer that is being worked out on a thread of its own. */
final class PendingAnswer {

  /** Programs are gone through by recursion. */
  private static final long STACK = 16L << 20;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private volatile Response response = Response.NOTHING;

  PendingAnswer(Supplier<Response> work) {
    this.thread = new Thread(null, () -> {
      try {
        response = work.get();
      } finally {
        done.countDown();
      }
    }, "adjoint-answer", STACK);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Waits for a while; whether it is there. */
  boolean await(long milliseconds) {
    try {
      return done.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  Response response() {
    return response;
  }
}
