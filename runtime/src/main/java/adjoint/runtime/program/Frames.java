package adjoint.runtime.program;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Makes frames large enough for given sizes of the open dims. */
public final class Frames {

  /** Kernels may load a whole vector where its last lanes lie behind the end. */
  private static final int PADDING = 64;

  private Frames() {}

  /** A new store of a layout, all 0. */
  public static float[] store(Layout layout) {
    return new float[layout.length() + PADDING];
  }

  /**
   * A frame for calls with at most these sizes; its dims are set to them.
   *
   * @throws UserProblem where an array would have more elements than Java's can
   */
  public static Frame of(CompiledFunction function, float[] store, Map<String, Long> dims, Pool pool) {
    Signature signature = function.signature();
    List<Port> ports = new ArrayList<>(signature.inputs());
    ports.addAll(signature.outputs());
    float[][] reals = new float[ports.size()][];
    int[][] ints = new int[ports.size()][];
    for (int i = 0; i < ports.size(); i++) {
      Port port = ports.get(i);
      boolean real = port.element() == Element.REAL;
      int length = length(port.name(), count(port.axes(), dims));
      reals[i] = new float[real ? length : 0];
      ints[i] = new int[real ? 0 : length];
    }
    long[] sizes = sizes(function, dims);
    float[] work = new float[length("working memory", function.workReals(sizes))];
    int[] workInts = new int[length("working memory", function.workInts(sizes))];
    return new Frame(store, work, workInts, reals, ints, sizes, new float[signature.settings().size()], pool);
  }

  /**
   * A frame for {@link CompiledFunction#expect}. HotSpot leaves out of a kernel what it hasn't seen happen, and compiles it again
   * when it does: so the inputs are numbers of both signs, as they will be.
   */
  public static Frame expected(CompiledFunction function, float[] store, Map<String, Long> dims, Pool pool) {
    Frame frame = of(function, store, dims, pool);
    for (int i = 0; i < function.signature().inputs().size(); i++) {
      vary(frame.reals[i], -1);
    }
    return frame;
  }

  /** Writes numbers from a least one up to 1, each of which is another than its neighbours. */
  public static void vary(float[] numbers, float least) {
    int bits = 1;
    for (int i = 0; i < numbers.length; i++) {
      bits = bits * 1_664_525 + 1_013_904_223;
      numbers[i] = least + (1 - least) * (bits >>> 8) * 0x1p-24f;
    }
  }

  /** The sizes of a function's open dims, in its order. */
  public static long[] sizes(CompiledFunction function, Map<String, Long> dims) {
    List<String> open = function.signature().openDims();
    long[] sizes = new long[open.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = dims.get(open.get(i));
    }
    return sizes;
  }

  /**
   * A frame for larger sizes, which has the other's arrays where they are large enough, and its seed and step.
   *
   * @throws UserProblem where an array would have more elements than Java's can
   */
  public static Frame grown(CompiledFunction function, Frame frame, Map<String, Long> dims) {
    Frame larger = of(function, frame.store, dims, frame.pool);
    for (int i = 0; i < larger.reals.length; i++) {
      larger.reals[i] = frame.reals[i].length >= larger.reals[i].length ? frame.reals[i] : larger.reals[i];
      larger.ints[i] = frame.ints[i].length >= larger.ints[i].length ? frame.ints[i] : larger.ints[i];
    }
    System.arraycopy(frame.settings, 0, larger.settings, 0, frame.settings.length);
    larger.seed = frame.seed;
    larger.step = frame.step;
    return larger;
  }

  /** The number of elements that axes span. */
  public static long count(List<Axis> axes, Map<String, Long> dims) {
    ToLongFunction<String> sizes = new ToLongFunction<>() { // no lambda: a shipped model's start would wait for it
      @Override
      public long applyAsLong(String dim) {
        return dims.get(dim);
      }
    };
    try {
      long count = 1;
      for (Axis axis : axes) {
        Size size = axis.size();
        count = Math.multiplyExact(count, size.isConstant() ? size.constant() : size.evaluate(sizes));
      }
      return count;
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * The length of an array for so many numbers.
   *
   * @throws UserProblem where an array would have more elements than Java's can
   */
  public static int length(String what, long count) {
    if (count > Integer.MAX_VALUE - 8L - PADDING) {
      throw UserProblem.of(RuntimeProblem.TOO_LARGE, what + " would need " + Words.count(count)
          + " numbers, more than fit one array")
          .hint("a smaller batch or smaller dims need less");
    }
    return (int) count + PADDING;
  }
}
