package adjoint.runtime.program;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** Runs the vector form of a function until HotSpot has compiled it, and finds out whether it wins. */
final class Warming {

  /** For how long warming goes on at most, in nanoseconds. */
  private static final long WARMING = 30_000_000_000L;
  /** No faster for so many nanoseconds: all that matters is compiled. */
  private static final long SETTLED = 1_000_000_000L;
  /** A multiple of the rows and the columns of all tiles. */
  private static final long ROUND = 96;
  /** So many times faster than at first, and they are compiled. */
  private static final long COMPILED = 20;
  /** Examples that make whole tiles and a rest of each kind. */
  private static final long FEW = 5;
  /** How long HotSpot is left alone after a call, in nanoseconds, at most. */
  private static final long PAUSE = 50_000_000;
  /** After so many rounds it is known how fast scalar code is. */
  private static final int ENOUGH = 3;
  /** So many points in a row must be won: one for a call that is faster, and more for one that is so by as many times. */
  private static final int WIN = 5;
  private static final int CLEARLY = 3;

  private final CompiledFunction scalar;
  private final CompiledFunction vector;
  private final Frame scratch;

  Warming(CompiledFunction scalar, CompiledFunction vector, Frame scratch) {
    this.scalar = scalar;
    this.vector = vector;
    this.scratch = scratch;
  }

  /** @param certain whether there is so much work that vectors win once they are compiled */
  boolean wins(boolean certain) {
    long[] dims = scratch.dims.clone();
    shrink(scratch.dims);
    boolean won = certain ? isCompiled() : isFaster();
    if (won && !certain && !Arrays.equals(dims, scratch.dims)) {
      System.arraycopy(dims, 0, scratch.dims, 0, dims.length);
      vector.run(scratch); // blocks that only large sizes have
    }
    return won;
  }

  /** Smaller sizes that still have every kind of tile and the same rests. */
  private static void shrink(long[] dims) {
    Arrays.setAll(dims, i -> dims[i] < 2 * ROUND ? dims[i] : ROUND + dims[i] % ROUND);
  }

  /**
   * Whether HotSpot has compiled vectors, which without a compiler it doesn't. What it compiles and what it takes for that to begin
   * depend on calls, not on examples: with few of them it begins sooner.
   */
  private boolean isCompiled() {
    long[] dims = scratch.dims.clone();
    if (dims.length == 1) {
      scratch.dims[0] = Math.min(dims[0], FEW);
    }
    long first = nanos(vector, scratch);
    long best = fastest(nanos -> nanos < first / COMPILED || pause(nanos));
    boolean compiled = best < first / COMPILED || best < nanos(scalar, scratch);
    System.arraycopy(dims, 0, scratch.dims, 0, dims.length);
    if (compiled && dims.length == 1) {
      vector.run(scratch); // what only more examples reach
    }
    return compiled;
  }

  /** HotSpot needs the time more than calls of what it hasn't compiled. */
  private static boolean pause(long nanos) {
    LockSupport.parkNanos(Math.min(nanos, PAUSE));
    return false;
  }

  private boolean isFaster() {
    Race race = new Race();
    fastest(race::isWon);
    return race.points >= WIN;
  }

  /**
   * Until HotSpot has compiled them vectors are objects, a thousand times slower: so they run until that is enough, or
   * they get no faster any more.
   */
  private long fastest(LongPredicate enough) {
    long end = System.nanoTime() + WARMING;
    long improved = System.nanoTime();
    long best = WARMING;
    boolean done = false;
    while (!done && System.nanoTime() < Math.min(end, improved + SETTLED + 4 * best)) {
      long nanos = nanos(vector, scratch);
      done = enough.test(nanos);
      improved = nanos < best - best / 8 ? System.nanoTime() : improved;
      best = Math.min(best, nanos);
    }
    return best;
  }

  /** Where neither wins clearly, both run in turn, so that a busy machine is busy for both. */
  private final class Race {
    private long bestScalar = Long.MAX_VALUE;
    private int rounds;
    private int points;

    /** @param fast the nanoseconds of vectors */
    boolean isWon(long fast) {
      boolean clear = fast < bestScalar / CLEARLY || fast / CLEARLY > bestScalar;
      long slow = clear && rounds >= ENOUGH ? bestScalar : nanos(scalar, scratch);
      bestScalar = Math.min(bestScalar, slow);
      rounds++;
      points = fast < slow ? points + (fast < slow / CLEARLY ? CLEARLY : 1) : 0;
      return points >= WIN;
    }
  }

  /** How long a call takes. */
  static long nanos(CompiledFunction function, Frame scratch) {
    long start = System.nanoTime();
    function.run(scratch);
    return System.nanoTime() - start;
  }
}
