package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.SampleGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.SwappingFunction;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Signature;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Threads and the change from scalar code to vectors during a run leave every bit alone. */
class FormsTest {

  private static final Graph GRAPH = GraphParser.parse(SampleGraphs.mlp(300, 128, 10));
  /** HotSpot compiles in the background. */
  private static final long PATIENCE = 120_000_000_000L;

  @Test
  void threadsChangeNoBits() {
    float[] alone = weights(Form.SCALAR, 1, 5);
    assertThat(weights(Form.SCALAR, 2, 5)).containsExactly(alone);
    assertThat(weights(Form.SCALAR, 3, 5)).containsExactly(alone);
    assertThat(weights(Form.VECTOR, 3, 5)).containsExactly(alone);
  }

  @Test
  void goesOverToVectorsAndChangesNoBits() {
    try (Pool pool = Pool.of(1)) {
      SwappingFunction forms = slowAtFirst(pool);
      Runs swapping = Runs.of(GRAPH, arguments(), forms, pool);
      Runs scalar = run(Form.SCALAR, pool);
      long end = System.nanoTime() + PATIENCE;
      while (!forms.isSwapped() && System.nanoTime() < end) {
        swapping.run();
        scalar.run();
      }
      assertThat(forms.isSwapped()).isTrue();
      for (int i = 0; i < 5; i++) {
        swapping.run();
        scalar.run();
      }
      assertThat(swapping.outputs().get("w1")).containsExactly(scalar.outputs().get("w1"));
      assertThat(scalar.outputs().get("loss")[0]).isFinite();
    }
  }

  @Test
  void goesOverBeforeTheFirstCallWhereCallsAreExpected() throws InterruptedException {
    try (Pool pool = Pool.of(1)) {
      SwappingFunction forms = slowAtFirst(pool);
      forms.expect(run(Form.SCALAR, pool).frame(), Long.MAX_VALUE);
      long end = System.nanoTime() + PATIENCE;
      while (!forms.isSwapped() && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertThat(forms.isSwapped()).isTrue();
    }
  }

  /** As the first call of a large convolution does, of which a scalar call would take seconds. */
  @Test
  void theFirstCallWaitsAsLongAsAScalarOneWouldTake() {
    try (Pool pool = Pool.of(1)) {
      CompiledFunction vector = run(Form.VECTOR, pool).function();
      SwappingFunction forms = new SwappingFunction(new Slow(vector), () -> {
        LockSupport.parkNanos(1_500_000_000L);
        return vector;
      }, dims -> 1e12, problem -> {});
      Frame frame = run(Form.SCALAR, pool).frame();
      forms.expect(run(Form.SCALAR, pool).frame(), Long.MAX_VALUE);
      forms.run(frame);
      assertThat(forms.isSwapped()).isTrue();
    }
  }

  @Test
  void aFunctionThatIsCalledOnceStaysScalar() throws InterruptedException {
    CompiledFunction scalar = run(Form.SCALAR, Pool.of(1)).function();
    Frame frame = run(Form.SCALAR, Pool.of(1)).frame();
    CountDownLatch linked = new CountDownLatch(1);
    SwappingFunction forms = new SwappingFunction(new Slow(scalar), () -> {
      linked.countDown();
      return scalar;
    });
    forms.run(frame);
    assertThat(linked.await(100, TimeUnit.MILLISECONDS)).isFalse();
    forms.run(frame);
    assertThat(linked.await(1, TimeUnit.MINUTES)).isTrue();
  }

  /** The calls use all threads, the warm-up has one: only its own times are alike. */
  @Test
  void howFastTheCallsAreDoesNotDecide() {
    try (Pool pool = Pool.of(1)) {
      Frame frame = run(Form.SCALAR, pool).frame();
      CompiledFunction function = run(Form.SCALAR, pool).function();
      Thread caller = Thread.currentThread();
      SwappingFunction forms = new SwappingFunction(
          new Slow(function, () -> Thread.currentThread() == caller ? 2_000_000 : 60_000_000),
          () -> new Slow(function, () -> 20_000_000));
      long end = System.nanoTime() + PATIENCE;
      while (!forms.isSwapped() && System.nanoTime() < end) {
        forms.run(frame);
      }
      assertThat(forms.isSwapped()).isTrue();
    }
  }

  /** Vectors win, however busy the machine is. */
  private static SwappingFunction slowAtFirst(Pool pool) {
    CompiledFunction vector = run(Form.VECTOR, pool).function();
    return new SwappingFunction(new Slow(run(Form.SCALAR, pool).function()), () -> vector);
  }

  /** Takes so many nanoseconds longer. */
  private record Slow(CompiledFunction function, LongSupplier nanos) implements CompiledFunction {

    /** Long enough to be worth a second form. */
    Slow(CompiledFunction function) {
      this(function, () -> 30_000_000);
    }

    @Override
    public Signature signature() {
      return function.signature();
    }

    @Override
    public long workReals(long[] dims) {
      return function.workReals(dims);
    }

    @Override
    public long workInts(long[] dims) {
      return function.workInts(dims);
    }

    @Override
    public void run(Frame frame) {
      LockSupport.parkNanos(nanos.getAsLong());
      function.run(frame);
    }
  }

  private static float[] weights(Form form, int threads, int steps) {
    try (Pool pool = Pool.of(threads)) {
      Runs run = run(form, pool);
      for (int i = 0; i < steps; i++) {
        run.run();
      }
      return run.outputs().get("w1");
    }
  }

  private static Runs run(Form form, Pool pool) {
    return Runs.of(GRAPH, arguments(), Backend.Options.of(form), pool);
  }

  /** Small, so that no weight runs away: bits of numbers that are none would all be equal. */
  private static Arguments arguments() {
    Arguments arguments = PlannedGraphs.arguments(GRAPH, Map.of("Batch", 64L), 1);
    arguments.inputs().values().forEach(data -> Arrays.setAll(data, i -> data[i] / 10));
    arguments.inputs().put("lr", new double[]{0.01});
    return arguments;
  }
}
