package adjoint.runtime.model;

import adjoint.runtime.program.Layout;
import adjoint.runtime.program.OpenSizes;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a model besides its code and its weights.
 *
 * @param name that its weights bear: that of the model that was trained, while the signature has this one's
 * @param batch the open dim that counts examples; empty for a model that takes one at a time
 * @param rowwise whether what it says of an example depends on that example alone
 * @param draws whether it draws at random, so that a seed matters
 * @param inputs how each of the signature's inputs is read, in their order
 * @param table how tables are written
 * @param names of positions of dims
 */
public record Description(String name, Layout layout, Signature signature, Optional<String> batch, boolean rowwise,
    boolean draws, List<Field> inputs, TableOptions table, List<Naming> names) {

  /** The axes of one example's values. */
  public List<Axis> axes(Port port) {
    List<Axis> axes = new ArrayList<>();
    for (Axis axis : port.axes()) {
      if (batch.isEmpty() || !axis.size().openDims().contains(batch.get())) {
        axes.add(axis);
      }
    }
    return axes;
  }

  /** Whether what it says of an example is as long as that is. */
  public boolean opens() {
    for (Port output : signature.outputs()) {
      if (isOpen(output)) {
        return true;
      }
    }
    return false;
  }

  /** Whether examples have different numbers of a port's values. */
  public boolean isOpen(Port port) {
    for (Axis axis : axes(port)) {
      if (!axis.size().isConstant()) {
        return true;
      }
    }
    return false;
  }

  /** How many numbers of a port one example has; of one that all have as many of. */
  public int count(Port port) {
    return count(port, OpenSizes.NONE);
  }

  /** How many numbers of a port one example has where open dims have these sizes. */
  public int count(Port port, OpenSizes sizes) {
    return sizes.count(axes(port));
  }
}
