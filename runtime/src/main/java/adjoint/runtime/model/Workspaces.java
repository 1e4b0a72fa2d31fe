package adjoint.runtime.model;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Workspaces that nobody uses just now: a stack without locks, on whose top lies the one whose memory was used last. */
final class Workspaces {

  /** More threads than cores don't compute at once for long. */
  private static final int MOST = 2 * Runtime.getRuntime().availableProcessors() + 2;

  private final ConcurrentLinkedDeque<Workspace> free = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Supplier<Workspace> make;

  Workspaces(Supplier<Workspace> make) {
    this.make = make;
  }

  Workspace borrow() {
    Optional<Workspace> used = Optional.ofNullable(free.pollFirst());
    if (used.isPresent()) {
      count.decrementAndGet();
      return used.get();
    }
    return make.get();
  }

  void giveBack(Workspace workspace) {
    if (count.getAndIncrement() < MOST) {
      free.addFirst(workspace);
    } else {
      count.decrementAndGet();
    }
  }
}
