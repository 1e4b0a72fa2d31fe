package adjoint.benchmark;

import java.util.List;
import java.util.Optional;

/**
 * A row of the benchmark.
 *
 * @param name of its file in `workloads/`, and of its net on libtorch
 * @param batch examples of a training step and of a prediction
 * @param calls what is timed
 */
record Workload(String name, int batch, List<Call> calls) {

  /** What is timed of a workload. */
  enum Call {
    TRAIN("training step"), PREDICT("prediction"),
    /** Of one example. */
    SINGLE("batch of 1");

    final String words;

    Call(String words) {
      this.words = words;
    }
  }

  static final List<Workload> ALL = List.of(
      new Workload("product768", 768, List.of(Call.PREDICT)),
      new Workload("product4096", 4096, List.of(Call.PREDICT)),
      new Workload("xor", 4, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("iris", 16, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("tabular", 32, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("mlp128", 64, List.of(Call.TRAIN, Call.PREDICT, Call.SINGLE)),
      new Workload("mlp512", 64, List.of(Call.TRAIN, Call.PREDICT, Call.SINGLE)),
      new Workload("autoencoder", 128, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("convnet", 128, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("resblocks", 32, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("resnet", 32, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("mobilenet", 32, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("unet", 4, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("lstm", 64, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("gru", 64, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("nanogpt", 12, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("gpt384", 4, List.of(Call.TRAIN, Call.PREDICT)),
      new Workload("recsys", 1024, List.of(Call.TRAIN)));

  static Workload of(String name) {
    Optional<Workload> found = ALL.stream().filter(each -> each.name.equals(name)).findFirst();
    return found.orElseThrow(() -> new IllegalArgumentException(
        "there is no workload " + name + "; they are " + ALL.stream().map(Workload::name).toList()));
  }

  int examples(Call call) {
    return call == Call.SINGLE ? 1 : batch;
  }
}
