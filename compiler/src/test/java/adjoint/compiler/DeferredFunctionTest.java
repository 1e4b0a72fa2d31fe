package adjoint.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.plan.Plan;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeferredFunctionTest {

  private static final Signature SIGNATURE =
      new Signature("f", List.of("Time", "Batch"), List.of(), List.of(), List.of());

  private final AtomicInteger compiled = new AtomicInteger();
  private final CompiledFunction deferred = new DeferredFunction(() -> {
    compiled.incrementAndGet();
    return new Counting();
  });

  @Test
  void itIsCompiledWhenItIsFirstAskedForAnythingAndOnce() {
    assertThat(compiled).hasValue(0);

    assertThat(deferred.signature()).isEqualTo(SIGNATURE);
    assertThat(deferred.workReals(new long[]{2, 3})).isEqualTo(1);

    assertThat(compiled).hasValue(1);
  }

  @Test
  void aPlanSaysWhatItNeedsBeforeThereIsCode() {
    Plan plan = new Plan("f", SIGNATURE, Map.of(), List.of(), Size.open("Batch").times(Size.of(5)),
        Size.open("Time"), List.of());
    CompiledFunction planned = new PlannedFunction(plan, deferred);

    assertThat(planned.signature()).isEqualTo(SIGNATURE);
    assertThat(planned.workReals(new long[]{2, 3})).isEqualTo(15);
    assertThat(planned.workInts(new long[]{2, 3})).isEqualTo(2);
    assertThat(compiled).hasValue(0);
  }

  private static final class Counting implements CompiledFunction {
    @Override
    public Signature signature() {
      return SIGNATURE;
    }

    @Override
    public long workReals(long[] dims) {
      return 1;
    }

    @Override
    public long workInts(long[] dims) {
      return 1;
    }

    @Override
    public void run(Frame frame) {}
  }
}
