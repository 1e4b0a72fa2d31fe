package adjoint.runtime.model;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Workspaces that nobody uses just now: places without locks, of which the first are taken first, since their memory was used
 * last. Neither way allocates anything.
 */
final class Workspaces {

  /** More threads than cores don't compute at once for long. */
  private static final int MOST = 2 * Runtime.getRuntime().availableProcessors() + 2;

  private static final Optional<Workspace> NONE = Optional.empty();

  private final AtomicReferenceArray<Optional<Workspace>> free = new AtomicReferenceArray<>(MOST);
  private final Supplier<Workspace> make;

  Workspaces(Supplier<Workspace> make) {
    this.make = make;
    for (int i = 0; i < MOST; i++) {
      free.set(i, NONE);
    }
  }

  Workspace borrow() {
    for (int i = 0; i < MOST; i++) {
      if (free.get(i).isPresent()) {
        Optional<Workspace> used = free.getAndSet(i, NONE);
        if (used.isPresent()) {
          return used.get();
        }
      }
    }
    return make.get();
  }

  void giveBack(Workspace workspace) {
    for (int i = 0; i < MOST; i++) {
      if (free.get(i).isEmpty() && free.compareAndSet(i, NONE, workspace.itself())) {
        return;
      }
    }
  }
}
