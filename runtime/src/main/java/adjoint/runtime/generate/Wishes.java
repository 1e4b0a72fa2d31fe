package adjoint.runtime.generate;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Generation;
import adjoint.runtime.text.Json;
import java.util.Map;

/** Settings of a `generate` block that somebody wants otherwise. */
final class Wishes {

  /** As many beams may always be asked for. */
  static final int MOST_BEAMS = 8;

  private final Map<String, Json> given;

  private Wishes(Map<String, Json> given) {
    this.given = given;
  }

  /** Takes those that are settings out of what is given. */
  static Generation of(Generation block, Map<String, Json> given) {
    Wishes wishes = new Wishes(given);
    return new Generation(block.model(), block.feed(), wishes.text("prompt", block.prompt()), block.stops(),
        block.end(), wishes.whole("length", block.length(), 1), wishes.number("temperature", block.temperature(), 1e6),
        wishes.whole("top_k", block.topK(), 0), wishes.number("top_p", block.topP(), 1),
        wishes.whole("beam", block.beams(), 1), wishes.number("penalty", block.penalty(), 1e6),
        wishes.whole("seed", block.seed(), Integer.MIN_VALUE));
  }

  private String text(String name, String otherwise) {
    if (!given.containsKey(name)) {
      return otherwise;
    }
    if (given.remove(name) instanceof Json.Text text) {
      return text.value();
    }
    throw wrong(name + " is a text");
  }

  private double number(String name, double otherwise, double most) {
    if (!given.containsKey(name)) {
      return otherwise;
    }
    double value = given.remove(name) instanceof Json.Number number ? number.value() : Double.NaN;
    if (!(value >= 0 && value <= most)) {
      throw wrong(name + " is a number from 0" + (most == 1 ? " to 1" : " on"));
    }
    return value;
  }

  private int whole(String name, int otherwise, int least) {
    if (!given.containsKey(name)) {
      return otherwise;
    }
    double value = given.remove(name) instanceof Json.Number number ? number.value() : Double.NaN;
    if (value != Math.rint(value) || value < least || value > Integer.MAX_VALUE) {
      throw wrong(name + " is a whole number" + (least > Integer.MIN_VALUE ? " of at least " + least : ""));
    }
    return (int) value;
  }

  private static UserProblem wrong(String message) {
    return UserProblem.of(RuntimeProblem.GENERATION_SETTING, message);
  }
}
