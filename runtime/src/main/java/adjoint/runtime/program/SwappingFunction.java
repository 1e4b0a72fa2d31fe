package adjoint.runtime.program;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Starts with scalar kernels, which are fast at once, and goes over to vector kernels at the start of a call as soon
 * as a thread in the background has warmed them up on scratch memory; both have the same bits. Where many calls are
 * expected, that begins before the first, which waits a little where there is much work. Stays with the scalar ones
 * where vectors don't win: in tiny nets, and where a function is called once or a few times.
 */
public final class SwappingFunction implements CompiledFunction {

  /** Calls faster than this, in nanoseconds, aren't worth a second form. */
  private static final long TINY = 20_000;
  /** Scalar work, in nanoseconds, after which vectors are warmed up: single predictions never get there. */
  private static final long PATIENCE = 20_000_000;
  /** A first call slower than this, in nanoseconds, is no tiny net's, although HotSpot hasn't compiled it yet. */
  private static final long LARGE = 5_000_000;
  /** With so many products, or weights times examples, there is work enough for certain. */
  private static final double MANY = 1 << 24;
  /** How long the first call waits for vectors that will win for certain, in nanoseconds: at least and at most. */
  private static final long AWAITED = 1_000_000_000L;
  private static final long AWAITED_LONG = 8_000_000_000L;
  /** Nanoseconds of a product in scalar code that HotSpot's first compiler has compiled. */
  private static final double SCALAR_PRODUCT = 6;

  private enum State {
    SCALAR, WARMING, DONE
  }

  private final CompiledFunction scalar;
  private final Supplier<CompiledFunction> vectors;
  private final ToDoubleFunction<long[]> products;
  private final Consumer<LinkageError> unlinked;
  private volatile CompiledFunction current;
  private volatile State state = State.SCALAR;
  /** For how many nanoseconds the next call waits. */
  private volatile long awaited;
  private int calls;
  private long spent;
  /** The largest size of a call so far: the product of its open dims. */
  private long largest;
  /** The nanoseconds that a unit of size took at least. */
  private double fastest = Double.MAX_VALUE;

  /** @param vectors makes the vector form; called once, in the background, or never */
  public SwappingFunction(CompiledFunction scalar, Supplier<CompiledFunction> vectors) {
    this(scalar, vectors, dims -> 0, problem -> {});
  }

  /**
   * @param products how many multiplications a call needs about, by the sizes of its open dims
   * @param unlinked is told where this Java can't link the vector form; scalar code goes on
   */
  public SwappingFunction(CompiledFunction scalar, Supplier<CompiledFunction> vectors,
      ToDoubleFunction<long[]> products, Consumer<LinkageError> unlinked) {
    this.scalar = scalar;
    this.vectors = vectors;
    this.products = products;
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

  /** Whether it has found out which form is faster. */
  public boolean isDecided() {
    return state == State.DONE;
  }

  @Override
  public void run(Frame frame) {
    if (awaited > 0) {
      await();
    }
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
    calls++;
    spent += nanos;
    fastest = Math.min(fastest, (double) nanos / size);
    largest = Math.max(largest, size);
    if (state != State.SCALAR || calls == 1 || spent <= PATIENCE || size < largest) {
      return;
    }
    if (fastest * largest > TINY) {
      Frame scratch = copy(frame);
      inBackground(() -> warm(scratch, false));
    } else if (same) {
      state = State.DONE; // it won't become larger: no more accounts
    }
  }

  private static long size(Frame frame) {
    long size = 1;
    for (long dim : frame.dims) {
      size *= dim;
    }
    return Math.max(1, size);
  }

  @Override
  public synchronized void expect(Frame scratch, long expected) {
    if (state == State.SCALAR) {
      double work = Math.max(products.applyAsDouble(scratch.dims), (double) scratch.store.length * size(scratch));
      double nanos = work * SCALAR_PRODUCT;
      if (work > MANY && nanos * expected > AWAITED) {
        awaited = (long) Math.min(Math.max(nanos, AWAITED), AWAITED_LONG);
        inBackground(() -> warm(scratch, true));
      } else {
        inBackground(() -> tryOut(scratch));
      }
    }
  }

  /**
   * Scalar calls would only take from HotSpot what it needs to compile vectors, which make up for the time at once. Whoever waits
   * for as long as a scalar call takes loses no more than that.
   */
  private synchronized void await() {
    long end = System.nanoTime() + awaited;
    try {
      while (state != State.DONE && System.nanoTime() < end) {
        TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    awaited = 0;
  }

  private synchronized void done(CompiledFunction decided) {
    current = decided;
    state = State.DONE;
    notifyAll();
  }

  private void inBackground(Runnable work) {
    state = State.WARMING;
    Thread thread = new Thread(work, "adjoint-warm-up");
    thread.setDaemon(true);
    // Whatever it can't do (there may be no memory for a second form), scalar code goes on.
    thread.setUncaughtExceptionHandler((t, problem) -> {
      done(scalar);
      if (problem instanceof LinkageError error) {
        unlinked.accept(error);
      }
    });
    thread.start();
  }

  /** One scalar call tells whether there is work enough for vectors; if not, the calls to come may still say so. */
  private void tryOut(Frame scratch) {
    if (Warming.nanos(scalar, scratch) > LARGE) {
      warm(scratch, false);
    } else {
      state = State.SCALAR;
    }
  }

  /** @param certain whether there is so much work that vectors win once they are compiled */
  private void warm(Frame scratch, boolean certain) {
    VectorModule.require();
    CompiledFunction vector = vectors.get();
    done(new Warming(scalar, vector, scratch).wins(certain) ? vector : scalar);
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
