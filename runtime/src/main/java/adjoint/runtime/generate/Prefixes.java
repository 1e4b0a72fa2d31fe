package adjoint.runtime.generate;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Description;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a model on whole texts so far, for the scores of the token that follows. Where the model takes a fixed number of tokens
 * it sees as many, from a place on that moves by half of them whenever they are full. For one thread.
 */
final class Prefixes implements NextTokens {

  private final Description description;
  private final CompiledFunction next;
  private final int feed;
  private final int rows;
  private final SequenceBatch texts;
  private final List<Encoder> others = new ArrayList<>();
  private final int batch;
  private Frame frame;

  /**
   * @param description of the function: the model's inputs, and last the place of the last token
   * @param feed the input that tokens go into
   * @param rows the most texts at a time
   */
  Prefixes(Description description, CompiledFunction next, float[] store, List<Fitted> fitted, int feed, int rows,
      Pool pool) {
    this.description = description;
    this.next = next;
    this.feed = feed;
    this.rows = description.batch().isPresent() ? rows : 1;
    List<Field> inputs = description.inputs();
    Map<String, Long> sizes =
        description.batch().isPresent() ? Map.of(description.batch().get(), (long) this.rows) : Map.of();
    this.texts = new SequenceBatch(inputs.subList(0, inputs.size() - 1), this.rows, sizes);
    this.frame = Frames.of(next, store, texts.room(), pool);
    this.batch = description.batch().isPresent()
        ? next.signature().openDims().indexOf(description.batch().get())
        : -1;
    for (Encoder each : Encoder.of(inputs.subList(0, inputs.size() - 1), fitted, frame.reals, frame.ints, texts)) {
      if (!each.name().equals(inputs.get(feed).name())) {
        others.add(each);
      }
    }
  }

  /** What the model takes besides the tokens so far, the same for all texts. */
  void give(Json given) {
    if (others.isEmpty() && !given.equals(new Json.Members(Map.of()))) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, "nothing else is taken: " + Words.quoted(given.write()));
    }
    for (int row = 0; row < rows && !others.isEmpty(); row++) {
      Encoder.put(others, row, given, "what is given");
    }
  }

  @Override
  public int positions() {
    return description.count(next.signature().outputs().get(0));
  }

  @Override
  public float[] scores(List<int[]> tokens) {
    float[] scores = new float[tokens.size() * positions()];
    for (int from = 0; from < tokens.size(); from += rows) {
      int count = Math.min(rows, tokens.size() - from);
      run(tokens.subList(from, from + count));
      float[] made = frame.reals[description.inputs().size()];
      System.arraycopy(made, 0, scores, from * positions(), count * positions());
    }
    return scores;
  }

  /** Whether the model takes any number of tokens. */
  boolean isOpen() {
    return description.inputs().get(feed).open().isPresent();
  }

  /** Whether it takes nothing that is a number of tokens so far. */
  boolean countsNothing() {
    String name = description.inputs().get(feed).name();
    for (Field field : description.inputs()) {
      if (field.selection() instanceof Selection.Length length && length.field().equals(name)) {
        return false;
      }
    }
    return true;
  }

  /** Puts what is given where a function reads it. */
  void prepare(int[] tokens) {
    fill(List.of(tokens));
  }

  /** The size of an open dim: as prepared, or so many for that of the tokens. */
  long size(String dim, long tokens) {
    return description.inputs().get(feed).open().equals(Optional.of(dim))
        ? tokens
        : frame.dims[next.signature().openDims().indexOf(dim)];
  }

  /** Copies what is given into another frame with the same inputs. */
  void copyGiven(Frame to) {
    for (int input = 0; input < description.inputs().size() - 1; input++) {
      if (input != feed) {
        System.arraycopy(frame.reals[input], 0, to.reals[input], 0,
            Math.min(frame.reals[input].length, to.reals[input].length));
        System.arraycopy(frame.ints[input], 0, to.ints[input], 0,
            Math.min(frame.ints[input].length, to.ints[input].length));
      }
    }
  }

  private void run(List<int[]> tokens) {
    fill(tokens);
    next.run(frame);
  }

  private void fill(List<int[]> tokens) {
    for (int row = 0; row < tokens.size(); row++) {
      int[] all = tokens.get(row);
      texts.put(feed, row, Arrays.copyOfRange(all, first(all.length), all.length));
    }
    frame = texts.fill(next, frame, tokens.size());
    if (batch >= 0) {
      frame.dims[batch] = tokens.size();
    }
    int length = tokens.get(0).length;
    frame.ints[description.inputs().size() - 1][0] = length - 1 - first(length);
  }

  /** The first of so many tokens that the model sees. */
  int first(int length) {
    Field field = description.inputs().get(feed);
    if (field.open().isPresent()) {
      return 0;
    }
    int most = field.count();
    int step = (most + 1) / 2;
    return length <= most ? 0 : (length - most + step - 1) / step * step;
  }
}
