package adjoint.repl.problem;

import adjoint.runtime.text.Similar;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The nearest word that would have been understood. */
public final class NearestWord {

  private NearestWord() {}

  /** `help: did you mean linear1.weight?`, where a word is near. */
  public static Optional<String> of(String word, Collection<String> known) {
    return of(word, known, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param shown how a word is written where it is asked for
   */
  public static Optional<String> of(String word, Collection<String> known, UnaryOperator<String> shown) {
    return Similar.nearest(word, known).map(near -> "help: did you mean " + shown.apply(near) + "?");
  }

  /** The nearest word, else all of them. */
  public static String orAll(String word, List<String> known) {
    return of(word, known).orElse("there are: " + String.join(", ", known));
  }
}
