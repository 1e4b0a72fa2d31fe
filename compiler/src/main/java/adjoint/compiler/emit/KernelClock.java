package adjoint.compiler.emit;

import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Procedure;
import java.util.Arrays;
import java.util.List;

/**
 * For how long each kernel of a function ran. The function must be of the form that tells a clock when a kernel has run; the
 * kernels themselves are those of the ordinary form.
 */
public final class KernelClock {

  /** What generated code calls, with the number of the kernel: {@link #finished}. */
  public static final Procedure.Header FINISHED = new Procedure.Header("finished", List.of(DataType.INT));

  private static final ScopedValue<KernelClock> RUNNING = ScopedValue.newInstance();

  private final long[] nanos;
  private final long[] calls;
  private long last;

  /** @param kernels how many there are */
  public KernelClock(int kernels) {
    this.nanos = new long[kernels];
    this.calls = new long[kernels];
  }

  /** Times the kernels of a function that it runs, on this thread. */
  public void run(Runnable function) {
    ScopedValue.where(RUNNING, this).run(() -> {
      last = System.nanoTime();
      function.run();
    });
  }

  /** Called by generated code. */
  public static void finished(int kernel) {
    RUNNING.get().count(kernel);
  }

  private void count(int kernel) {
    long now = System.nanoTime();
    nanos[kernel] += now - last;
    calls[kernel]++;
    last = now;
  }

  /** The time of a kernel in all its calls. */
  public long nanos(int kernel) {
    return nanos[kernel];
  }

  public long calls(int kernel) {
    return calls[kernel];
  }

  /** The time of all kernels. */
  public long nanos() {
    return Arrays.stream(nanos).sum();
  }

  /** The calls of all kernels. */
  public long calls() {
    return Arrays.stream(calls).sum();
  }
}
