package adjoint.runtime.command;

import adjoint.runtime.CliProblem;
import adjoint.runtime.text.Similar;
import java.util.Arrays;
import java.util.List;

/** Starts a jar of several models: the first word of its command line says which, and the others are for that one. */
public final class Models {

  private static final int USAGE = 2;

  private Models() {}

  /** How one of them starts; it ends the process. */
  @FunctionalInterface
  public interface Launch {
    void launch(String model, String[] words);
  }

  /**
   * Starts one, or says which there are.
   *
   * @param name that the jar is called by
   * @param models by the words that choose them
   */
  public static void main(String name, List<String> models, Launch launch, String[] words) {
    String word = words.length == 0 ? "" : words[0];
    if (models.contains(word)) {
      launch.launch(word, Arrays.copyOfRange(words, 1, words.length));
      return;
    }
    boolean asked = word.equals("--help") || word.equals("-h");
    if (asked || word.isEmpty()) {
      System.out
          .println("Usage: " + name + " MODEL COMMAND\n\nModels:\n  " + String.join("\n  ", models) + "\n\n" + name
              + " MODEL --help says what one of them can do.");
    } else {
      System.err.println("error[" + CliProblem.UNKNOWN_COMMAND.code() + "]: no model of this jar is called " + word
          + "\n  = help: " + Similar.nearest(word, models).map(near -> "did you mean " + near + "?")
              .orElse("there are " + String.join(", ", models)));
    }
    System.out.flush();
    Runtime.getRuntime().halt(asked ? 0 : USAGE);
  }
}
