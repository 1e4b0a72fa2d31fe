package adjoint.runtime.program;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Starts with scalar kernels, which are fast at once, and goes over to vector kernels at the start of a call as soon
 * as a thread in the background has warmed them up on scratch memory; both have the same bits. Where many calls are
 * expected, that begins before the first. Stays with the scalar ones where vectors don't win: in tiny nets, and where a
 * function is called once or a few times.
 */
public final class SwappingFunction implements CompiledFunction {

  /** Calls faster than this, in nanoseconds, aren't worth a second form. */
  private static final long TINY = 20_000;
  /** Scalar work, in nanoseconds, after which vectors are warmed up: single predictions never get there. */
  private static final long PATIENCE = 20_000_000;
  /** A first call slower than this, in nanoseconds, is no tiny net's, although HotSpot hasn't compiled it yet. */
  private static final long LARGE = 5_000_000;
  /** With so many weights times examples there is work enough for certain. */
  private static final double MANY = 1 << 24;
  /** No faster for so many nanoseconds: all that matters is compiled. */
  private static final long SETTLED = 1_000_000_000L;
  /** A multiple of the rows and the columns of all tiles. */
  private static final long ROUND = 96;
  /** After so many scalar calls it is known how fast they are. */
  private static final int ENOUGH = 3;
  /** So many points in a row must be won: one for a call that is faster, and more for one that is so by as many times. */
  private static final int WIN = 5;
  private static final int CLEARLY = 3;

  private enum State {
    SCALAR, WARMING, DONE
  }

  private final CompiledFunction scalar;
  private final Supplier<CompiledFunction> vectors;
  private final Consumer<LinkageError> unlinked;
  private volatile CompiledFunction current;
  private volatile State state = State.SCALAR;
  private int calls;
  private long spent;
  /** The largest size of a call so far: the product of its open dims. */
  private long largest;
  /** The nanoseconds that a unit of size took at least. */
  private double fastest = Double.MAX_VALUE;

  /** @param vectors makes the vector form; called once, in the background, or never */
  public SwappingFunction(CompiledFunction scalar, Supplier<CompiledFunction> vectors) {
    this(scalar, vectors, problem -> {});
  }

  /** @param unlinked is told where this Java can't link the vector form; scalar code goes on */
  public SwappingFunction(CompiledFunction scalar, Supplier<CompiledFunction> vectors,
      Consumer<LinkageError> unlinked) {
    this.scalar = scalar;
    this.vectors = vectors;
    this.unlinked = unlinked;
    this.current = scalar;
  }

  @Override
  public Signature signature() {
    return scalar.signature();
  }

  @Override
  public long workReals(long[] dims) {
    return scalar.workReals(dims);
  }

  @Override
  public long workInts(long[] dims) {
    return scalar.workInts(dims);
  }

  /** Whether it has gone over to vectors. */
  public boolean isSwapped() {
    return current != scalar;
  }

  @Override
  public void run(Frame frame) {
    if (state == State.DONE) {
      current.run(frame);
      return;
    }
    long start = System.nanoTime();
    scalar.run(frame);
    account(System.nanoTime() - start, frame);
  }

  private synchronized void account(long nanos, Frame frame) {
    long size = size(frame);
    boolean same = calls == 0 || size == largest;
    count(nanos, size);
    spent += nanos;
    largest = Math.max(largest, size);
    if (state != State.SCALAR || calls == 1 || spent <= PATIENCE || size < largest) {
      return;
    }
    if (fastest * largest > TINY) {
      Frame scratch = copy(frame);
      inBackground(() -> warm(scratch));
    } else if (same) {
      state = State.DONE; // it won't become larger: no more accounts
    }
  }

  private synchronized void count(long nanos, long size) {
    calls++;
    fastest = Math.min(fastest, (double) nanos / size);
  }

  private static long size(Frame frame) {
    long size = 1;
    for (long dim : frame.dims) {
      size *= dim;
    }
    return Math.max(1, size);
  }

  @Override
  public synchronized void expect(Frame scratch) {
    if (state == State.SCALAR) {
      inBackground(() -> tryOut(scratch));
    }
  }

  private void inBackground(Runnable work) {
    state = State.WARMING;
    Thread thread = new Thread(work, "adjoint-warm-up");
    thread.setDaemon(true);
    // Whatever it can't do (there may be no memory for a second form), scalar code goes on.
    thread.setUncaughtExceptionHandler((t, problem) -> {
      state = State.DONE;
      if (problem instanceof LinkageError error) {
        unlinked.accept(error);
      }
    });
    thread.start();
  }

  /** One scalar call tells whether there is work enough for vectors; if not, the calls to come may still say so. */
  private void tryOut(Frame scratch) {
    boolean large = (double) scratch.store.length * size(scratch) > MANY || measure(scratch) > LARGE;
    if (large) {
      warm(scratch);
    } else {
      state = State.SCALAR;
    }
  }

  /**
   * Until HotSpot has compiled them, vectors are objects, a thousand times slower. So they run until they win, or get no
   * faster any more.
   */
  private void warm(Frame scratch) {
    CompiledFunction vector = vectors.get();
    shrink(scratch.dims);
    int points = 0;
    long best = Long.MAX_VALUE;
    long fast = 0;
    long improved = System.nanoTime();
    while (points < WIN && System.nanoTime() - improved < SETTLED + 4 * fast) {
      fast = nanos(vector, scratch);
      long slow = scalarNanos(scratch, fast);
      points = fast < slow ? points + (fast < slow / CLEARLY ? CLEARLY : 1) : 0;
      if (fast < best - best / 8) {
        best = fast;
        improved = System.nanoTime();
      }
    }
    current = points >= WIN ? vector : scalar;
    state = State.DONE;
  }

  /** Smaller sizes that still have every kind of tile and the same rests. */
  private static void shrink(long[] dims) {
    Arrays.setAll(dims, i -> dims[i] < 2 * ROUND ? dims[i] : ROUND + dims[i] % ROUND);
  }

  /**
   * What a scalar call takes: as known where that decides, else measured in turn, so that a busy machine is busy for
   * both.
   */
  private long scalarNanos(Frame scratch, long fast) {
    synchronized (this) {
      double known = fastest * size(scratch);
      if (calls >= ENOUGH && (fast > known * CLEARLY || fast < known / CLEARLY)) {
        return (long) known;
      }
    }
    return measure(scratch);
  }

  private long measure(Frame scratch) {
    long nanos = nanos(scalar, scratch);
    count(nanos, size(scratch));
    return nanos;
  }

  private static long nanos(CompiledFunction function, Frame scratch) {
    long start = System.nanoTime();
    function.run(scratch);
    return System.nanoTime() - start;
  }

  /** A frame with the same numbers, so that it takes the same paths, on one thread. */
  private static Frame copy(Frame frame) {
    float[][] reals = new float[frame.reals.length][];
    int[][] ints = new int[frame.ints.length][];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = frame.reals[i].clone();
      ints[i] = frame.ints[i].clone();
    }
    Frame copy = new Frame(frame.store.clone(), frame.work.clone(), frame.workInts.clone(), reals, ints,
        frame.dims.clone(), frame.settings.clone(), Pool.of(1));
    copy.seed = frame.seed;
    copy.step = frame.step;
    return copy;
  }
}
