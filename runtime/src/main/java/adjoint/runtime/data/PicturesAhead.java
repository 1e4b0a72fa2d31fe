package adjoint.runtime.data;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The pictures of the next batch, decoded and changed on a thread of their own while a step runs on the others. What they are
 * doesn't depend on when that is. For one caller at a time.
 */
final class PicturesAhead {

  /** What is made of some examples. */
  private record Wanted(ColumnValues.Pictured column, int[] order, int from, int to, Optional<Epoch> epoch) {

    boolean isFor(ColumnValues.Pictured other, int[] examples, int first, int end, Optional<Epoch> when) {
      return column == other && order == examples && from == first && to == end && epoch.equals(when);
    }

    byte[][] pictures() {
      byte[][] pictures = new byte[to - from][];
      for (int i = from; i < to; i++) {
        pictures[i - from] = column.picture(order[i], epoch);
      }
      return pictures;
    }
  }

  private record Begun(Wanted request, Future<byte[][]> pictures) {}

  private final ExecutorService thread;
  private Optional<Begun> begun = Optional.empty();

  PicturesAhead() {
    this.thread = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
      Thread made = new Thread(task, "pictures");
      made.setDaemon(true);
      return made;
    });
  }

  /** Begins with some examples that are asked for next. */
  void begin(ColumnValues.Pictured column, int[] order, int from, int to, Optional<Epoch> epoch) {
    Wanted request = new Wanted(column, order, from, to, epoch);
    begun = Optional.of(new Begun(request, thread.submit(request::pictures)));
  }

  /** The pictures of some examples, which were begun or are made at once. */
  byte[][] take(ColumnValues.Pictured column, int[] order, int from, int to, Optional<Epoch> epoch) {
    Optional<Begun> same = begun.filter(each -> each.request().isFor(column, order, from, to, epoch));
    if (same.isPresent()) {
      begun = Optional.empty();
      try {
        return same.get().pictures().get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        // made once more below, so that what is wrong is thrown where it is expected
      }
    }
    return new Wanted(column, order, from, to, epoch).pictures();
  }
}
