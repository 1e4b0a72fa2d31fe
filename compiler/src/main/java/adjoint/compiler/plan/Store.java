package adjoint.compiler.plan;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.List;

/**
 * Computes `value[at] = body`. Inside of one group of stores a body may read an earlier store's value at the very same
 * subscripts: then it takes the register.
 *
 * @param kept whether it is written to memory; otherwise it lives in a register only and has no placement
 */
public record Store(Value value, List<Subscript> at, Scalar body, boolean kept) {}
