package adjoint.runtime.generate;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows several texts token by token, with memories for each. A text that goes on in two ways has its memories copied; those of a
 * text that isn't followed any further are used again. For one thread.
 */
final class BeamSteps implements NextTokens {

  private final CompiledFunction step;
  private final float[] store;
  private final Prefixes prefixes;
  private final String batch;
  private final int feed;
  private final Pool pool;
  private List<Followed> followed = new ArrayList<>();

  /** A text, and what its tokens have left. */
  private record Followed(int[] tokens, TokenSteps steps) {
    boolean isBefore(int[] longer) {
      return longer.length == tokens.length + 1 && Arrays.equals(tokens, 0, tokens.length, longer, 0, tokens.length);
    }
  }

  /** As {@link TokenSteps}. */
  BeamSteps(CompiledFunction step, float[] store, Prefixes prefixes, String batch, int feed, Pool pool) {
    this.step = step;
    this.store = store;
    this.prefixes = prefixes;
    this.batch = batch;
    this.feed = feed;
    this.pool = pool;
  }

  @Override
  public int positions() {
    return prefixes.positions();
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
      boolean ends = true;
      for (int[] each : tokens) {
        ends &= !before.isBefore(each);
      }
      if (ends) {
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
        boolean last = true;
        for (int[] later : tokens.subList(text + 1, tokens.size())) {
          last &= !before.isBefore(later);
        }
        return last ? before.steps() : one(free).as(before.steps());
      }
    }
    return one(free);
  }

  private TokenSteps one(List<TokenSteps> free) {
    return free.isEmpty() ? new TokenSteps(step, store, prefixes, batch, feed, pool) : free.remove(free.size() - 1);
  }
}
