package adjoint.runtime.serve;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Model;
import adjoint.runtime.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class BatcherTest {

  private static Job job(float... values) {
    return new Job(values.length / 2, new float[][]{values, new float[values.length]}, new int[2][0],
        new SequenceBatch(List.of(), values.length / 2, Map.of()), new Json[0],
        new CompletableFuture<>());
  }

  @Test
  void whatWaitsGoesTogetherInBlocksAndEachGetsItsOwn() {
    ConcurrentLinkedQueue<Long> sizes = new ConcurrentLinkedQueue<>();
    Model model = Doubling.model(frame -> sizes.add(frame.dims[0]));
    List<Job> jobs = new ArrayList<>();
    try (Batcher batcher = new Batcher(model, 1000)) {
      for (int i = 0; i < 50; i++) {
        jobs.add(job(i, 1, i, 2, i, 3));
        assertThat(batcher.offer(jobs.get(i))).isTrue();
      }
      batcher.start(1);
      for (int i = 0; i < 50; i++) {
        assertThat(jobs.get(i).done().join().reals()[1]).containsExactly(2 * i, 2, 2 * i, 4, 2 * i, 6);
      }
      assertThat(sizes).containsExactly(63L, 63L, 24L);
      assertThat(batcher.largest()).isEqualTo(63);
    }
  }

  @Test
  void aJobOfManyExamplesGoesInBlocks() {
    ConcurrentLinkedQueue<Long> sizes = new ConcurrentLinkedQueue<>();
    Model model = Doubling.model(frame -> sizes.add(frame.dims[0]));
    float[] values = new float[2 * 150];
    values[299] = 7;
    try (Batcher batcher = new Batcher(model, 150)) {
      Job job = job(values);
      assertThat(batcher.offer(job)).isTrue();
      assertThat(batcher.offer(job(1, 2))).isFalse();
      batcher.start(1);
      assertThat(job.done().join().reals()[1][299]).isEqualTo(14);
      assertThat(sizes).containsExactly(64L, 64L, 22L);
    }
  }
}
