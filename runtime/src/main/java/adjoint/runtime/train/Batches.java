package adjoint.runtime.train;

import adjoint.runtime.data.Dataset;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Port;
import adjoint.runtime.recipe.Batch;
import java.util.List;
import java.util.Optional;

/** Fills the inputs of a function's frame with a batch of examples. */
final class Batches {

  private final Dataset dataset;
  private final int[] fields;
  private final int dim;

  private Batches(Dataset dataset, int[] fields, int dim) {
    this.dataset = dataset;
    this.fields = fields;
    this.dim = dim;
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
    return new Batches(dataset, fields, batch.map(b -> function.signature().openDims().indexOf(b.dim())).orElse(-1));
  }

  /** Copies the examples from `from` to `to` of an order and sets the batch's dim to their number. */
  void fill(Frame frame, int[] order, int from, int to) {
    for (int input = 0; input < fields.length; input++) {
      dataset.copy(fields[input], order, from, to, frame.reals[input], frame.ints[input]);
    }
    if (dim >= 0) {
      frame.dims[dim] = to - from;
    }
  }
}
