package adjoint.runtime.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows several texts token by token, with memories for each. A text that goes on in two ways has its memories copied; those of a
 * text that isn't followed any further are used again. For one thread.
 */
final class BeamSteps implements NextTokens {

  private final TokenSteps steps;
  private List<Followed> followed;

  /** A text, and what its tokens have left. */
  private record Followed(int[] tokens, TokenSteps steps) {
    boolean isBefore(int[] longer) {
      return longer.length == tokens.length + 1 && Arrays.equals(tokens, 0, tokens.length, longer, 0, tokens.length);
    }
  }

  /** @param steps how one text is followed; it has taken no token yet */
  BeamSteps(TokenSteps steps) {
    this.steps = steps;
    this.followed = List.of(new Followed(new int[0], steps));
  }

  @Override
  public int positions() {
    return steps.positions();
  }

  @Override
  public float[] scores(List<int[]> tokens) {
    List<Followed> next = longer(tokens);
    float[] scores = new float[tokens.size() * positions()];
    for (int i = 0; i < next.size(); i++) {
      float[] own = next.get(i).steps().scores(List.of(tokens.get(i)));
      System.arraycopy(own, 0, scores, i * positions(), positions());
    }
    followed = next;
    return scores;
  }

  /** Gives each text the memories of the one that it goes on from: the last that does so has them, others copies. */
  private List<Followed> longer(List<int[]> tokens) {
    List<TokenSteps> free = new ArrayList<>();
    List<Followed> next = new ArrayList<>();
    for (Followed before : followed) {
      if (!goesOn(before, tokens)) {
        free.add(before.steps());
      }
    }
    for (int i = 0; i < tokens.size(); i++) {
      next.add(new Followed(tokens.get(i), steps(tokens, i, free)));
    }
    return next;
  }

  private TokenSteps steps(List<int[]> tokens, int text, List<TokenSteps> free) {
    for (Followed before : followed) {
      if (before.isBefore(tokens.get(text))) {
        boolean last = !goesOn(before, tokens.subList(text + 1, tokens.size()));
        return last ? before.steps() : one(free).as(before.steps());
      }
    }
    return one(free);
  }

  private static boolean goesOn(Followed before, List<int[]> tokens) {
    for (int[] each : tokens) {
      if (before.isBefore(each)) {
        return true;
      }
    }
    return false;
  }

  private TokenSteps one(List<TokenSteps> free) {
    return free.isEmpty() ? steps.another() : free.remove(free.size() - 1);
  }
}
