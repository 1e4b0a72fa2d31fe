package adjoint.runtime.generate;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Weights;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Generation;
import adjoint.runtime.serve.Telling;
import adjoint.runtime.text.Json;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What writes texts: a model at the place of the last token, and how a token is chosen. For any number of threads.
 *
 * @param description of the function: the model's inputs, and last the place of the last token
 * @param step the same for one token, with memories behind the inputs; empty where later tokens may change what earlier ones made
 */
public record Writer(Description description, CompiledFunction next, Optional<CompiledFunction> step,
    Generation how) implements Telling {

  /** What writes for others runs on their threads. */
  private static final Pool ALONE = Pool.of(1);

  /**
   * Begins a text.
   *
   * @param given what the model takes besides the tokens so far, as an example in JSON
   * @throws UserProblem where the prompt or what is given isn't what the training data could have had
   */
  public Generator begin(float[] store, List<Fitted> fitted, Json given, Pool pool) {
    return Generator.of(this, store, fitted, given, pool);
  }

  /** As {@link #begin}, for a program. */
  public Iterator<String> write(Weights weights, String prompt, String given, int seed) {
    try {
      Map<String, Json> wishes = new LinkedHashMap<>();
      wishes.put("prompt", new Json.Text(prompt));
      wishes.put("seed", Json.number((long) seed));
      return new Writer(description, next, step, Wishes.of(how, wishes)).begin(weights.store(), weights.fitted(),
          given(given), ALONE);
    } catch (UserProblem problem) {
      throw new IllegalArgumentException(problem.code() + ": " + problem.getMessage());
    }
  }

  /** A request's members are settings, no longer than the block's, and what the model takes besides. */
  @Override
  public Iterator<String> tell(Json request, Weights weights) {
    if (!(request instanceof Json.Members members)) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, "what is asked is no JSON object")
          .hint("{\"prompt\": \"…\"}");
    }
    Map<String, Json> wishes = new LinkedHashMap<>(members.members());
    Generation asked = Wishes.of(how, wishes);
    if (asked.length() > how.length() || asked.beams() > Math.max(how.beams(), Wishes.MOST_BEAMS)) {
      throw UserProblem.of(RuntimeProblem.TOO_LARGE, "at most " + how.length() + " tokens are written, with at most "
          + Math.max(how.beams(), Wishes.MOST_BEAMS) + " beams");
    }
    return new Writer(description, next, step, asked).begin(weights.store(), weights.fitted(), new Json.Members(wishes),
        ALONE);
  }

  /** The same writer with other settings, by their names; those are taken away. */
  public Writer asked(Map<String, Json> wishes) {
    return new Writer(description, next, step, Wishes.of(how, wishes));
  }

  /** A JSON object; any other text is the only input. */
  public static Json given(String words) {
    if (!words.startsWith("{")) {
      return new Json.Text(words);
    }
    try {
      return Json.read(words);
    } catch (Json.Malformed e) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, "what is given isn't JSON: it has " + e.getMessage());
    }
  }
}
