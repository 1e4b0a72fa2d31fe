package adjoint.runtime.serve;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what a server answers.
 *
 * <p><i>Source</i>: the text format of Prometheus, version 0.0.4.
 */
final class Metrics {

  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Upper ends of the histogram; <i>Units</i>: seconds. */
  private static final double[] BOUNDS =
      {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  /** By what is written between the braces. */
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final LongAdder[] slots = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();
  private final LongAdder examples = new LongAdder();

  Metrics() {
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new LongAdder();
    }
  }

  /** Notes an answer; how long it took counts where something was predicted. */
  void answered(String path, int status, long took) {
    answers.computeIfAbsent("path=\"" + path + "\",status=\"" + status + "\"", labels -> new LongAdder()).increment();
    if (path.equals("/predict") && status == 200) {
      int slot = 0;
      while (slot < BOUNDS.length && took > BOUNDS[slot] * 1e9) {
        slot++;
      }
      slots[slot].increment();
      nanos.add(took);
    }
  }

  void predicted(int count) {
    examples.add(count);
  }

  Response response(String model, Batcher batcher, int connections) {
    StringBuilder text = new StringBuilder();
    metric(text, "adjoint_model_info", "gauge", "The model that answers.", "{model=\"" + model + "\"} 1");
    head(text, "adjoint_requests_total", "counter", "Answers by path and status.");
    answers.forEach((labels, n) -> text.append("adjoint_requests_total{").append(labels).append("} ").append(n.sum())
        .append('\n'));
    histogram(text);
    metric(text, "adjoint_examples_total", "counter", "Examples that were predicted.", " " + examples.sum());
    metric(text, "adjoint_batches_total", "counter", "Batches that were run.", " " + batcher.batches());
    metric(text, "adjoint_largest_batch", "gauge", "The examples of the largest batch.", " " + batcher.largest());
    metric(text, "adjoint_waiting_examples", "gauge", "Examples that wait.", " " + batcher.waiting());
    metric(text, "adjoint_connections", "gauge", "Open connections.", " " + connections);
    Runtime java = Runtime.getRuntime();
    metric(text, "adjoint_heap_bytes", "gauge", "Memory in use on the heap.",
        " " + (java.totalMemory() - java.freeMemory()));
    return new Response(200, TYPE, text.toString(), Map.of());
  }

  private void histogram(StringBuilder text) {
    String name = "adjoint_predict_seconds";
    head(text, name, "histogram", "How long predictions took.");
    long below = 0;
    for (int i = 0; i < slots.length; i++) {
      below += slots[i].sum();
      text.append(name).append("_bucket{le=\"").append(i < BOUNDS.length ? BOUNDS[i] : "+Inf").append("\"} ")
          .append(below).append('\n');
    }
    text.append(name).append("_sum ").append((double) nanos.sum() / TimeUnit.SECONDS.toNanos(1)).append('\n');
    text.append(name).append("_count ").append(below).append('\n');
  }

  private static void metric(StringBuilder text, String name, String type, String help, String value) {
    head(text, name, type, help);
    text.append(name).append(value).append('\n');
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
        .append(type).append('\n');
  }
}
