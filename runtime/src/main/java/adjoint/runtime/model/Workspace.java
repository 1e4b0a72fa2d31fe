package adjoint.runtime.model;

import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.OpenSizes;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.text.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model needs to run once: room for inputs, outputs and what lies between. For one thread at a time.
 *
 * <p>Values are put in as the training data had them; what the recipe says about these happens here.
 *
 * <p><i>Aliasing</i>: arrays that are put in are copied; those that are got are new.
 *
 * <p><i>Errors</i>: {@link IllegalArgumentException} for a wrong number of values, and for values that the training data
 * couldn't have had.
 */
public final class Workspace {

  /** Kernels of a shipped model don't share their loops out: its callers are the threads. */
  private static final Pool ALONE = Pool.of(1);
  /** In place of a count that each example has of its own. */
  private static final int OPEN = -1;

  private final Description description;
  private final CompiledFunction function;
  private Frame frame;
  private final int capacity;
  private final int batch;
  private final List<Port> outputs;
  private final int[] counts;
  private final List<Encoder> encoders;
  private final SequenceBatch texts;
  private final boolean ofSequences;
  private final Optional<Workspace> itself = Optional.of(this);

  /** @param seed of what the model draws */
  Workspace(Description description, Weights weights, CompiledFunction function, int capacity, int seed) {
    this.description = description;
    this.function = function;
    this.capacity = capacity;
    this.batch = description.batch().isPresent()
        ? description.signature().openDims().indexOf(description.batch().get())
        : -1;
    this.texts = new SequenceBatch(description.inputs(), capacity,
        description.batch().isPresent() ? Map.of(description.batch().get(), (long) capacity) : Map.of());
    this.ofSequences = description.inputs().stream().anyMatch(SequenceBatch::isKept);
    this.frame = Frames.of(function, weights.store(), texts.room(), ALONE);
    frame.seed = seed;
    this.outputs = description.signature().outputs();
    this.counts = new int[outputs.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = description.isOpen(outputs.get(i)) ? OPEN : description.count(outputs.get(i));
    }
    this.encoders = Encoder.of(description.inputs(), weights.fitted(), frame.reals, frame.ints, texts);
  }

  /** Made once, for {@link Workspaces}. */
  Optional<Workspace> itself() {
    return itself;
  }

  int capacity() {
    return capacity;
  }

  /** Puts in an example's values for one of the inputs that are read. */
  public void put(int input, int example, float... values) {
    checkLength(input, given(encoders.get(input).name(), values).length);
    try {
      encoders.get(input).put(example, values);
    } catch (UserProblem problem) {
      throw refused(problem);
    }
  }

  public void put(int input, int example, int... values) {
    checkLength(input, given(encoders.get(input).name(), values).length);
    try {
      encoders.get(input).put(example, values);
    } catch (UserProblem problem) {
      throw refused(problem);
    }
  }

  public void put(int input, int example, boolean... values) {
    checkLength(input, given(encoders.get(input).name(), values).length);
    encoders.get(input).put(example, values);
  }

  public void put(int input, int example, String... values) {
    checkLength(input, given(encoders.get(input).name(), values).length);
    for (String value : values) {
      given(encoders.get(input).name(), value);
    }
    try {
      encoders.get(input).put(example, values);
    } catch (UserProblem problem) {
      throw refused(problem);
    }
  }

  /**
   * Puts in an example in JSON.
   *
   * @param place of the example, for messages
   * @return whether it stays, rather than being dropped for a missing value
   * @throws UserProblem where it isn't one
   */
  public boolean put(int example, Json json, String place) {
    return Encoder.put(encoders, example, json, place);
  }

  /**
   * A value that a program gives.
   *
   * @throws IllegalArgumentException that names it where there is none
   */
  public static <T> T given(String name, T value) {
    if (value == null) { // from programs of others
      throw new IllegalArgumentException(name + " is null");
    }
    return value;
  }

  private void checkLength(int input, int length) {
    Encoder encoder = encoders.get(input);
    if (!encoder.takes(length)) {
      throw new IllegalArgumentException(encoder.name() + " takes " + encoder.count() + " values "
          + (encoder.isSequence() ? "at each place of " : "") + encoder.axes() + ", not " + length);
    }
  }

  /** In the JDK's words: what is thrown here isn't exported. */
  static IllegalArgumentException refused(UserProblem problem) {
    return new IllegalArgumentException(problem.code() + ": " + problem.getMessage());
  }

  /** Computes the outputs of the examples that were put in. */
  public void run(int examples) {
    if (ofSequences) {
      frame = texts.fill(function, frame, examples);
    }
    if (batch >= 0) {
      frame.dims[batch] = examples;
    }
    function.run(frame);
  }

  /** The texts of the examples that were put in. */
  public SequenceBatch texts() {
    return texts;
  }

  /** What {@link #run} made. */
  public Frame frame() {
    return frame;
  }

  /** An example's values of an output; row-major. */
  public float[] reals(int output, int example) {
    int count = count(output);
    return Arrays.copyOfRange(frame.reals[place(output)], example * count, (example + 1) * count);
  }

  /** Copies them. */
  public void reals(int output, int example, float[] to) {
    int count = count(output);
    if (given("out", to).length != count) {
      throw new IllegalArgumentException("out has room for " + to.length + " values, and there are " + count);
    }
    System.arraycopy(frame.reals[place(output)], example * count, to, 0, count);
  }

  /** The position of the largest of an output's values, the first of equal ones. */
  public int largest(int output, int example) {
    int count = count(output);
    int from = example * count;
    float[] values = frame.reals[place(output)];
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[from + i] > values[from + best] ? i : best;
    }
    return best;
  }

  public int[] ints(int output, int example) {
    int count = count(output);
    return Arrays.copyOfRange(frame.ints[place(output)], example * count, (example + 1) * count);
  }

  public boolean[] bools(int output, int example) {
    int[] ints = ints(output, example);
    boolean[] bools = new boolean[ints.length];
    for (int i = 0; i < ints.length; i++) {
      bools[i] = ints[i] != 0;
    }
    return bools;
  }

  /** The only value of an output without axes. */
  public float real(int output, int example) {
    return frame.reals[place(output)][example];
  }

  public int whole(int output, int example) {
    return frame.ints[place(output)][example];
  }

  public boolean bool(int output, int example) {
    return frame.ints[place(output)][example] != 0;
  }

  /** How many numbers of an output each of the examples that were run has. */
  private int count(int output) {
    return counts[output] == OPEN
        ? description.count(outputs.get(output), sizes())
        : counts[output];
  }

  /** The sizes that open dims had in the last {@link #run}. */
  public OpenSizes sizes() {
    return new OpenSizes(description.signature().openDims(), frame.dims);
  }

  private int place(int output) {
    return description.inputs().size() + output;
  }
}
