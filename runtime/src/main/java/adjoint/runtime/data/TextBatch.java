package adjoint.runtime.data;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts of some examples to predict from, until it is known how long the longest is. Then they are put where a kernel reads
 * them, filled up, and beside them their lengths. For one thread.
 */
public final class TextBatch {

  private final List<Field> inputs;
  private final List<int[][]> texts = new ArrayList<>();
  private final Map<String, Long> room;

  /**
   * @param inputs of the model, in its order
   * @param examples the most that there are at a time
   * @param batch the sizes of the other open dims
   */
  public TextBatch(List<Field> inputs, int examples, Map<String, Long> batch) {
    this.inputs = inputs;
    this.room = new HashMap<>(batch);
    for (Field input : inputs) {
      texts.add(new int[TextCells.readsText(input) ? examples : 0][]);
      if (input.open().isPresent()) {
        room.put(input.open().get(), 1L);
      }
    }
  }

  /** The inputs that are read, rather than following from others. */
  public static List<Field> read(List<Field> inputs) {
    List<Field> read = new ArrayList<>();
    for (Field input : inputs) {
      if (!(input.selection() instanceof Selection.Length)) {
        read.add(input);
      }
    }
    return read;
  }

  /** The largest sizes of open dims so far. */
  public Map<String, Long> room() {
    return room;
  }

  /** Whether some texts have lengths of their own, and the model sees the longest's beside each. */
  public static boolean isOpen(List<Field> inputs) {
    for (Field input : inputs) {
      if (input.open().isPresent()) {
        return true;
      }
    }
    return false;
  }

  static int[] tokens(double[] row) {
    int[] tokens = new int[row.length];
    for (int i = 0; i < row.length; i++) {
      tokens[i] = (int) row[i];
    }
    return tokens;
  }

  /** Remembers the texts of some of another's examples. */
  public void take(TextBatch other, int from, int at, int examples) {
    for (int input = 0; input < inputs.size(); input++) {
      if (TextCells.readsText(inputs.get(input))) {
        System.arraycopy(other.texts.get(input), from, texts.get(input), at, examples);
      }
    }
  }

  /** Remembers the tokens of an example. */
  public void put(int input, int example, int[] tokens) {
    texts.get(input)[example] = tokens;
  }

  /**
   * Puts the texts of the first examples, and their lengths, into a frame.
   *
   * @return the same frame, or a larger one that shares with it what is large enough
   */
  public Frame fill(CompiledFunction function, Frame frame, int examples) {
    Map<String, Long> sizes = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).open().isPresent()) {
        sizes.merge(inputs.get(i).open().get(), longest(i, examples), Math::max);
      }
    }
    Frame large = roomy(function, frame, sizes);
    for (Map.Entry<String, Long> size : sizes.entrySet()) {
      large.dims[function.signature().openDims().indexOf(size.getKey())] = size.getValue();
    }
    for (int i = 0; i < inputs.size(); i++) {
      if (TextCells.readsText(inputs.get(i))) {
        long width = inputs.get(i).open().isPresent() ? sizes.get(inputs.get(i).open().get()) : inputs.get(i).count();
        fill(i, examples, (int) width, large.ints[i]);
      } else if (inputs.get(i).selection() instanceof Selection.Length length) {
        lengths(length.field(), examples, large.ints[i]);
      }
    }
    return large;
  }

  private Frame roomy(CompiledFunction function, Frame frame, Map<String, Long> sizes) {
    boolean fits = true;
    for (Map.Entry<String, Long> size : sizes.entrySet()) {
      if (size.getValue() > room.get(size.getKey())) {
        room.put(size.getKey(), Math.max(size.getValue(), 2 * room.get(size.getKey())));
        fits = false;
      }
    }
    return fits ? frame : Frames.grown(function, frame, room);
  }

  private long longest(int input, int examples) {
    int longest = 1;
    for (int example = 0; example < examples; example++) {
      longest = Math.max(longest, texts.get(input)[example].length);
    }
    return longest;
  }

  private void fill(int input, int examples, int width, int[] to) {
    int padding = TextCells.padding(inputs.get(input));
    for (int example = 0; example < examples; example++) {
      int[] tokens = texts.get(input)[example];
      System.arraycopy(tokens, 0, to, example * width, tokens.length);
      Arrays.fill(to, example * width + tokens.length, (example + 1) * width, padding);
    }
  }

  private void lengths(String field, int examples, int[] to) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).name().equals(field)) {
        for (int example = 0; example < examples; example++) {
          to[example] = texts.get(i)[example].length;
        }
      }
    }
  }
}
