package adjoint.runtime.generate;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model token by token: what a token leaves lies in memories, which are inputs of the next step and outputs of this one.
 * Follows one text. For one thread.
 */
final class TokenSteps implements NextTokens {

  /** The positions for which there is room at first, where there may be any number. */
  private static final int ROOM = 64;

  private final CompiledFunction step;
  private final float[] store;
  private final Prefixes prefixes;
  private final String batch;
  private final int feed;
  private final int place;
  private final Pool pool;
  private final List<int[]> memories = new ArrayList<>();
  private Frame frame;
  private int room = ROOM;
  private int done;
  private int first;

  /**
   * @param step with the inputs of the whole model, and behind them its memories
   * @param prefixes the whole model, which knows what is given besides the tokens
   * @param feed the input that tokens go into
   */
  TokenSteps(CompiledFunction step, float[] store, Prefixes prefixes, String batch, int feed, Pool pool) {
    this.step = step;
    this.store = store;
    this.prefixes = prefixes;
    this.batch = batch;
    this.feed = feed;
    this.pool = pool;
    List<Port> inputs = step.signature().inputs();
    List<Port> outputs = step.signature().outputs();
    int behind = inputs.size();
    for (int in = 0; in < inputs.size(); in++) {
      for (int out = 0; out < outputs.size(); out++) {
        if (inputs.get(in).name().equals(outputs.get(out).name())) {
          memories.add(new int[]{in, inputs.size() + out});
          behind = Math.min(behind, in);
        }
      }
    }
    this.place = behind - 1;
    this.frame = frame();
  }

  private Frame frame() {
    Map<String, Long> sizes = new HashMap<>();
    for (String dim : step.signature().openDims()) {
      sizes.put(dim, dim.equals(batch) ? 1L : prefixes.size(dim, room));
    }
    Frame made = Frames.of(step, store, sizes, pool);
    prefixes.copyGiven(made);
    return made;
  }

  /** One that has taken no token yet. */
  TokenSteps another() {
    return new TokenSteps(step, store, prefixes, batch, feed, pool);
  }

  /** This, going on from where another stands. */
  TokenSteps as(TokenSteps other) {
    if (room != other.room) {
      room = other.room;
      frame = frame();
    }
    for (int[] memory : memories) {
      System.arraycopy(other.frame.reals[memory[0]], 0, frame.reals[memory[0]], 0, frame.reals[memory[0]].length);
      System.arraycopy(other.frame.ints[memory[0]], 0, frame.ints[memory[0]], 0, frame.ints[memory[0]].length);
    }
    done = other.done;
    first = other.first;
    return this;
  }

  @Override
  public int positions() {
    return prefixes.positions();
  }

  @Override
  public float[] scores(List<int[]> tokens) {
    int[] all = tokens.get(0);
    int start = prefixes.first(all.length);
    if (start != first || done > all.length) {
      first = start;
      done = start;
    }
    if (prefixes.isOpen() && all.length > room) {
      room = Math.max(all.length, 2 * room);
      frame = frame();
      done = start;
    }
    while (done < all.length) {
      take(all[done], done - first);
      done++;
    }
    return Arrays.copyOf(frame.reals[step.signature().inputs().size()], positions());
  }

  private void take(int token, int position) {
    frame.ints[feed][0] = token;
    frame.ints[place][0] = position;
    step.run(frame);
    for (int[] memory : memories) {
      float[] reals = frame.reals[memory[0]];
      frame.reals[memory[0]] = frame.reals[memory[1]];
      frame.reals[memory[1]] = reals;
      int[] ints = frame.ints[memory[0]];
      frame.ints[memory[0]] = frame.ints[memory[1]];
      frame.ints[memory[1]] = ints;
    }
  }
}
