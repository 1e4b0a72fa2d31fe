package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Map;

/**
 * A graph decided: which kernels run in which order, and where every value lies.
 *
 * @param placements of every value that is in memory
 * @param workReals the floats of scratch memory
 * @param workInts the ints of scratch memory
 * @param notes why things are as they are, a line each, for `nn dump --plan` and `:why`
 */
public record Plan(String name, Signature signature, Map<Value, Placement> placements, List<Step> steps, Size workReals,
    Size workInts, List<String> notes) {}
