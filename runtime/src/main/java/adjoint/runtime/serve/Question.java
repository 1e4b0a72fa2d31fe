package adjoint.runtime.serve;

import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Model;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From the text of a request to numbers: an object is one example, an array several. */
final class Question {

  /** JSON takes some forty times the room of its text: few may be held at once. */
  private final Semaphore parsing = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final Model model;

  Question(Model model) {
    this.model = model;
  }

  /**
   * What was asked.
   *
   * @param job the examples
   * @param several whether they came in an array, as the answers will
   */
  record Asked(Job job, boolean several) {}

  Asked read(String text) throws Refused {
    parsing.acquireUninterruptibly();
    try {
      Json json = Json.read(text);
      boolean several = json instanceof Json.Array;
      List<Json> examples = json instanceof Json.Array array ? array.items() : List.of(json);
      if (examples.isEmpty()) {
        throw Refused.of(422, "the array holds no examples");
      }
      return new Asked(job(examples), several);
    } catch (Json.Malformed e) {
      throw Refused.of(400, "the body isn't JSON: it has " + e.getMessage());
    } catch (UserProblem problem) {
      throw Refused.of(422, problem.code(), problem.getMessage()
          + problem.hint().map(hint -> " (" + hint + ")").orElse(""));
    } finally {
      parsing.release();
    }
  }

  private Job job(List<Json> examples) throws Refused {
    Description description = model.description();
    List<Port> ports = Stream.concat(description.signature().inputs().stream(),
        description.signature().outputs().stream()).collect(Collectors.toList());
    float[][] reals = new float[ports.size()][];
    int[][] ints = new int[ports.size()][];
    for (int i = 0; i < reals.length; i++) {
      boolean real = ports.get(i).element() == Element.REAL;
      int length = isApart(description, ports, i) ? 0 : room(examples.size(), description.count(ports.get(i)));
      reals[i] = new float[real ? length : 0];
      ints[i] = new int[real ? 0 : length];
    }
    SequenceBatch texts = new SequenceBatch(description.inputs(), examples.size(), Map.of());
    encode(examples, Encoder.of(description.inputs(), model.weights().fitted(), reals, ints, texts));
    return new Job(examples.size(), reals, ints, texts, new Json[description.opens() ? examples.size() : 0],
        new CompletableFuture<>());
  }

  /** Whether each example has as many of a port's values as it has. */
  private static boolean isApart(Description description, List<Port> ports, int port) {
    return port < description.inputs().size()
        ? SequenceBatch.isKept(description.inputs().get(port))
        : description.isOpen(ports.get(port));
  }

  /** The results of a short request may be large. */
  private static int room(int examples, int count) throws Refused {
    if ((long) examples * count > 1 << 26) {
      throw Refused.of(413, examples + " examples are too many for one request");
    }
    return examples * count;
  }

  private static void encode(List<Json> examples, List<Encoder> encoders) throws Refused {
    for (int i = 0; i < examples.size(); i++) {
      String place = examples.size() == 1 ? "the example" : "example " + i;
      if (!Encoder.put(encoders, i, examples.get(i), place)) {
        throw Refused.of(422, place + " lacks a value");
      }
    }
  }
}
