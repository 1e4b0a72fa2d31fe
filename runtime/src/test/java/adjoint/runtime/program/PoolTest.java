package adjoint.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolTest {

  @ParameterizedTest
  @CsvSource({"1,0", "1,7", "2,1", "2,2", "3,2", "3,1000", "4,5"})
  @Timeout(20)
  void everyTurnRunsOnce(int threads, int turns) {
    AtomicIntegerArray runs = new AtomicIntegerArray(turns + 1);
    try (Pool pool = Pool.of(threads)) {
      for (int round = 0; round < 200; round++) {
        pool.loop(turns, (from, to) -> {
          for (long i = from; i < to; i++) {
            runs.incrementAndGet((int) i);
          }
        });
      }
    }
    for (int i = 0; i < turns; i++) {
      assertThat(runs.get(i)).isEqualTo(200);
    }
    assertThat(runs.get(turns)).isZero();
  }

  @Test
  @Timeout(20)
  void aLoopWaitsForSleepingWorkers() throws InterruptedException {
    AtomicLong sum = new AtomicLong();
    try (Pool pool = Pool.of(3)) {
      for (int round = 0; round < 5; round++) {
        pool.loop(300, (from, to) -> sum.addAndGet(to - from));
        assertThat(sum.get()).isEqualTo(300L * (round + 1));
        Thread.sleep(20);
      }
    }
  }

  @Test
  @Timeout(20)
  void whoIsDisturbedHoldsUpNoOtherPiece() {
    CountDownLatch others = new CountDownLatch(7);
    AtomicBoolean inTime = new AtomicBoolean();
    try (Pool pool = Pool.of(2)) {
      pool.loop(8, (from, to) -> {
        if (from == 1) {
          inTime.set(countedDown(others));
        } else {
          LockSupport.parkNanos(1_000_000); // long enough to wake somebody
          others.countDown();
        }
      });
    }
    assertThat(inTime).isTrue();
  }

  private static boolean countedDown(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(20)
  void aLoopInALoopRunsInPlace() {
    AtomicLong sum = new AtomicLong();
    try (Pool pool = Pool.of(2)) {
      pool.loop(4, (from, to) -> {
        for (long i = from; i < to; i++) {
          pool.loop(10, (a, b) -> sum.addAndGet(b - a));
        }
      });
    }
    assertThat(sum.get()).isEqualTo(40);
  }

  @ParameterizedTest
  @CsvSource({"0", "3"})
  @Timeout(20)
  void aFailureIsThrownAndThePoolGoesOn(long failing) {
    AtomicLong sum = new AtomicLong();
    try (Pool pool = Pool.of(2)) {
      assertThatThrownBy(() -> pool.loop(4, (from, to) -> {
        if (from <= failing && failing < to) {
          throw new ArithmeticException("turn " + failing);
        }
      })).isInstanceOf(ArithmeticException.class).hasMessage("turn " + failing);
      pool.loop(4, (from, to) -> sum.addAndGet(to - from));
    }
    assertThat(sum.get()).isEqualTo(4);
  }

  @Test
  @Timeout(20)
  void aClosedPoolStillComputes() {
    AtomicLong sum = new AtomicLong();
    Pool pool = Pool.of(2);
    pool.close();
    pool.loop(4, (from, to) -> sum.addAndGet(to - from));
    assertThat(sum.get()).isEqualTo(4);
  }

  @Test
  @Timeout(20)
  void aPoolThatMayBeStoppedCutsItsLoopsAndEndsThemEarly() {
    AtomicLong turns = new AtomicLong();
    AtomicLong parts = new AtomicLong();
    try (Pool pool = Pool.stoppable(1, () -> turns.get() >= 500)) {
      assertThatThrownBy(() -> pool.loop(1000, (from, to) -> {
        turns.addAndGet(to - from);
        parts.incrementAndGet();
      })).isInstanceOf(CancellationException.class);
    }
    assertThat(turns.get()).isBetween(500L, 600L);
    assertThat(parts.get()).isGreaterThan(10);
  }

  @Test
  @Timeout(20)
  void aPoolThatIsNotStoppedDoesAllTurnsOnce() {
    AtomicLong sum = new AtomicLong();
    try (Pool pool = Pool.stoppable(3, () -> false)) {
      pool.loop(1001, (from, to) -> LongStream.range(from, to).forEach(sum::addAndGet));
    }
    assertThat(sum.get()).isEqualTo(1001L * 1000 / 2);
  }
}
