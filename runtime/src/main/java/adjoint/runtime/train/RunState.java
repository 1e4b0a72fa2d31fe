package adjoint.runtime.train;

import adjoint.runtime.text.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run stands between two updates. Together with the store it determines all that follows: the order of the
 * examples and every draw are functions of seed, epoch and step.
 *
 * @param epoch from 0; the number of finished epochs
 * @param update the updates of this epoch that are done
 * @param step the updates of the run that are done
 * @param lossSum of this epoch so far, over the examples
 * @param examples of this epoch so far
 * @param best the best value so far of what decides which weights are best; NaN before there is one
 * @param bestEpoch counted from 1; 0 before there is one
 */
record RunState(int epoch, int update, int step, double lossSum, long examples, double best, int bestEpoch) {

  static final RunState START = new RunState(0, 0, 0, 0, 0, Double.NaN, 0);

  RunState afterUpdate(double loss, int count) {
    return new RunState(epoch, update + 1, step + 1, lossSum + loss, examples + count, best, bestEpoch);
  }

  RunState afterEpoch() {
    return new RunState(epoch + 1, 0, step, 0, 0, best, bestEpoch);
  }

  RunState withBest(double value) {
    return new RunState(epoch, update, step, lossSum, examples, value, epoch + 1);
  }

  double meanLoss() {
    return lossSum / examples;
  }

  String json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("epoch", Json.number((long) epoch));
    members.put("update", Json.number((long) update));
    members.put("step", Json.number((long) step));
    members.put("lossSum", new Json.Text(Double.toHexString(lossSum)));
    members.put("examples", Json.number(examples));
    members.put("best", new Json.Text(Double.toHexString(best)));
    members.put("bestEpoch", Json.number((long) bestEpoch));
    return new Json.Members(members).write();
  }

  /** Empty where the text isn't a state. */
  static Optional<RunState> parse(String text) {
    try {
      Json json = Json.read(text);
      return Optional.of(new RunState((int) number(json, "epoch"), (int) number(json, "update"),
          (int) number(json, "step"), hex(json, "lossSum"), (long) number(json, "examples"), hex(json, "best"),
          (int) number(json, "bestEpoch")));
    } catch (Json.Malformed | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static double number(Json json, String name) {
    if (json.get(name).orElseThrow(IllegalArgumentException::new) instanceof Json.Number number) {
      return number.value();
    }
    throw new IllegalArgumentException(name);
  }

  private static double hex(Json json, String name) {
    if (json.get(name).orElseThrow(IllegalArgumentException::new) instanceof Json.Text text) {
      return Double.parseDouble(text.value());
    }
    throw new IllegalArgumentException(name);
  }
}
