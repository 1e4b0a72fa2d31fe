package adjoint.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WarmingTest {

  private static final Signature SIGNATURE = new Signature("f", List.of("Batch"), List.of(), List.of(), List.of());

  /** Slow in its first calls, as what HotSpot hasn't compiled. */
  private static final class Cold implements CompiledFunction {
    private final List<Long> sizes = new ArrayList<>();

    @Override
    public Signature signature() {
      return SIGNATURE;
    }

    @Override
    public long workReals(long[] dims) {
      return 0;
    }

    @Override
    public long workInts(long[] dims) {
      return 0;
    }

    @Override
    public void run(Frame frame) {
      sizes.add(frame.dims[0]);
      if (sizes.size() < 3) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        while (System.nanoTime() < end) {
          LockSupport.parkNanos(end - System.nanoTime());
        }
      }
    }
  }

  @Test
  void vectorsAreWarmedUpOnFewExamplesAndThenOnAll() {
    Cold vector = new Cold();
    Frame scratch = new Frame(new float[0], new float[0], new int[0], new float[0][], new int[0][], new long[]{64},
        new float[0], Pool.of(1));

    boolean won = new Warming(new Cold(), vector, scratch).wins(true);

    assertThat(won).isTrue();
    assertThat(vector.sizes.subList(0, 3)).containsExactly(5L, 5L, 5L);
    assertThat(vector.sizes).endsWith(64L);
    assertThat(scratch.dims).containsExactly(64);
  }

  @Test
  void expectedInputsAreOfBothSignsAndParametersAreNot() {
    float[] inputs = new float[1000];
    float[] parameters = new float[1000];
    Frames.vary(inputs, -1);
    Frames.vary(parameters, 0.001f);

    assertThat(inputs).satisfies(all -> {
      int negative = 0;
      for (float each : all) {
        assertThat(each).isBetween(-1f, 1f);
        negative += each < 0 ? 1 : 0;
      }
      assertThat(negative).isBetween(400, 600);
    });
    for (float each : parameters) {
      assertThat(each).isBetween(0.001f, 1f);
    }
  }
}
