package adjoint.runtime.train;

import adjoint.runtime.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a run stands between two updates. Together with the store it determines all that follows: the order of the
 * examples and every draw are functions of seed, epoch and step.
 *
 * @param epoch from 0; the number of finished epochs
 * @param update the updates of this epoch that are done
 * @param step the updates of the run that are done
 * @param lossSums of this epoch so far, over the examples, of each loss; empty before there is one
 * @param examples of this epoch so far, likewise: those of the updates in which the loss was due
 * @param best the best value so far of what decides which weights are best; NaN before there is one
 * @param bestEpoch counted from 1; 0 before there is one
 * @param costs what decided about each finished epoch: the lower the better
 */
record RunState(int epoch, int update, int step, List<Double> lossSums, List<Long> examples, double best,
    int bestEpoch,
    List<Double> costs) {

  static final RunState START = new RunState(0, 0, 0, List.of(), List.of(), Double.NaN, 0, List.of());

  RunState {
    costs = List.copyOf(costs);
    lossSums = List.copyOf(lossSums);
    examples = List.copyOf(examples);
  }

  /**
   * @param losses the sums of an update over its examples
   * @param counts how many these are, for each
   */
  RunState afterUpdate(double[] losses, int[] counts) {
    List<Double> sums = new ArrayList<>();
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      sums.add((lossSums.isEmpty() ? 0 : lossSums.get(i)) + losses[i]);
      all.add((examples.isEmpty() ? 0 : examples.get(i)) + counts[i]);
    }
    return new RunState(epoch, update + 1, step + 1, sums, all, best, bestEpoch, costs);
  }

  RunState afterEpoch(double cost) {
    List<Double> all = new ArrayList<>(costs);
    all.add(cost);
    return new RunState(epoch + 1, 0, step, List.of(), List.of(), best, bestEpoch, all);
  }

  RunState withBest(double value) {
    return new RunState(epoch, update, step, lossSums, examples, value, epoch + 1, costs);
  }

  /** Of the first loss that was due in this epoch; NaN where none was. */
  double meanLoss() {
    for (int i = 0; i < lossSums.size(); i++) {
      if (isKnown(i)) {
        return meanLoss(i);
      }
    }
    return Double.NaN;
  }

  double meanLoss(int loss) {
    return lossSums.get(loss) / examples.get(loss);
  }

  /** Whether a loss was due in this epoch. */
  boolean isKnown(int loss) {
    return loss < examples.size() && examples.get(loss) > 0;
  }

  String json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("epoch", Json.number((long) epoch));
    members.put("update", Json.number((long) update));
    members.put("step", Json.number((long) step));
    members.put("lossSums", hexes(lossSums));
    members.put("examples", new Json.Array(examples.stream().map(Json::number).collect(Collectors.toList())));
    members.put("best", new Json.Text(Double.toHexString(best)));
    members.put("bestEpoch", Json.number((long) bestEpoch));
    members.put("costs", hexes(costs));
    return new Json.Members(members).write();
  }

  /** Empty where the text isn't a state. */
  static Optional<RunState> parse(String text) {
    try {
      Json json = Json.read(text);
      return Optional.of(new RunState((int) number(json, "epoch"), (int) number(json, "update"),
          (int) number(json, "step"), hexes(json, "lossSums"), counts(json, "examples"), hex(json, "best"),
          (int) number(json, "bestEpoch"), hexes(json, "costs")));
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

  private static Json hexes(List<Double> values) {
    return new Json.Array(
        values.stream().map(value -> new Json.Text(Double.toHexString(value))).collect(Collectors.toList()));
  }

  private static List<Double> hexes(Json json, String name) {
    List<Double> values = new ArrayList<>();
    if (!(json.get(name).orElseThrow(IllegalArgumentException::new) instanceof Json.Array array)) {
      throw new IllegalArgumentException(name);
    }
    for (Json item : array.items()) {
      if (!(item instanceof Json.Text text)) {
        throw new IllegalArgumentException(name);
      }
      values.add(Double.parseDouble(text.value()));
    }
    return values;
  }

  private static List<Long> counts(Json json, String name) {
    List<Long> values = new ArrayList<>();
    if (!(json.get(name).orElseThrow(IllegalArgumentException::new) instanceof Json.Array array)) {
      throw new IllegalArgumentException(name);
    }
    for (Json item : array.items()) {
      if (!(item instanceof Json.Number number)) {
        throw new IllegalArgumentException(name);
      }
      values.add((long) number.value());
    }
    return values;
  }

  private static double hex(Json json, String name) {
    if (json.get(name).orElseThrow(IllegalArgumentException::new) instanceof Json.Text text) {
      return Double.parseDouble(text.value());
    }
    throw new IllegalArgumentException(name);
  }
}
