package adjoint.compiler.plan;

import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.List;

/**
 * Where a value's elements lie: the element at `i0, i1, …` is at `offset + Σ iₖ·strideₖ` of the array.
 *
 * @param offset of the first element; may depend on open dims
 * @param strides one an axis
 */
public record Placement(Space space, Element element, Size offset, List<Size> strides) {}
