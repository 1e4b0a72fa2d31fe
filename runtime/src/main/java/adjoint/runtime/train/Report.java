package adjoint.runtime.train;

import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a run went.
 *
 * @param epochs that were finished, those before a resumption too
 * @param seconds of training, those before a resumption too
 * @param scores of each part: `loss`, then the metrics in the order of the file
 * @param of the weights that were scored: those of the last epoch or of the best
 * @param out where the run was written; empty if it wasn't
 */
public record Report(String model, long parameters, int epochs, double seconds,
    Map<Split.Name, Map<String, Float>> scores, Scored of, Outcome outcome, Optional<Path> out) {

  public enum Scored {
    LAST, BEST, GIVEN
  }

  public enum Outcome {
    FINISHED, STOPPED_EARLY, INTERRUPTED, DRY,
    /** Nothing was trained, since the data gave warnings. */
    REFUSED
  }

  /** One line, as `--json` prints it. Each part is there; one that the recipe lacks is empty. */
  public String json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("model", new Json.Text(model));
    members.put("parameters", Json.number(parameters));
    members.put("epochs", Json.number((long) epochs));
    members.put("seconds", Json.number(Math.round(seconds * 1000) / 1000.0));
    for (Split.Name name : Split.Name.values()) {
      Map<String, Json> scored = new LinkedHashMap<>();
      scores.getOrDefault(name, Map.of()).forEach((metric, value) -> scored.put(metric, Json.number(value)));
      members.put(name.word(), new Json.Members(scored));
    }
    return new Json.Members(members).write();
  }
}
