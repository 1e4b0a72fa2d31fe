package adjoint.runtime.data;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts, sounds and other sequences of some examples to predict from, until it is known how long the longest is. Then they are
 * put where a kernel reads them, filled up, and beside them their lengths. For one thread.
 */
public final class SequenceBatch {

  private final List<Field> inputs;
  private final List<int[][]> positions = new ArrayList<>();
  private final List<float[][]> numbers = new ArrayList<>();
  private final Map<String, Long> room;

  /**
   * @param inputs of the model, in its order
   * @param examples the most that there are at a time
   * @param batch the sizes of the other open dims
   */
  public SequenceBatch(List<Field> inputs, int examples, Map<String, Long> batch) {
    this.inputs = inputs;
    this.room = new HashMap<>(batch);
    for (Field input : inputs) {
      boolean real = input.element() == Element.REAL;
      positions.add(new int[isKept(input) && !real ? examples : 0][]);
      numbers.add(new float[isKept(input) && real ? examples : 0][]);
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

  /** Whether an input's examples are put here, rather than where a kernel reads them at once. */
  public static boolean isKept(Field field) {
    return TextCells.readsText(field) || field.open().isPresent();
  }

  /** Whether some inputs have lengths of their own, and the model sees the longest's beside each. */
  public static boolean isOpen(List<Field> inputs) {
    for (Field input : inputs) {
      if (input.open().isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Remembers the sequences of some of another's examples. */
  public void take(SequenceBatch other, int from, int at, int examples) {
    for (int input = 0; input < inputs.size(); input++) {
      if (!isKept(inputs.get(input))) {
        continue;
      }
      if (inputs.get(input).element() == Element.REAL) {
        System.arraycopy(other.numbers.get(input), from, numbers.get(input), at, examples);
      } else {
        System.arraycopy(other.positions.get(input), from, positions.get(input), at, examples);
      }
    }
  }

  /** Remembers the tokens, or other positions, of an example. */
  public void put(int input, int example, int[] tokens) {
    positions.get(input)[example] = tokens;
  }

  /** Remembers an example's numbers, of whatever kind the input has. */
  public void put(int input, int example, double[] values) {
    int[] tokens = new int[values.length];
    float[] reals = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      tokens[i] = (int) values[i];
      reals[i] = (float) values[i];
    }
    if (inputs.get(input).element() == Element.REAL) {
      numbers.get(input)[example] = reals;
    } else {
      positions.get(input)[example] = tokens;
    }
  }

  /**
   * Puts the sequences of the first examples, and their lengths, into a frame.
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
      if (isKept(inputs.get(i))) {
        long length = inputs.get(i).open().isPresent() ? sizes.get(inputs.get(i).open().get()) : inputs.get(i).count();
        fill(i, examples, (int) length * width(inputs.get(i)), large);
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
      longest = Math.max(longest, length(input, example));
    }
    return longest;
  }

  private int length(int input, int example) {
    return inputs.get(input).element() == Element.REAL
        ? numbers.get(input)[example].length / width(inputs.get(input))
        : positions.get(input)[example].length / width(inputs.get(input));
  }

  /** The numbers of one place of a sequence. */
  public static int width(Field field) {
    return TextCells.isSequence(field) ? TextCells.cells(field) : 1;
  }

  private void fill(int input, int examples, int width, Frame to) {
    boolean real = inputs.get(input).element() == Element.REAL;
    int padding = TextCells.readsText(inputs.get(input)) ? TextCells.padding(inputs.get(input)) : 0;
    for (int example = 0; example < examples; example++) {
      int from = example * width;
      int end = from + length(input, example) * width(inputs.get(input));
      if (real) {
        System.arraycopy(numbers.get(input)[example], 0, to.reals[input], from, end - from);
        Arrays.fill(to.reals[input], end, from + width, 0);
      } else {
        System.arraycopy(positions.get(input)[example], 0, to.ints[input], from, end - from);
        Arrays.fill(to.ints[input], end, from + width, padding);
      }
    }
  }

  private void lengths(String field, int examples, int[] to) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).name().equals(field)) {
        for (int example = 0; example < examples; example++) {
          to[example] = length(i, example);
        }
      }
    }
  }
}
