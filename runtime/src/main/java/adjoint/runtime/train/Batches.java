package adjoint.runtime.train;

import adjoint.runtime.data.Dataset;
import adjoint.runtime.data.Epoch;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Port;
import adjoint.runtime.recipe.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fills the inputs of a function's frame with a batch of examples. */
final class Batches {

  private final Dataset dataset;
  private final int[] fields;
  private final int dim;
  /** For each input the place of the open dim along which its examples have lengths of their own; -1 without such. */
  private final int[] open;

  private Batches(Dataset dataset, int[] fields, int dim, int[] open) {
    this.dataset = dataset;
    this.fields = fields;
    this.dim = dim;
    this.open = open;
  }

  /** For a function whose inputs are named as fields are. */
  static Batches of(CompiledFunction function, Dataset dataset, Optional<Batch> batch) {
    List<Port> inputs = function.signature().inputs();
    int[] fields = inputs.stream().mapToInt(p -> dataset.field(p.name())).toArray();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] < 0) {
        throw new IllegalStateException("no field gives " + function.signature().name() + " its input " + inputs.get(i)
            .name());
      }
    }
    List<String> dims = function.signature().openDims();
    int[] open = Arrays.stream(fields).map(f -> dataset.fields().get(f).open().map(dims::indexOf).orElse(-1)).toArray();
    return new Batches(dataset, fields, batch.map(b -> dims.indexOf(b.dim())).orElse(-1), open);
  }

  /**
   * Copies the examples from `from` to `to` of an order, and sets the batch's dim to their number and each open dim of fields to
   * the length of the longest.
   */
  void fill(Frame frame, int[] order, int from, int to) {
    fill(frame, order, from, to, Optional.empty());
  }

  /**
   * @param epoch of training; empty where examples are scored
   */
  void fill(Frame frame, int[] order, int from, int to, Optional<Epoch> epoch) {
    for (int input = 0; input < fields.length; input++) {
      if (open[input] >= 0) {
        frame.dims[open[input]] = 1;
      }
    }
    for (int input = 0; input < fields.length; input++) {
      if (open[input] >= 0) {
        frame.dims[open[input]] =
            Math.max(frame.dims[open[input]], dataset.longest(fields[input], order, from, to));
      }
    }
    for (int input = 0; input < fields.length; input++) {
      int length = open[input] < 0 ? 0 : (int) frame.dims[open[input]];
      dataset.copy(fields[input], order, from, to, length, epoch, frame.reals[input], frame.ints[input]);
    }
    if (dim >= 0) {
      frame.dims[dim] = to - from;
    }
  }
}
