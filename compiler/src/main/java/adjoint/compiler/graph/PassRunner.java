package adjoint.compiler.graph;

import java.util.List;
import java.util.function.Supplier;

/**
 * Runs lists of passes. What each pass made is shown to the watch and, with `-Dadjoint.verify=true`, verified: always so
 * in tests.
 */
public record PassRunner(Watch watch) {

  private static final boolean VERIFIES = Boolean.getBoolean("adjoint.verify");

  /** Whether what passes make, and what is made of it, is verified. */
  public static boolean verifies() {
    return VERIFIES;
  }

  /** More turns than this would mean that two passes undo each other. */
  private static final int ROUNDS = 12;

  /** Each pass once. */
  public Graph run(List<Pass> passes, Graph graph) {
    Graph current = graph;
    for (Pass pass : passes) {
      Graph made = pass.apply(current);
      after(pass.name(), () -> Verifier.problems(made), () -> GraphPrinter.print(made));
      current = made;
    }
    return current;
  }

  /** All passes in turn, until nothing changes. */
  public Graph runUntilStable(List<Pass> passes, Graph graph) {
    Graph current = graph;
    for (int round = 0; round < ROUNDS; round++) {
      Graph next = run(passes, current);
      if (next.equals(current)) {
        return next;
      }
      current = next;
    }
    String name = graph.name();
    verify("the last round", () -> List.of(name + " still changes after " + ROUNDS + " rounds of passes"), () -> "");
    return current;
  }

  /** What follows each pass: the watch and {@link #verify}. */
  public void after(String pass, Supplier<List<String>> problems, Supplier<String> text) {
    watch.after(pass, text);
    verify(pass, problems, text);
  }

  /**
   * Looks for problems, where that is asked for.
   *
   * @param problems with what was made
   * @param text what was made
   * @throws IllegalStateException where there are some
   */
  public void verify(String pass, Supplier<List<String>> problems, Supplier<String> text) {
    List<String> found = VERIFIES ? problems.get() : List.of();
    if (!found.isEmpty()) {
      throw new IllegalStateException("after " + pass + ": " + String.join("\n", found) + "\n" + text.get());
    }
  }
}
